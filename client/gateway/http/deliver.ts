import pLimit from 'p-limit';
import { limits } from '../../../domain/limits.ts';
import type { SessionEvent } from '../../../domain/events/parse-events.ts';
import type { SessionClient } from '../../sessions.ts';

/**
 * This many sessions of one post are signalled at the same time. More of them would only wait inside Temporal, and the events
 * of other posts behind them.
 */
const sessionsAtOnce = limits.received.sessionsAtOnce.value;

/**
 * Sends all events and resolves once Temporal holds each of them. The events of one session are sent in their order;
 * different sessions are sent side by side. After the first failure no further event is sent, and the failure is thrown.
 * Then the gateway must not confirm any event of the post. The platform sends the whole post again, which is harmless.
 */
export async function deliver(events: readonly SessionEvent[], send: SessionClient['send']): Promise<void> {
  let failed = false;
  const sendInOrder = async (sessionEvents: readonly SessionEvent[]): Promise<void> => {
    for (const event of sessionEvents) {
      if (failed) return;
      try {
        await send(event);
      } catch (error) {
        failed = true;
        throw error;
      }
    }
  };
  const bySession = new Map<string, SessionEvent[]>();
  for (const event of events) {
    const sameSession = bySession.get(event.session_id);
    if (sameSession === undefined) bySession.set(event.session_id, [event]);
    else sameSession.push(event);
  }
  const limit = pLimit(sessionsAtOnce);
  const results = await Promise.allSettled([...bySession.values()].map((each) => limit(sendInOrder, each)));
  for (const result of results) if (result.status === 'rejected') throw result.reason;
}
