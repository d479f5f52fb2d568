import { createHash, randomUUID } from 'node:crypto';
import type { OutboundCallAnswer, OutboundCancelledAnswer } from '../../../domain/api/outbound.ts';
import type { OutboundCall, WantedChoice } from '../../outbound.ts';
import type { CancelledChoice } from '../../../workflows/messages.ts';
import { GatewayError } from './errors.ts';
import type { IdempotencyKeys, KeyedRequest } from './idempotency.ts';
import { callAnswer, refusalAnswer } from './outbound-answers.ts';

/**
 * The key of a new choice: `<agent id>.<random>`. An agent who repeats a request with the same `Idempotency-Key` gets the
 * same key again. Throws a GatewayError (409) if the key was used for another body.
 */
export function wantedChoice(
  agentId: string,
  keys: IdempotencyKeys,
  { headers, body }: Pick<KeyedRequest, 'headers' | 'body'>,
): WantedChoice {
  const { bodyHash } = keys.keyOf({ headers, caller: agentId, endpoint: 'call', of: '', body });
  const given = headers['idempotency-key'];
  const random =
    given !== undefined && given.trim() !== ''
      ? createHash('sha256').update(given).digest('hex').slice(0, 32)
      : randomUUID().replaceAll('-', '');
  return { key: `${agentId}.${random}`, bodyHash };
}

/** Throws a GatewayError (403) if the choice with this key was made by another agent. */
export function requireOwnChoice(agentId: string, key: string): void {
  if (key.slice(0, Math.max(0, key.lastIndexOf('.'))) !== agentId) throw new GatewayError('not_your_choice');
}

/** The choice that was kept. Throws a GatewayError: 409 with each refusal (OUT-12), 503 if Zendesk did not answer. */
export function keptChoiceAnswer(result: OutboundCall): OutboundCallAnswer {
  switch (result.kind) {
    case 'kept':
      return callAnswer(result.kept);
    case 'refused': {
      const [{ because, rule }] = result.refusals;
      const fields = result.refusals.map(refusalAnswer).map((refusal) => ({
        path: refusal.field,
        message: refusal.because,
        rule: refusal.rule,
      }));
      throw new GatewayError('outbound_refused', fields, because, rule);
    }
    case 'key_reused':
      throw new GatewayError('key_reused');
    case 'unanswered':
      throw new GatewayError('zendesk_silent', null, result.trouble.message);
    default:
      return result satisfies never;
  }
}

/** The choice that was cancelled. Throws a GatewayError: 409 if its call has begun (OUT-14), 404 if there is none. */
export function cancelledChoiceAnswer(key: string, result: CancelledChoice): OutboundCancelledAnswer {
  switch (result) {
    case 'cancelled':
      return { choice_id: key, cancelled: true };
    case 'taken':
      throw new GatewayError('choice_taken', null, undefined, 'OUT-14');
    case 'unknown':
      throw new GatewayError('unknown_choice');
    default:
      return result satisfies never;
  }
}
