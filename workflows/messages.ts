import { defineQuery, defineSignal, defineUpdate } from '@temporalio/workflow';
import type { SignalDefinition } from '@temporalio/workflow';
import { shownId } from '../domain/events/natural-keys.ts';
import type { NoAnswer } from '../domain/zendesk/error-codes.ts';
import type { FailedEdit } from '../domain/operations/edit.ts';
import type { Failed, Refusal } from '../domain/operations/failed.ts';
import type { GivenUp, Unattached } from '../domain/operations/unattached.ts';
import type { AgentChoices, KeptChoice } from '../domain/outbound/open-choice.ts';
import type {
  OutboundChoice,
  OutboundFacts,
  OutboundQuestion,
  ChoiceClaim,
} from '../domain/session/outbound-choice.ts';
import type { ContactPick, TicketMerge, TicketPick } from '../domain/events/agent-commands.ts';
import type { EventType } from '../domain/events/event-list.ts';
import type { SessionEvent } from '../domain/events/parse-events.ts';
import type { Session } from '../domain/session/state.ts';
import type { FailedWrite, SessionView } from '../domain/session-view/view.ts';
import type { SettingsChange } from '../domain/settings/changes.ts';
import type { Settings } from '../domain/settings/settings.ts';
import type { Sharding } from '../domain/ticket-writes/batching.ts';
import type { Batching, QueueJson } from '../domain/ticket-writes/queue.ts';
import type { TicketWrite, WriteAnswer } from '../domain/zendesk/ticket-write.ts';

/**
 * The names and shapes of all messages between workflows, and between workflows and their clients. They must not change,
 * because workflows that run were started with them.
 */

export const taskQueues = {
  /** Workflows, and the activities that send requests to Temporal itself. */
  sessions: 'sessions',
  /** Activities that send requests to Zendesk. The Temporal server limits their rate. */
  zendesk: 'zendesk',
} as const;

export const workflowTypes = {
  session: 'session',
  ticketWrites: 'ticketWrites',
  settings: 'settings',
  /** Short workflows without arguments (OPS-4, OPS-5). A client starts a new one for each question. */
  budget: 'budget',
  connectionCheck: 'connectionCheck',
  /** A short workflow without arguments, of which only one runs at a time (FLD-1). */
  createFields: 'createFields',
  /** A short workflow for one dry run, started with a `DryRunStart` (OPS-2). */
  dryRun: 'dryRun',
  /** A short workflow for one question before a call, started with an `OutboundFactsStart` (OUT-4, OUT-12). */
  outboundFacts: 'outboundFacts',
  /** One workflow for each agent, started with the agent's first choice before a call (OUT-14). */
  outbound: 'outbound',
  /** A short workflow without arguments, started by the Schedule of the same name (OPS-6). */
  rescue: 'rescue',
  /** A short workflow for one session that an operator gives up, started with a `GiveUpStart` (OPS-6). */
  giveUp: 'giveUp',
  /** These two hold failed writes and data that a session left behind, until an operator deals with them (OPS-3, END-7). */
  failedWrite: 'failedWrite',
  unattached: 'unattached',
} as const;

export function sessionWorkflowId(sessionId: string): string {
  return `session/${sessionId}`;
}

export function ticketWritesWorkflowId(shard: number): string {
  return `ticket-writes/${shard}`;
}

/** @param writeId `<session id>/<fact>` with hashes for names (`client/failed-write-ids.ts`); `<session id>/ticket` */
export function failedWriteWorkflowId(writeId: string): string {
  return `failed-write/${writeId}`;
}

export function unattachedWorkflowId(sessionId: string): string {
  return `unattached/${sessionId}`;
}

export function outboundWorkflowId(agentId: string): string {
  return `outbound/${shownId(agentId)}`;
}

export const settingsWorkflowId = 'settings';

// The session workflow.

/**
 * Changes of the code of sessions that alter their commands. A session that an earlier version started lacks the newer ones.
 * They stand in its input, and need no patch marker. A marker after a local activity could be stored one workflow task later
 * than that activity, and such a history does not replay.
 */
export const sessionChanges = [
  'claim-in-activity',
  'keys-that-identify',
  'values-as-told',
  /** The run looks for what runs wrote that Temporal has forgotten (TKT-12). */
  'looks-back',
  /** A timer is cancelled when the wait that it names is over (OPS-1). */
  'bars-end',
  /** A session has one local activity at a time (TKT-12). */
  'one-local-activity',
] as const;
export type SessionChange = (typeof sessionChanges)[number];

export type SessionStart = {
  readonly sessionId: string;
  /** The changes with which the session begins. Left out: an earlier version started it. */
  readonly changes?: readonly SessionChange[];
  /** True if an earlier run of this session has ended. This run then searches for its ticket and makes none (LATE-1). */
  readonly earlierRun: boolean;
  /** The state that an earlier run passed on. Null if the workflow starts anew. */
  readonly carried: CarriedSession | null;
};

