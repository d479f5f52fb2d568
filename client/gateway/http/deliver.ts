import type { SessionEvent } from '../../../domain/events/parse-events.ts';
import type { SessionClient } from '../../sessions.ts';

/** Sessions of one post that are signalled side by side; more would only wait inside Temporal. */
const sessionsAtOnce = 20;

/**
 * Resolves once Temporal has every event. Events of one session go in their order, sessions side by side. The first
 * failure stops what hasn't begun, and is thrown: then nothing may be claimed, since resending the whole is harmless.
 */
export async function deliver(events: readonly SessionEvent[], send: SessionClient['send']): Promise<void> {
  const bySession = new Map<string, SessionEvent[]>();
  for (const event of events) {
    const known = bySession.get(event.session_id);
    if (known === undefined) bySession.set(event.session_id, [event]);
    else known.push(event);
  }
  const waiting = [...bySession.values()].values();
  let failed = false;
  const work = async (): Promise<void> => {
    for (const session of waiting) {
      for (const event of session) {
        if (failed) return;
        try {
          await send(event);
        } catch (error) {
          failed = true;
          throw error;
        }
      }
    }
  };
  const results = await Promise.allSettled(Array.from({ length: Math.min(sessionsAtOnce, bySession.size) }, work));
  for (const result of results) if (result.status === 'rejected') throw result.reason;
}
