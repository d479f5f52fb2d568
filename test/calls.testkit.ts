import type { SessionEvent } from '../domain/events/parse-events.ts';
import { parsePost } from '../domain/events/parse-events.ts';
import type { SessionView } from '../domain/session-view/view.ts';
import type { TestStack } from './stack.testkit.ts';

/** Sessions as the platform tells them: each event through the schema that the door uses. */

export const agentOne = { id: 7, email: 'agent.one@example.com', name: 'Agent One' };
export const agentTwo = { id: 8, email: 'agent.two@example.com', name: 'Agent Two' };

type TestAgent = typeof agentOne;

let calls = 0;
let lastMoment = 0;

/** Now, but never the same twice: events told one after the other have an order. */
function moment(): number {
  lastMoment = Math.max(Date.now(), lastMoment + 1);
  return lastMoment;
}

/** A fresh id and a fresh fictional number, the same for nobody else in this process. */
export function newCaller(): { readonly id: string; readonly number: string } {
  calls += 1;
  const unique = `${process.pid % 1000}${String(calls).padStart(3, '0')}`.padStart(7, '2').slice(-7);
  return { id: `call-${process.pid}-${calls}`, number: `+1415${unique}` };
}

export function event(id: string, type: string, item: object, eventId?: string, at = moment()): SessionEvent {
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

/** A leaf queue: settings of its own can be laid over it, so that sessions of one house go by different ones. */
export type Queue = { readonly id: number; readonly name: string };

/** A chat, of the web unless `session_type` says otherwise. */
export function chatStarted(id: string, more: object = {}): SessionEvent {
  return started(id, null, { kind: 'chat', session_type: 'Messaging (Web)', to: null, ...more });
}

/** A call that an agent dialled; `outbound` says from where, as the session object has it. */
export function dialled(id: string, number: string, outbound: object = {}, more: object = {}): SessionEvent {
  return started(id, null, {
    session_type: 'Voice Outbound',
    direction: 'outbound',
    from: '+18005550100',
    to: number,
    outbound_number: '+18005550100',
    queue: null,
    menu_path: null,
    agent: agentOne,
    outbound: { source: 'dialpad', ...outbound },
    ...more,
  });
}

export function canceled(id: string, agent = agentOne): SessionEvent {
  return event(id, 'session.agent_canceled', { agent, reason: 'declined' });
}

/** Nobody waits for what a chat or a recorded call would leave after its end. */
export function endedForGood(id: string, more: object = {}): SessionEvent {
  return ended(id, { expects: { recording_segments: 0, transcript: false, metadata: false }, ...more });
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

/** The four events of a call that an agent took from beginning to end, with others told between. */
export function wholeCall(
  id: string,
  number: string | null,
  { start = {}, during = [], end = {} }: { start?: object; during?: readonly SessionEvent[]; end?: object } = {},
): readonly SessionEvent[] {
  return [started(id, number, start), assigned(id), connected(id), ...during.map(now), ended(id, end)];
}

/** An event that was built earlier, told now. */
function now(one: SessionEvent): SessionEvent {
  return { ...one, timestamp: moment() };
}

export function transferFinished(id: string, from: TestAgent, to: TestAgent | null, more: object = {}): SessionEvent {
  return event(id, 'transfer.finished', { from_agent: from, to_agent: to, ...more });
}

export function transferFailed(id: string, from: TestAgent, to: TestAgent, reason: string): SessionEvent {
  return event(id, 'transfer.failed', { from_agent: from, to_agent: to, reason });
}

/** `key → [label, value]`, as unsigned custom data. */
export function customData(values: Readonly<Record<string, readonly [string, string | number | boolean]>>): object {
  const entries = Object.entries(values).map(([key, [label, value]]) => [key, { label, value }]);
  return { custom_data: { signed: {}, unsigned: Object.fromEntries(entries) } };
}

/** A web chat whose customer is signed in, and known by e-mail. */
export function signedInChat(id: string, more: object = {}): SessionEvent {
  return started(id, null, {
    kind: 'chat',
    session_type: 'Messaging (Web)',
    to: null,
    end_user: { name: 'Chat Customer', email: `${id}@customer.example.com`, authenticated: true },
    ...more,
  });
}

export function recording(stack: TestStack, id: string, segment = '1', query = 'seconds=1'): SessionEvent {
  const url = `${stack.zendesk.url}/recordings/${id}-${segment}.wav?${query}`;
  return event(id, 'recording.ready', { segment, url, content_type: 'audio/wav', duration_s: 1 });
}

/** Sends events one after the other. */
export async function send(stack: TestStack, ...events: readonly SessionEvent[]): Promise<void> {
  for (const one of events) await stack.sessions.send(one);
}

/** The session's outcome, once its workflow is complete; it throws when the workflow failed. */
export async function outcomeOf(stack: TestStack, id: string): Promise<unknown> {
  return await stack.client.workflow.getHandle(`session/${id}`).result();
}

/** The state of a running session, once it is as wanted. */
export async function stateWhen(
  stack: TestStack,
  id: string,
  isSo: (state: SessionView) => boolean,
): Promise<SessionView> {
  return await until(async () => {
    const state = await stack.sessions.state(id).catch(() => null);
    return state !== null && isSo(state) ? state : null;
  });
}

/** Once the session's ticket is known and everything due on it is written. */
export async function settledOnTicket(stack: TestStack, id: string): Promise<SessionView> {
  return await stateWhen(
    stack,
    id,
    ({ ticketId, pending, waitsFor }) =>
      ticketId !== null && pending.length === 0 && waitsFor.some((wait) => wait.for === 'end'),
  );
}

/** Polls until `found` gives something; the test's own time-out bounds it. */
export async function until<Found>(found: () => Promise<Found | null | undefined | false>): Promise<Found> {
  for (;;) {
    const value = await found();
    if (value !== null && value !== undefined && value !== false) return value;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
