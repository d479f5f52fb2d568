import { defineQuery, defineSignal, defineUpdate } from '@temporalio/workflow';
import type { SignalDefinition } from '@temporalio/workflow';
import type { NoAnswer } from '../domain/zendesk/error-codes.ts';
import type { FailedEdit } from '../domain/operations/edit.ts';
import type { Failed, Refusal } from '../domain/operations/failed.ts';
import type { Unattached } from '../domain/operations/unattached.ts';
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
 * All names and shapes of the messages between workflows, and between workflows and their clients. They must not change,
 * because running workflows were started with them.
 */

export const taskQueues = {
  /** Workflows, and the activities that speak to Temporal itself. */
  sessions: 'sessions',
  /** Activities that speak to Zendesk, under the rate limit of Zendesk. */
  zendesk: 'zendesk',
} as const;

export const workflowTypes = {
  session: 'session',
  ticketWrites: 'ticketWrites',
  settings: 'settings',
  /** OPS-4, OPS-5: short workflows without arguments. A client starts a new one for each question. */
  budget: 'budget',
  connectionCheck: 'connectionCheck',
  /** FLD-1: the same, but only one runs at a time. */
  createFields: 'createFields',
  /** OPS-2: a short workflow for one question, started with a `DryRunStart`. */
  dryRun: 'dryRun',
  /** OUT-4, OUT-12: a short workflow for one question, started with an `OutboundFactsStart`. */
  outboundFacts: 'outboundFacts',
  /** OUT-14: one workflow for each agent, started with the agent's first choice. */
  outbound: 'outbound',
  /** OPS-6: a short workflow without arguments, started by the Schedule of the same name. */
  rescue: 'rescue',
  /** OPS-3, END-7: they hold what is left after a session, until an operator deals with it. */
  failedWrite: 'failedWrite',
  unattached: 'unattached',
} as const;

export function sessionWorkflowId(sessionId: string): string {
  return `session/${sessionId}`;
}

export function ticketWritesWorkflowId(shard: number): string {
  return `ticket-writes/${shard}`;
}

/** @param writeId `<session id>/<fact>`; for a refused ticket `<session id>/ticket` */
export function failedWriteWorkflowId(writeId: string): string {
  return `failed-write/${writeId}`;
}

export function unattachedWorkflowId(sessionId: string): string {
  return `unattached/${sessionId}`;
}

export function outboundWorkflowId(agentId: string): string {
  return `outbound/${agentId}`;
}

export const settingsWorkflowId = 'settings';

// The session workflow.

