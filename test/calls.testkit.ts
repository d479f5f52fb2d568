import type { SessionEvent } from '../domain/session/events.ts';
import { parsePost } from '../domain/session/events.ts';
import type { House } from './house.testkit.ts';

/** Sessions as the platform tells them: each event through the schema that the door uses. */

export const agentOne = { id: 7, email: 'agent.one@example.com', name: 'Agent One' };
export const agentTwo = { id: 8, email: 'agent.two@example.com', name: 'Agent Two' };

let calls = 0;

/** A fresh id and a fresh fictional number, the same for nobody else in this process. */
export function newCaller(): { readonly id: string; readonly number: string } {
  calls += 1;
  const unique = `${process.pid % 1000}${String(calls).padStart(3, '0')}`.padStart(7, '2').slice(-7);
  return { id: `call-${process.pid}-${calls}`, number: `+1415${unique}` };
}

export function event(id: string, type: string, item: object, eventId?: string, at = Date.now()): SessionEvent {
  calls += 1;
  const envelope = { event_id: eventId ?? `${id}-${calls}`, timestamp: at, session_id: id, type, item };
  const { accepted, refused } = parsePost({ count: 1, events: [envelope] });
  const [first] = accepted;
  if (first === undefined) throw new Error(`The test's own event is bad: ${JSON.stringify(refused)}`);
  return first;
}

export function started(id: string, number: string | null, more: object = {}, eventId?: string): SessionEvent {
  return event(
    id,
    'session.started',
    {
      id,
      kind: 'call',
      session_type: 'Voice Inbound (IVR)',
      direction: 'inbound',
      lang: 'en',
      created_at: '2026-01-01T00:00:00Z',
      from: number,
      to: '+18005550100',
      queue: { id: 3, name: 'Order status' },
      menu_path: { name: 'Support/Orders/Status', materialized_path: '1/2/3' },
      ...more,
    },
    eventId,
  );
}

export function assigned(id: string, agent = agentOne): SessionEvent {
  return event(id, 'session.assigned', { agent });
}

export function connected(id: string, agent = agentOne): SessionEvent {
  return event(id, 'session.connected', { agent });
}

export function ended(id: string, more: object = {}): SessionEvent {
  return event(id, 'session.ended', {
    disconnected_by: 'end_user',
    at: '2026-01-01T00:05:00Z',
    durations: { call_s: 120, wait_s: 20, hold_s: 0 },
    ...more,
  });
}

export function recording(house: House, id: string, segment = '1', query = 'seconds=1'): SessionEvent {
  const url = `${house.zendesk.url}/recordings/${id}-${segment}.wav?${query}`;
  return event(id, 'recording.ready', { segment, url, content_type: 'audio/wav', duration_s: 1 });
}

/** Sends events one after the other. */
export async function send(house: House, ...events: readonly SessionEvent[]): Promise<void> {
  for (const one of events) await house.sessions.send(one);
}

/** The session's outcome, once its workflow is complete; it throws when the workflow failed. */
export async function outcomeOf(house: House, id: string): Promise<unknown> {
  return await house.client.workflow.getHandle(`session/${id}`).result();
}

/** Polls until `found` gives something; the test's own time-out bounds it. */
export async function until<Found>(found: () => Promise<Found | null | undefined | false>): Promise<Found> {
  for (;;) {
    const value = await found();
    if (value !== null && value !== undefined && value !== false) return value;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
