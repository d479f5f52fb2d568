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
import { readSession } from '../session/read-session.ts';
import type { Session, SessionTicket } from '../session/state.ts';
import { outstandingOf } from './outstanding.ts';
import type { Failed } from './failed.ts';

/** Sessions with writes that Zendesk refused. */

export const set = settings();
export const over = t0 + 10 * minute;
export const action = { by: 'operator', at: over };

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

/** A call with ticket 9. Zendesk refused its writes of these facts. */
export function callWith(refused: readonly (string | OwnerChange)[], ...more: readonly SessionEvent[]): Session {
  const call = sessionWith([started(t0), assigned(t0), connected(t0 + second), ended(t0 + minute), ...more]);
  const agents = [agentA, agentB].map(({ email }, i) => ({ email: email ?? '', zendeskId: 700 + i }));
  const writes = refused.map((one) => {
    const [fact, ownerChange] = typeof one === 'string' ? [one, null] : [ownerChangeFact(one), one];
    const ids = { id: `${call.id}/${fact}`, ticketId: 9 };
    const outcome = { ...ids, kind: 'refused', code: 'Invalid', message: 'no' } as const;
    return { ...ids, dueAt: t0, sentAt: t0, outcome, ...(ownerChange !== null && { ownerChange }) };
  });
  return { ...call, progress: { ...call.progress, ticket, agents, writes } };
}

/** The only failed write of the session. */
export function failedOf(session: Session): Failed {
  const [failed, ...others] = outstandingOf(readSession(session, set, over)).failed;
  if (failed === undefined || others.length > 0) throw new Error(`${others.length} others`);
  return failed;
}