export type SessionStart = {
  readonly sessionId: string;
  /** A run of this session has ended already. This run searches for its ticket and makes none (LATE-1). */
  readonly earlierRun: boolean;
  /** Only after continue-as-new; otherwise null. */
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

/** The signal of one event type. Its name is the type. */
export function eventSignal(type: EventType): SignalDefinition<[SessionEvent]> {
  return defineSignal<[SessionEvent]>(type);
}

/** From the ticket-writes workflow: the outcomes of writes, or the order to hold writes back (BAT-9). */
export const writesSettled = defineSignal<[readonly WriteAnswer[]]>('writes.settled');

/** From Zendesk's webhook: the ticket or the contact has changed (UPD-13, UPD-18, CON-8). `at`: ms since the epoch. */
export const zendeskTicket = defineSignal<[{ readonly ticketId: number; readonly at: number }]>('zendesk.ticket');
export const zendeskContact = defineSignal<[{ readonly contactId: number; readonly at: number }]>('zendesk.contact');

/**
 * ADP-3, UPD-13: commands of agents, answered at once with the new state. Refused with an ApplicationFailure of type
 * `CommandRefused`, whose only detail is the rule: before they are accepted, and so without a trace, wherever the state
 * decides.
 */
export const pickContact = defineUpdate<SessionView, [ContactPick]>('contact.pick');
export const pickTicket = defineUpdate<SessionView, [TicketPick]>('ticket.pick');
export const mergeTicket = defineUpdate<SessionView, [TicketMerge]>('ticket.merge');

/** UPD-14: a long text of the session, by the fact of its write; null: the session does not have it (any more). */
export const longText = defineQuery<string | null, [string]>('longText');

export const sessionState = defineQuery<SessionView>('state');

// The ticket-writes workflow.

export type TicketWritesStart = {
  readonly shard: number;
  readonly queue: QueueJson | null;
  /** Answers to sessions that are not sent yet; only after continue-as-new. */
  readonly answers?: readonly WriteAnswer[];
};

export const enqueueWrites = defineSignal<[readonly TicketWrite[]]>('writes.enqueue');

/** BAT-6: in force from the next window on. */
export const configureBatching = defineSignal<[Batching]>('batching.configure');

export type WritesView = {
  readonly waiting: number;
  readonly underWay: number;
  readonly windowClosesAt: number | null;
  readonly batching: Batching;
  /**
   * BAT-9: the size of the waiting writes in bytes, whether sessions hold more writes back, and the number of slots that
   * are reserved for those.
   */
  readonly bytes: number;
  readonly isParking: boolean;
  readonly parked: number;
  /** The number of writes that belong to other shards and are on their way there. */
  readonly elsewhere: number;
};

export const writesState = defineQuery<WritesView>('state');

// The settings workflow.

export type SettingsStart = {
  readonly settings: Settings;
  readonly history: readonly SettingsChange[];
  /** Only after continue-as-new. */
  readonly sharding?: Sharding;
};

/** The whole document; `by` says who. Refused with an ApplicationFailure of type `SettingsRefused`. */
export type SettingsRequest = { readonly document: unknown; readonly by: string };

export type SettingsWarning = { readonly rule: string; readonly path: string; readonly message: string };

export type SettingsSaved = { readonly settings: Settings; readonly warnings: readonly SettingsWarning[] };

export const changeSettings = defineUpdate<SettingsSaved, [SettingsRequest]>('settings.change');

export const currentSettings = defineQuery<Settings>('settings.current');

/** The batching with which the ticket-writes workflows start. */
export const currentBatching = defineQuery<Batching>('batching.current');

export const settingsHistory = defineQuery<readonly SettingsChange[]>('settings.history');

// The outbound workflow (OUT-14).

/** `choices`: null, but after continue-as-new. */
export type OutboundStart = { readonly agentId: string; readonly choices: AgentChoices | null };

/** Idempotent by key: a repeated choice gets the kept one as its answer. Starts the workflow if there is none. */
export const chooseOutbound = defineUpdate<KeptChoice, [Omit<KeptChoice, 'at'>]>('outbound.choose');

/** `taken`: the call has begun, and the choice is its own; `unknown`: none by that key, or none any more. */
export type CancelledChoice = 'cancelled' | 'taken' | 'unknown';

export const cancelOutbound = defineUpdate<CancelledChoice, [{ readonly key: string }]>('outbound.cancel');

/** From the session of the call: claims the open choice, once; null: no choice is open for this call. */
export const claimOutbound = defineUpdate<OutboundChoice | null, [ChoiceClaim]>('outbound.claim');

export const outboundState = defineQuery<AgentChoices>('state');

// The look-ups of a question before a call (OUT-4, OUT-12).

export type OutboundFactsStart = {
  readonly question: OutboundQuestion;
  readonly agentId: string;
  readonly settings: Settings;
};

/** `trouble`: why Zendesk did not answer all look-ups; null: it answered all that were needed. */
export type OutboundFactsEnd = { readonly facts: OutboundFacts; readonly trouble: NoAnswer | null };

// The failed-write workflow (OPS-3, END-4, END-5). The outcomes of its replays come by `writes.settled`.

export type FailedWriteStart = { readonly failed: Failed };

/** Starts the workflow. If the workflow runs already, the signal brings the newer refusal. */
export const failedWriteAgain = defineSignal<[Refusal]>('failed-write.again');

/** END-4: the data of a later run of the session, which is held behind the refused ticket too. */
export const failedWriteHold = defineSignal<[Session]>('failed-write.hold');

export type OperatorCommand = {
  /** Who, for the history. */
  readonly by: string;
};

/** Refused with an ApplicationFailure of type `EditRefused`, its details an `EditProblem[]`. */
export const editFailedWrite = defineUpdate<Failed, [OperatorCommand & { readonly changes: FailedEdit }]>(
  'failed-write.edit',
);

/** Answered once the replay is begun. Refused with an ApplicationFailure of type `FailedWriteRefused`, its details a code. */
export const replayFailedWrite = defineUpdate<Failed, [OperatorCommand]>('failed-write.replay');

/** Refused like a replay. */
export const discardFailedWrite = defineUpdate<Failed, [OperatorCommand & { readonly why: string }]>(
  'failed-write.discard',
);

export const failedWriteState = defineQuery<Failed>('state');

// The unattached workflow (END-7).

export type UnattachedStart = { readonly sessionId: string; readonly settings: Settings };

/** Starts the workflow. Later runs of the session add their data by the same signal. */
export const keepUnattached = defineSignal<[Session]>('unattached.keep');

export type AttachCommand = OperatorCommand & { readonly ticketId: number };

/** Refused with an ApplicationFailure of type `AttachRefused`, its details a code. */
export const attachSession = defineUpdate<Unattached, [AttachCommand]>('unattached.attach');

export const unattachedState = defineQuery<Unattached>('state');

/** The key of the memo in which these two workflows keep their line for lists. It has no personal data (SEC-3). */
export const memoKey = 'summary';
