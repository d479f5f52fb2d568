import {
  agentOne,
  agentTwo,
  assigned,
  connected,
  ended,
  event,
  newCaller,
  outcomeOf,
  recording,
  send,
  started,
  until,
} from './events.ts';
import { question } from '../../domain/outbound/page.testkit.ts';
import type { SessionEvent } from '../../domain/events/parse-events.ts';
import type { TestStack } from './stack.ts';
import { ticketsOf } from './zendesk-state.ts';

/** One session of each kind. Their histories are saved for the replay test. */

/** No `runId` means the last run. */
type RecordedRun = { readonly workflowId: string; readonly runId?: string };
type RunSession = (stack: TestStack) => Promise<RecordedRun>;

/** The kinds of sessions by the name of their history. All of them can run at the same time. */
export const sessionKinds: Readonly<Record<string, RunSession>> = {
  'call-new-caller': (stack) => runSession(stack, newCaller()),
  'call-appended': async (stack) => {
    const { id, number } = newCaller();
    await runSession(stack, { id, number });
    return await runSession(stack, { id: `${id}-again`, number }, { agent: agentTwo });
  },
  'call-late-recording': async (stack) => {
    const { id, number } = newCaller();
    await send(stack, started(id, number, { recording: true }), assigned(id), connected(id), ended(id));
    await until(async () => (await stack.sessions.state(id))?.written.length === 1);
    return await sendUntilCompleted(stack, id, recording(stack, id));
  },
  'call-recording-after-completion': async (stack) => {
    const { id, number } = newCaller();
    await runSession(stack, { id, number });
    return await sendUntilCompleted(stack, id, recording(stack, id, '2'));
  },
  'call-nobody-picked': async (stack) => {
    const caller = newCaller();
    const holders = ['A', 'B', 'C'].map((name) => ({ name: `Holder ${name}`, phone: caller.number, role: 'end-user' }));
    await stack.zendesk.seed({ users: holders });
    return await runSession(stack, caller);
  },
  'call-abandoned': async (stack) => {
    const { id, number } = newCaller();
    return await sendUntilCompleted(stack, id, started(id, number), ended(id, { fail_reason: 'abandoned_in_queue' }));
  },
  'call-voicemail': async (stack) => {
    const { id, number } = newCaller();
    const left = event(id, 'voicemail.left', {
      recording_url: `${stack.zendesk.url}/recordings/${id}.wav?seconds=1`,
      duration_s: 1,
      transcription: 'Please call me back',
    });
    const read = event(id, 'voicemail.read', { agent: agentOne });
    return await sendUntilCompleted(stack, id, started(id, number), left, ended(id), read);
  },
  'call-transferred': async (stack) => {
    const { id, number } = newCaller();
    const transfer = { from_agent: agentOne, to_agent: agentTwo };
    await send(stack, started(id, number), assigned(id), connected(id));
    await until(async () => (await ticketsOf(stack, id)).length > 0);
    await send(stack, event(id, 'transfer.started', transfer), event(id, 'transfer.finished', transfer));
    return await sendUntilCompleted(stack, id, connected(id, agentTwo), ended(id));
  },
  'call-scheduled': (stack) =>
    runSession(stack, newCaller(), {
      start: { session_type: 'Voice Scheduled (Web)', end_user: { name: 'Scheduled' } },
    }),
  'call-api': (stack) => runSession(stack, newCaller(), { start: { session_type: 'Voice Inbound (API)' } }),
  'call-campaign': async (stack) => {
    const { id, number } = newCaller();
    return await runSession(
      stack,
      { id, number: null },
      { start: { ...outboundStart(number), session_type: 'Voice Campaign' } },
    );
  },
  'call-from-ticket': async (stack) => {
    const { id, number } = newCaller();
    await runSession(stack, { id, number });
    const [ticket] = await ticketsOf(stack, id);
    const choice = { source: 'ticket', ticket_id: ticket?.id ?? 0 };
    return await runSession(stack, { id: `${id}-out`, number: null }, { start: outboundStart(number, choice) });
  },
  'call-back': async (stack) => {
    const { id, number } = newCaller();
    await runSession(stack, { id, number });
    const choice = { source: 'call_back', follows_session_id: id };
    return await runSession(stack, { id: `${id}-back`, number: null }, { start: outboundStart(number, choice) });
  },
  'call-chosen': async (stack) => {
    const { id, number } = newCaller();
    const key = `${agentOne.id}.recorded`;
    await stack.sessions.outbound.call(String(agentOne.id), { key }, question({ dialNumber: number }));
    return await runSession(stack, { id, number: null }, { start: outboundStart(number, { choice_id: key }) });
  },
  'call-refused-write': async (stack) => {
    const { id, number } = newCaller();
    await send(stack, started(id, number), assigned(id), connected(id));
    const [ticket] = await until(async () => {
      const found = await ticketsOf(stack, id);
      return found.length > 0 && found;
    });
    const ticketId = ticket?.id ?? 0;
    const refusal = { status: 422, times: 3, body: { error: 'RecordInvalid', description: 'Refused' } };
    await stack.zendesk.fault({ kind: 'status', match: { method: 'PUT', path: `^/tickets/${ticketId}$` }, ...refusal });
    await stack.zendesk.fault({ kind: 'item_error', ticketId, times: 3 });
    return await sendUntilCompleted(stack, id, event(id, 'rating.received', { score: 1 }), ended(id));
  },
  'chat-web': (stack) =>
    runSession(stack, newCaller(), { start: chatStart('Messaging (Web)'), eventsBeforeEnd: [customerMessage] }),
  'chat-mobile': async (stack) => {
    const caller = newCaller();
    const user = { identifier: `user-${caller.id}`, name: 'App user', authenticated: true };
    const custom_data = { signed: {}, unsigned: { plan: { label: 'Plan', value: 'gold' } } };
    const start = { ...chatStart('Messaging (Mobile)'), end_user: user, custom_data };
    const verified = (id: string): SessionEvent =>
      event(id, 'smart_action.completed', { kind: 'verification', result: true, files: [] });
    const rated = (id: string): SessionEvent => event(id, 'rating.received', { score: 5 });
    return await runSession(stack, caller, { start, eventsBeforeEnd: [customerMessage, verified, rated] });
  },
  'chat-sms': (stack) =>
    runSession(stack, newCaller(), { start: chatStart('Messaging Inbound (SMS)'), eventsBeforeEnd: [customerMessage] }),
  'chat-whatsapp': (stack) =>
    runSession(stack, newCaller(), { start: chatStart('Messaging (WhatsApp)'), eventsBeforeEnd: [customerMessage] }),
  'chat-continued': async (stack) => {
    const { id, number } = newCaller();
    await send(stack, started(id, number, { ...chatStart('Messaging (Web)'), ...namedCustomer(number) }), assigned(id));
    const { runId } = await stack.client.workflow.getHandle(`session/${id}`).describe();
    // Send messages until the session continues as a new run. Wait for the workflow after each hundred, because it
    // cannot continue as new while signals arrive faster than it handles them.
    await until(async () => {
      await Promise.all(Array.from({ length: 100 }, () => stack.sessions.send(customerMessage(id))));
      await stack.sessions.state(id);
      return (await stack.client.workflow.getHandle(`session/${id}`).describe()).runId !== runId;
    });
    return await sendUntilCompleted(stack, id, connected(id), ended(id, { expects: { transcript: false } }));
  },
};

