import type { SessionEvent } from '../../domain/events/parse-events.ts';
import { parsePost } from '../../domain/events/parse-events.ts';
import type { SessionView } from '../../domain/session-view/view.ts';
import type { TestStack } from './stack.ts';

/** Events as the platform sends them. Each event goes through the schema that the events endpoint uses. */

export const agentOne = { id: 7, email: 'agent.one@example.com', name: 'Agent One' };
export const agentTwo = { id: 8, email: 'agent.two@example.com', name: 'Agent Two' };

type TestAgent = typeof agentOne;

let callers = 0;
let events = 0;
let lastTimestamp = 0;

/**
 * The current time in ms, but at least 1 ms later than the time before. So events that are sent one after the other
 * have an order.
 */
function nextTimestamp(): number {
  lastTimestamp = Math.max(Date.now(), lastTimestamp + 1);
  return lastTimestamp;
}

/** A new session id and a new fictional number. No other test of this process has them. */
export function newCaller(): { readonly id: string; readonly number: string } {
  callers += 1;
  return { id: `call-${process.pid}-${callers}`, number: `+1415${2_000_000 + callers}` };
}

/** `eventId`: a new id if it is left out. `at`: ms since the epoch; the current time if it is left out. */
export function event(
  id: string,
  type: string,
  item: object,
  { eventId, at = nextTimestamp() }: { readonly eventId?: string | undefined; readonly at?: number } = {},
): SessionEvent {
  events += 1;
  const envelope = { event_id: eventId ?? `${id}-${events}`, timestamp: at, session_id: id, type, item };
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
    { eventId },
  );
}

/** A leaf queue. A test can give it settings of its own, so that sessions of one stack use different settings. */
export type Queue = { readonly id: number; readonly name: string };

/** The start of a chat. It is a web chat unless `session_type` says something else. */
export function chatStarted(id: string, more: object = {}): SessionEvent {
  return started(id, null, { kind: 'chat', session_type: 'Messaging (Web)', to: null, ...more });
}

/**
 * The start of a call that an agent dialled. `outbound` says where the agent dialled it, as the session object does.
 */
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

/**
 * The end of a session after which no recording, transcript or metadata document is expected. So the session does not
 * wait.
 */
export function endedExpectingNothing(id: string, more: object = {}): SessionEvent {
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

/**
 * The start, assignment, connect and end of a call that one agent answered. The events of `during` come before the end.
 */
export function wholeCall(
  id: string,
  number: string | null,
  { start = {}, during = [], end = {} }: { start?: object; during?: readonly SessionEvent[]; end?: object } = {},
): readonly SessionEvent[] {
  return [started(id, number, start), assigned(id), connected(id), ...during.map(atCurrentTime), ended(id, end)];
}

/** The same event with the current time. */
function atCurrentTime(one: SessionEvent): SessionEvent {
  return { ...one, timestamp: nextTimestamp() };
}

export function transferFinished(id: string, from: TestAgent, to: TestAgent | null, more: object = {}): SessionEvent {
  return event(id, 'transfer.finished', { from_agent: from, to_agent: to, ...more });
}

export function transferFailed(id: string, from: TestAgent, to: TestAgent, reason: string): SessionEvent {
  return event(id, 'transfer.failed', { from_agent: from, to_agent: to, reason });
}

/** Unsigned custom data, given as `key → [label, value]`. */
export function customData(values: Readonly<Record<string, readonly [string, string | number | boolean]>>): object {
  const entries = Object.entries(values).map(([key, [label, value]]) => [key, { label, value }]);
  return { custom_data: { signed: {}, unsigned: Object.fromEntries(entries) } };
}

/** The start of a web chat whose customer is signed in and has an e-mail address. */
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

/** Sends the events one after the other. */
export async function send(stack: TestStack, ...events: readonly SessionEvent[]): Promise<void> {
  for (const one of events) await stack.sessions.send(one);
}

/**
 * Sends the events one after the other, with the current time of the clock of the server, which a test can skip. Each is
 * 1 ms later than the one before, so that they have an order.
 */
export async function sendNow({ env, sessions }: TestStack, ...events: readonly SessionEvent[]): Promise<void> {
  const now = await env.currentTimeMs();
  for (const [i, one] of events.entries()) await sessions.send({ ...one, timestamp: now + i });
}

/** Gives the outcome of the session once its workflow is complete. Throws if the workflow failed. */
export async function outcomeOf(stack: TestStack, id: string): Promise<unknown> {
  return await stack.client.workflow.getHandle(`session/${id}`).result();
}

/** Gives the state of a running session once `matches` is true for it. */
export async function stateWhen(
  stack: TestStack,
  id: string,
  matches: (state: SessionView) => boolean,
): Promise<SessionView> {
  return await until(async () => {
    const state = await stack.sessions.state(id).catch(() => null);
    return state !== null && matches(state) ? state : null;
  });
}

/** Gives the state once the session has its ticket, every write is done, and it waits for its end. */
export async function stateWhenWritten(stack: TestStack, id: string): Promise<SessionView> {
  return await stateWhen(
    stack,
    id,
    ({ ticketId, pending, waitsFor }) =>
      ticketId !== null && pending.length === 0 && waitsFor.some((wait) => wait.for === 'end'),
  );
}

/** Polls until `found` gives a value. The time-out of the test limits the wait. */
export async function until<Found>(found: () => Promise<Found | null | undefined | false>): Promise<Found> {
  for (;;) {
    const value = await found();
    if (value !== null && value !== undefined && value !== false) return value;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
