import { createHash, randomUUID } from 'node:crypto';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { GatewayDeps } from '../http/deps.ts';
import { GatewayError, retryAfterSeconds } from '../http/errors.ts';
import { bodyOf, keyHeader } from './operator.ts';
import { callAnswer, optionsAnswer, refusalAnswer } from '../http/outbound-answers.ts';
import { outboundQuestionSchema } from '../../../domain/api/outbound.ts';
import { answer, refTo } from '../../../domain/api/schemas.ts';
import { bearerOf } from '../http/sign-in.ts';

const denied = {
  401: answer('No token, or one that does not hold.', 'Error'),
  403: answer('The token is not an agent’s.', 'Error'),
  503: answer('Temporal, its worker or Zendesk is not there. Try again after Retry-After.', 'Error'),
} as const;
const badBody = {
  400: answer('Not JSON.', 'Error'),
  422: answer('`fields` names what is wrong.', 'Error'),
} as const;
const common = { tags: ['adapter'], security: [{ token: [] }] };

/** What an agent asks and does before an outbound call (OUT-4, OUT-11, OUT-12, OUT-14). Nothing is written to Zendesk. */
export function outboundRoutes(app: FastifyInstance, { sessions: { outbound }, config }: GatewayDeps): void {
  const agentOf = async ({ headers }: FastifyRequest): Promise<string> =>
    (await bearerOf(headers, config.tokenSecret, ['agent'])).agentId;
  // Before a body is read.
  const onRequest = async (request: FastifyRequest): Promise<void> => void (await agentOf(request));

  app.route({
    method: 'POST',
    url: '/v1/adapter/outbound/options',
    schema: {
      ...common,
      summary: 'What the agent may do before a call, and each field of the page',
      description: 'From what the page has so far, what Zendesk holds now and the settings. Nothing is written.',
      body: refTo('OutboundQuestion'),
      response: { 200: answer('The page.', 'OutboundOptions'), ...badBody, ...denied },
    },
    onRequest,
    handler: async (request) => {
      const agentId = await agentOf(request);
      const { options, trouble } = await outbound.options(agentId, bodyOf(request, outboundQuestionSchema));
      return optionsAnswer(options, trouble);
    },
  });

  app.route({
    method: 'POST',
    url: '/v1/adapter/outbound/calls',
    schema: {
      ...common,
      summary: 'Keep a complete choice until the platform’s call takes it',
      description:
        'Decided anew, on what Zendesk holds now. One choice an agent: a new one replaces it. The call takes it by `choice_id` within an hour, or by agent and number within 120 seconds.',
      headers: keyHeader,
      body: refTo('OutboundQuestion'),
      response: {
        200: answer('Dial this.', 'OutboundCall'),
        409: answer('Refused as the options would have shown: `rule` and, for each field, why.', 'Error'),
        ...badBody,
        ...denied,
      },
    },
    onRequest,
    handler: async (request, reply) => {
      const agentId = await agentOf(request);
      const question = bodyOf(request, outboundQuestionSchema);
      const result = await outbound.call(agentId, keyOf(agentId, request), question);
      switch (result.kind) {
        case 'kept':
          return callAnswer(result.kept);
        case 'refused': {
          const [{ because, rule }] = result.refusals;
          const fields = result.refusals.map(refusalAnswer).map((one) => ({
            path: one.field,
            message: one.because,
            rule: one.rule,
          }));
          throw new GatewayError('outbound_refused', fields, because, rule);
        }
        case 'unanswered':
          void reply.header('retry-after', retryAfterSeconds);
          throw new GatewayError('zendesk_silent', null, result.trouble.message);
        default:
          return result satisfies never;
      }
    },
  });

  app.route<{ Params: { key: string } }>({
    method: 'POST',
    url: '/v1/adapter/outbound/calls/:key/cancel',
    schema: {
      ...common,
      summary: 'Give up a choice before its call',
      description: 'Takes no body. Again: the same answer.',
      params: { type: 'object', properties: { key: { type: 'string', description: 'The choice_id.' } } },
      response: {
        200: answer('It is open no more.', 'OutboundCancelled'),
        404: answer('No such choice, or one of long ago.', 'Error'),
        409: answer('Its call has begun.', 'Error'),
        ...denied,
        403: answer('The token is not an agent’s, or the choice is another agent’s.', 'Error'),
      },
    },
    onRequest,
    handler: async (request) => {
      const agentId = await agentOf(request);
      const { key } = request.params;
      if (key.slice(0, Math.max(0, key.lastIndexOf('.'))) !== agentId) throw new GatewayError('not_your_choice');
      const result = await outbound.cancel(agentId, key);
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
    },
  });
}

/** `<agent id>.<random>`; the same for the same Idempotency-Key of the same agent. */
function keyOf(agentId: string, { headers }: FastifyRequest): string {
  const given = headers['idempotency-key'];
  const random =
    typeof given === 'string' && given.trim() !== ''
      ? createHash('sha256').update(given).digest('hex').slice(0, 32)
      : randomUUID().replaceAll('-', '');
  return `${agentId}.${random}`;
}