/** `start`: members of the start event that differ from those of an inbound call. */
type SessionPlan = {
  readonly start?: object;
  readonly eventsBeforeEnd?: readonly ((id: string) => SessionEvent)[];
  readonly agent?: typeof agentOne;
};

type Caller = { readonly id: string; readonly number: string | null };

/** Runs a session that is assigned, connected and ended, from its first event to its last write. */
async function runSession(
  stack: TestStack,
  { id, number }: Caller,
  { start = {}, eventsBeforeEnd = [], agent = agentOne }: SessionPlan = {},
): Promise<RecordedRun> {
  const from = 'from' in start || 'direction' in start ? start : { ...start, from: number };
  const customer = number === null || 'end_user' in start ? {} : namedCustomer(number);
  await send(stack, started(id, number, { ...customer, ...from }), assigned(id, agent), connected(id, agent));
  await send(stack, ...eventsBeforeEnd.map((makeEvent) => makeEvent(id)));
  return await sendUntilCompleted(stack, id, ended(id, { expects: { transcript: false } }));
}

async function sendUntilCompleted(
  stack: TestStack,
  id: string,
  ...events: readonly SessionEvent[]
): Promise<RecordedRun> {
  await send(stack, ...events);
  await outcomeOf(stack, id);
  return { workflowId: `session/${id}` };
}

function namedCustomer(phone: string): object {
  return { end_user: { phone, name: 'A visitor' } };
}

function chatStart(sessionType: string): object {
  return { kind: 'chat', session_type: sessionType, from: null };
}

function outboundStart(to: string, choice: object = {}): object {
  return { session_type: 'Voice Outbound', direction: 'outbound', from: null, to, agent: agentOne, outbound: choice };
}

function customerMessage(id: string): SessionEvent {
  return event(id, 'chat.message', { from: 'customer', customer_count: 1 });
}