export type CarriedSession = { readonly version: 1; readonly session: Session; readonly settings: Settings };

/** How the session ended (END-6). */
export type SessionOutcome = {
  readonly result: 'completed' | 'completed with failed writes' | 'no ticket';
  readonly ticketId: number | null;
  readonly contactId: number | null;
  readonly compensated: boolean;
  readonly failedWrites: readonly FailedWrite[];
  readonly warnings: readonly string[];
};

/** The signal of one event type. Its name is the event type. */
export function eventSignal(type: EventType): SignalDefinition<[SessionEvent]> {
  return defineSignal<[SessionEvent]>(type);
}

/** The ticket-writes workflow reports the outcomes of writes, or asks the session to hand them over later (BAT-9). */
export const writesSettled = defineSignal<[readonly WriteAnswer[]]>('writes.settled');

/** Zendesk's webhook reports that the ticket has changed (UPD-13, UPD-18). `at`: ms since the epoch. */
export const zendeskTicket = defineSignal<[{ readonly ticketId: number; readonly at: number }]>('zendesk.ticket');
/** Zendesk's webhook reports that the contact has changed (CON-8). `at`: ms since the epoch. */
export const zendeskContact = defineSignal<[{ readonly contactId: number; readonly at: number }]>('zendesk.contact');

/**
 * An answer to a command, with the `bodyHash` of the command. Temporal runs commands with the same update id once and gives
 * the first answer again, so that the caller can tell whether the first command had another body.
 */
export type WithBodyHash<Answer> = Answer & { readonly bodyHash?: string };

/**
 * Commands of agents (ADP-3, UPD-13). They are answered at once with the new state. A refused command fails with an
 * ApplicationFailure of type `CommandRefused`, whose only detail is the rule. If the state of the session is enough to
 * refuse a command, it is refused before Temporal accepts it, and leaves nothing in the history.
 */
export const pickContact = defineUpdate<WithBodyHash<SessionView>, [ContactPick]>('contact.pick');
export const pickTicket = defineUpdate<WithBodyHash<SessionView>, [TicketPick]>('ticket.pick');
export const mergeTicket = defineUpdate<WithBodyHash<SessionView>, [TicketMerge]>('ticket.merge');

/**
 * Reads a long text of the session, such as a transcript, for its upload (UPD-14). The argument is the fact that the text
 * belongs to. Null: the session does not have the text, or not any more.
 */
export const longText = defineQuery<string | null, [string]>('longText');

export const sessionState = defineQuery<SessionView>('state');

// The ticket-writes workflow.

/** `queue`: null if the workflow starts anew. */
export type TicketWritesStart = {
  readonly shard: number;
  readonly queue: QueueJson | null;
  /** Answers to sessions that an earlier run had not sent yet. Absent if the workflow starts anew. */
  readonly answers?: readonly WriteAnswer[];
};

/** Sessions hand writes over. */
export const enqueueWrites = defineSignal<[readonly TicketWrite[]]>('writes.enqueue');

/**
 * Temporal's database was restored, or a replica that was behind has taken over. `until`: every write that becomes due
 * until then is looked for on its ticket first; ms since the epoch (TKT-12).
 */
export const writesRestored = defineSignal<[{ readonly until: number }]>('writes.restored');

/** Changes the batching, which is in force from the next window on (BAT-6). */
export const configureBatching = defineSignal<[Batching]>('batching.configure');

export type WritesView = {
  readonly waiting: number;
  readonly underWay: number;
  readonly windowClosesAt: number | null;
  readonly batching: Batching;
  /** The size of the writes that wait, in bytes. */
  readonly bytes: number;
  /** True while the workflow is full, and sends new writes back to their sessions (BAT-9). */
  readonly isParking: boolean;
  /** The number of slots that are reserved for writes that were sent back (BAT-9). */
  readonly parked: number;
  /** The number of writes that belong to other shards and are forwarded there. */
  readonly elsewhere: number;
};

export const writesState = defineQuery<WritesView>('state');

// The settings workflow.

export type SettingsStart = {
  readonly settings: Settings;
  readonly history: readonly SettingsChange[];
  /** The sharding that an earlier run passed on. Absent if the workflow starts anew. */
  readonly sharding?: Sharding;
};

/**
 * The settings in force, and the shards that go with them. The settings workflow keeps them in its memo, from which the
 * Temporal server gives them to anybody without a worker.
 */
export type SavedSettings = { readonly settings: Settings; readonly sharding: Sharding };

/** The key of the memo with the SavedSettings. */
export const savedSettingsMemo = 'settings';

/** `document`: all settings. `by`: the person who changes them, for the history. */
export type SettingsRequest = { readonly document: unknown; readonly by: string };

export type SettingsWarning = { readonly rule: string; readonly path: string; readonly message: string };

