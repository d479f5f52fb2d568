import type { Client } from '@temporalio/client';
import type { Recorded, StoppedStart } from '../domain/operations/rescue.ts';
import { eventOf } from '../domain/events/agent-commands.ts';
import type { AgentCommand, ContactPick, TicketMerge, TicketPick } from '../domain/events/agent-commands.ts';
import type { SessionEvent } from '../domain/events/parse-events.ts';
import type { Session } from '../domain/session/state.ts';
import { openTicketStep, traceTicketStep } from '../domain/session/step.ts';
import type { Settings } from '../domain/settings/settings.ts';
import type { TracedTicket, OpenedTicket, TicketDraft } from '../domain/zendesk/ticket.ts';
import type { WriteAnswer } from '../domain/zendesk/ticket-write.ts';

type History = Awaited<ReturnType<ReturnType<Client['workflow']['getHandle']>['fetchHistory']>>;
type HistoryEvent = NonNullable<History['events']>[number];
type Payloads = NonNullable<NonNullable<HistoryEvent['workflowExecutionSignaledEventAttributes']>['input']>['payloads'];

/** The names of the messages to a session, as `workflows/messages.ts` defines them. */
export type SessionMessageNames = {
  readonly events: readonly string[];
  readonly ticketNews: string;
  readonly contactNews: string;
  readonly writesSettled: string;
  /** The names of the updates that carry the commands of agents, each with its kind of command. */
  readonly commands: { readonly [Name in string]?: AgentCommand['kind'] };
};

/** `settings`: the settings that an earlier run passed on; null: this run has read them itself. */
export type SessionHistory = {
  readonly start: StoppedStart;
  /** The reason with which the run was terminated; null: it was not. */
  readonly terminatedFor: string | null;
  readonly settings: Settings | null;
  readonly recorded: readonly Recorded[];
};

/** Reads from the history of one run of a session what the run received and what it has done (OPS-6). */
export async function readSessionHistory(
  client: Client,
  workflowId: string,
  runId: string,
  names: SessionMessageNames,
): Promise<SessionHistory> {
  const { events } = await client.workflow.getHandle(workflowId, runId).fetchHistory();
  const all = events ?? [];
  const start = await decoded<{
    readonly sessionId: string;
    readonly earlierRun: boolean;
    readonly carried: { readonly session: Session; readonly settings: Settings } | null;
  }>(client, all[0]?.workflowExecutionStartedEventAttributes?.input?.payloads);
  if (start === null) throw new Error(`The history of ${workflowId} does not begin with a start.`);
  const { sessionId, earlierRun, carried } = start;
  const recorded: Recorded[] = [];
  for (const event of all) {
    const one = await recordedIn(event, { client, sessionId, names, all });
    if (one !== null) recorded.push(one);
  }
  return {
    start: { sessionId, earlierRun, carried: carried?.session ?? null },
    terminatedFor: all.at(-1)?.workflowExecutionTerminatedEventAttributes?.reason ?? null,
    settings: carried?.settings ?? null,
    recorded,
  };
}

/** The history that is being read. `all`: the events of the run, in their order. */
type Source = {
  readonly client: Client;
  readonly sessionId: string;
  readonly names: SessionMessageNames;
  readonly all: readonly HistoryEvent[];
};

/** The message or the result of the session that this event of the history holds; null: it holds none. */
async function recordedIn(event: HistoryEvent, source: Source): Promise<Recorded | null> {
  const { client, names, all, sessionId } = source;
  const at = timeOf(event);
  const signal = event.workflowExecutionSignaledEventAttributes;
  if (signal)
    return await signalled(client, names, { name: signal.signalName ?? '', payloads: signal.input?.payloads, at });
  const update = event.workflowExecutionUpdateAcceptedEventAttributes?.acceptedRequest?.input;
  if (update) {
    const kind = names.commands[update.name ?? ''];
    if (kind === undefined || wasRefused(event, all)) return null;
    return await commanded(client, kind, update.args?.payloads, sessionId);
  }
  const scheduled = event.activityTaskScheduledEventAttributes;
  if (scheduled?.activityType?.name === 'openTicket') {
    const draft = await decoded<TicketDraft>(client, scheduled.input?.payloads);
    return draft === null ? null : { kind: 'opening', draft, at };
  }
  const completed = event.activityTaskCompletedEventAttributes;
  const asked = completed && all.find(({ eventId }) => String(eventId) === String(completed.scheduledEventId));
  const question = asked?.activityTaskScheduledEventAttributes;
  return question ? await answered(client, question, completed?.result?.payloads, at) : null;
}

