import { readSession } from '../session/read-session.ts';
import {
  agentA,
  agentB,
  assigned,
  connected,
  ended,
  sessionWith,
  minute,
  second,
  settings,
  started,
  t0,
} from '../events/examples.testkit.ts';
import type { SessionEvent } from '../events/parse-events.ts';
import { ownerChangeFact } from '../session/owner-change.ts';
import type { OwnerChange } from '../session/owner-change.ts';
import type { Session, SessionTicket } from '../session/state.ts';
import { outstandingOf } from './outstanding.ts';
import type { Failed } from './failed.ts';

/** Calls that Zendesk refused something of. */

export const set = settings();
export const over = t0 + 10 * minute;
export const deed = { by: 'operator', at: over };

const ticket: SessionTicket = {
  id: 9,
  requesterId: 1,
  origin: 'made',
  at: t0,
  assigneeId: 700,
  reopens: false,
  checks: [],
  compensated: false,
};

/** A call on ticket 9, of which the writes of these facts were refused. */
export function callWith(refused: readonly (string | OwnerChange)[], ...more: readonly SessionEvent[]): Session {
  const call = sessionWith([started(t0), assigned(t0), connected(t0 + second), ended(t0 + minute), ...more]);
  const agents = [agentA, agentB].map(({ email }, i) => ({ email: email ?? '', zendeskId: 700 + i }));
  const writes = refused.map((of) => {
    const [fact, ownerChange] = typeof of === 'string' ? [of, null] : [ownerChangeFact(of), of];
    const place = { id: `${call.id}/${fact}`, ticketId: 9 };
    const outcome = { ...place, kind: 'refused', code: 'Invalid', message: 'no' } as const;
    return { ...place, dueAt: t0, sentAt: t0, outcome, ...(ownerChange !== null && { ownerChange }) };
  });
  return { ...call, progress: { ...call.progress, ticket, agents, writes } };
}

/** The only one that this call leaves behind. */
export function failedOf(session: Session): Failed {
  const [failed, ...others] = outstandingOf(readSession(session, set, over)).failed;
  if (failed === undefined || others.length > 0) throw new Error(`${others.length} others`);
  return failed;
}