export type SettingsSaved = { readonly settings: Settings; readonly warnings: readonly SettingsWarning[] };

/** Refused with an ApplicationFailure of type `SettingsRefused`. */
export const changeSettings = defineUpdate<SettingsSaved, [SettingsRequest]>('settings.change');

export const currentSettings = defineQuery<Settings>('settings.current');

export const settingsHistory = defineQuery<readonly SettingsChange[]>('settings.history');

// The outbound workflow (OUT-14).

/** `choices`: the choices that an earlier run passed on; null if the workflow starts anew. */
export type OutboundStart = { readonly agentId: string; readonly choices: AgentChoices | null };

/**
 * Keeps the agent's choice. A choice with a key that is known already changes nothing, and the kept one is the answer. Starts
 * the workflow if there is none.
 */
export const chooseOutbound = defineUpdate<KeptChoice, [Omit<KeptChoice, 'at'>]>('outbound.choose');

/** `taken`: a call has claimed the choice already. `unknown`: there is no choice with this key, or not any more. */
export type CancelledChoice = 'cancelled' | 'taken' | 'unknown';

export const cancelOutbound = defineUpdate<CancelledChoice, [{ readonly key: string }]>('outbound.cancel');

/** The session of a call claims the open choice, which only one session gets. Null: no choice is open for this call. */
export const claimOutbound = defineUpdate<OutboundChoice | null, [ChoiceClaim]>('outbound.claim');

export const outboundState = defineQuery<AgentChoices>('state');

// The look-ups of a question before a call (OUT-4, OUT-12).

export type OutboundFactsStart = {
  readonly question: OutboundQuestion;
  readonly agentId: string;
  readonly settings: Settings;
};

/** `trouble`: the reason why Zendesk did not answer all look-ups; null: it answered all that were needed. */
export type OutboundFactsEnd = { readonly facts: OutboundFacts; readonly trouble: NoAnswer | null };

// The failed-write workflow (OPS-3, END-4, END-5). It receives the outcomes of its replays by `writes.settled`.

export type FailedWriteStart = { readonly failed: Failed };

/** Starts the workflow. If the workflow runs already, the signal brings the newer refusal. */
export const failedWriteAgain = defineSignal<[Refusal]>('failed-write.again');

/** Adds the data of a later run of the session, which waits for the refused ticket too (END-4). */
export const failedWriteHold = defineSignal<[Session]>('failed-write.hold');

export type OperatorCommand = {
  /** The person who gives the command, for the history. */
  readonly by: string;
  /** A hash of the request's body, which the answer has too. */
  readonly bodyHash?: string;
};

/** Refused with an ApplicationFailure of type `EditRefused`, whose details are an `EditProblem[]`. */
export const editFailedWrite = defineUpdate<WithBodyHash<Failed>, [OperatorCommand & { readonly changes: FailedEdit }]>(
  'failed-write.edit',
);

/**
 * Begins a replay. The answer does not wait for its end. Refused with an ApplicationFailure of type `FailedWriteRefused`,
 * whose details are a code.
 */
export const replayFailedWrite = defineUpdate<WithBodyHash<Failed>, [OperatorCommand]>('failed-write.replay');

/** Closes the failed write without a replay. Refused like a replay. */
export const discardFailedWrite = defineUpdate<WithBodyHash<Failed>, [OperatorCommand & { readonly why: string }]>(
  'failed-write.discard',
);

export const failedWriteState = defineQuery<Failed>('state');

// The unattached workflow (END-7).

/** `givenUp`: the session was given up (OPS-6); left out: it ended without a ticket. `kept`: an earlier run's data. */
export type UnattachedStart = {
  readonly sessionId: string;
  readonly settings: Settings;
  readonly givenUp?: GivenUp;
  readonly kept?: { readonly session: Session; readonly since: number };
};

/** Starts the workflow. Later runs of the session add their data by the same signal. */
export const keepUnattached = defineSignal<[Session]>('unattached.keep');

/** OPS-6: the session, whose data is kept, was given up. */
export const markGivenUp = defineSignal<[GivenUp]>('unattached.given-up');

/** The key of the memo that shows to the rescue that a session was given up. */
export const givenUpMemo = 'givenUp';

/** A short workflow that gives a session up for an operator (OPS-6). */
export type GiveUpStart = { readonly sessionId: string; readonly by: string };

export type AttachCommand = OperatorCommand & { readonly ticketId: number };

/** Refused with an ApplicationFailure of type `AttachRefused`, whose details are a code. */
export const attachSession = defineUpdate<WithBodyHash<Unattached>, [AttachCommand]>('unattached.attach');

export const unattachedState = defineQuery<Unattached>('state');

/**
 * The key of the memo in which failed-write and unattached workflows keep their row for lists. The row has no personal data
 * (SEC-3).
 */
export const memoKey = 'summary';