/** When two agents give a command at the same moment, the second one is accepted first and refused afterwards. */
function wasRefused({ eventId }: HistoryEvent, all: readonly HistoryEvent[]): boolean {
  return all.some(({ workflowExecutionUpdateCompletedEventAttributes: completed }) =>
    Boolean(completed?.outcome?.failure && String(completed.acceptedEventId) === String(eventId)),
  );
}

/** The event that an accepted command of an agent causes (ADP-3). */
async function commanded(
  client: Client,
  kind: AgentCommand['kind'],
  payloads: Payloads,
  sessionId: string,
): Promise<Recorded | null> {
  switch (kind) {
    case 'contact.pick': {
      const command = await decoded<ContactPick>(client, payloads);
      return command === null ? null : { kind: 'event', event: eventOf(sessionId, { kind, command }) };
    }
    case 'ticket.pick': {
      const command = await decoded<TicketPick>(client, payloads);
      return command === null ? null : { kind: 'event', event: eventOf(sessionId, { kind, command }) };
    }
    case 'ticket.merge': {
      const command = await decoded<TicketMerge>(client, payloads);
      return command === null ? null : { kind: 'event', event: eventOf(sessionId, { kind, command }) };
    }
    default:
      return kind satisfies never;
  }
}

/** The signal of this name, with the time at which Temporal received it. */
async function signalled(
  client: Client,
  names: SessionMessageNames,
  { name, payloads, at }: { readonly name: string; readonly payloads: Payloads; readonly at: number },
): Promise<Recorded | null> {
  if (names.events.includes(name)) {
    const event = await decoded<SessionEvent>(client, payloads);
    return event === null ? null : { kind: 'event', event };
  }
  if (name === names.ticketNews) {
    const news = await decoded<{ readonly ticketId: number; readonly at: number }>(client, payloads);
    return news === null ? null : { kind: 'ticket_news', ...news };
  }
  if (name === names.contactNews) {
    const news = await decoded<{ readonly contactId: number }>(client, payloads);
    return news === null ? null : { kind: 'contact_news', contactId: news.contactId };
  }
  if (name !== names.writesSettled) return null;
  const outcomes = await decoded<readonly WriteAnswer[]>(client, payloads);
  return outcomes === null ? null : { kind: 'writes_settled', outcomes, at };
}

/** The answer of Zendesk that an activity brought, if it is one that a rescue must know: of a ticket that was made or traced. */
async function answered(
  client: Client,
  question: NonNullable<HistoryEvent['activityTaskScheduledEventAttributes']>,
  result: Payloads,
  at: number,
): Promise<Recorded | null> {
  switch (question.activityType?.name) {
    case 'openTicket': {
      const draft = await decoded<TicketDraft>(client, question.input?.payloads);
      const value = await decoded<OpenedTicket>(client, result);
      return draft === null || value === null
        ? null
        : { kind: 'answer', answer: { step: openTicketStep(draft), value }, at };
    }
    case 'traceTicket': {
      const asked = await decoded<{ readonly ticketId: number }>(client, question.input?.payloads);
      const value = await decoded<TracedTicket>(client, result);
      if (asked === null || value === null) return null;
      return { kind: 'answer', answer: { step: traceTicketStep(asked.ticketId), value }, at };
    }
    default:
      return null;
  }
}

/** Decodes the first of the values with the codecs and the converter that wrote it; null: there is none. */
async function decoded<Value>(client: Client, payloads: Payloads): Promise<Value | null> {
  const { payloadConverter, payloadCodecs } = client.options.loadedDataConverter;
  let plain = payloads ?? [];
  for (const codec of payloadCodecs.toReversed()) plain = await codec.decode(plain);
  const [first] = plain;
  return first === undefined ? null : payloadConverter.fromPayload<Value>(first);
}

function timeOf({ eventTime }: HistoryEvent): number {
  return Number(eventTime?.seconds ?? 0) * 1_000 + Math.floor((eventTime?.nanos ?? 0) / 1_000_000);
}
