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
 * Every name and shape that crosses between workflows, and between them and the doors. What stands here is final:
 * running workflows were started with it.
 */

export const taskQueues = {
  /** Workflows, and the activities that speak to Temporal itself. */
  sessions: 'sessions',
  /** Activities that speak to Zendesk, under its rate limit. */
  zendesk: 'zendesk',
} as const;

export const workflowTypes = {
  session: 'session',
  ticketWrites: 'ticketWrites',
  settings: 'settings',
  /** OPS-4, OPS-5: short ones, each started anew by a door. Without arguments. */
  budget: 'budget',
  connectionCheck: 'connectionCheck',
  /** FLD-1: likewise, one at a time. */
  createFields: 'createFields',
  /** OPS-2: a short one, started anew for each question, with a `DryRunStart`. */
  dryRun: 'dryRun',
  /** OUT-4, OUT-12: likewise, with an `OutboundFactsStart`. */
  outboundFacts: 'outboundFacts',
  /** OUT-14: one an agent, started with its first choice. */
  outbound: 'outbound',
  /** OPS-6: a short one, started by the Schedule of the same name. Without arguments. */
  rescue: 'rescue',
  /** OPS-3, END-7: what outlives a session, open until somebody settles it. */
  failedWrite: 'failedWrite',
  unattached: 'unattached',
} as const;

export function sessionWorkflowId(sessionId: string): string {
  return `session/${sessionId}`;
}

export function ticketWritesWorkflowId(shard: number): string {
  return `ticket-writes/${shard}`;
}

/** `writeId`: `<session id>/<fact>`; of a ticket that was refused `<session id>/ticket`. */
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
  /** A run of this session has ended already: its ticket is looked for, none is made (LATE-1). */
  readonly earlierRun: boolean;
  /** Null, but after continue-as-new. */
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

/** One named signal an event type; the signal's name is the type. */
export function eventSignal(type: EventType): SignalDefinition<[SessionEvent]> {
  return defineSignal<[SessionEvent]>(type);
}

/** From the ticket-writes workflow: what became of writes, or that they are to be held back (BAT-9). */
export const writesSettled = defineSignal<[readonly WriteAnswer[]]>('writes.settled');

/** From Zendesk's webhook: something happened to the ticket or the contact (UPD-13, UPD-18, CON-8). `at`: ms since the epoch. */
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

/** UPD-14: a long text that the session was told, by the fact that is to be written; null: it is not kept (any more). */
export const longText = defineQuery<string | null, [string]>('longText');

export const sessionState = defineQuery<SessionView>('state');

// The ticket-writes workflow.

export type TicketWritesStart = {
  readonly shard: number;
  readonly queue: QueueJson | null;
  /** Sessions that are still to be answered; only after continue-as-new. */
  readonly answers?: readonly WriteAnswer[];
};

export const enqueueWrites = defineSignal<[readonly TicketWrite[]]>('writes.enqueue');

/** BAT-6: holds from the next window on. */
export const configureBatching = defineSignal<[Batching]>('batching.configure');

export type WritesView = {
  readonly waiting: number;
  readonly underWay: number;
  readonly windowClosesAt: number | null;
  readonly batching: Batching;
  /** BAT-9: what waits, in bytes; whether more is held back in the sessions; and how many writes have a place kept. */
  readonly bytes: number;
  readonly isParking: boolean;
  readonly parked: number;
  /** Writes of tickets that belong to other shards, on their way there. */
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

/** What the ticket-writes workflows obey when they start. */
export const currentBatching = defineQuery<Batching>('batching.current');

export const settingsHistory = defineQuery<readonly SettingsChange[]>('settings.history');

// The outbound workflow (OUT-14).

/** `choices`: null, but after continue-as-new. */
export type OutboundStart = { readonly agentId: string; readonly choices: AgentChoices | null };

/** Idempotent by key: answers with what is kept under it. Starts the workflow where there is none. */
export const chooseOutbound = defineUpdate<KeptChoice, [Omit<KeptChoice, 'at'>]>('outbound.choose');

/** `taken`: the call has begun, and the choice is its own; `unknown`: none by that key, or none any more. */
export type CancelledChoice = 'cancelled' | 'taken' | 'unknown';

export const cancelOutbound = defineUpdate<CancelledChoice, [{ readonly key: string }]>('outbound.cancel');

/** From the session that the platform started: its choice, once; null: none is open for it. */
export const claimOutbound = defineUpdate<OutboundChoice | null, [ChoiceClaim]>('outbound.claim');

export const outboundState = defineQuery<AgentChoices>('state');

// The look-ups of a question before a call (OUT-4, OUT-12).

export type OutboundFactsStart = {
  readonly question: OutboundQuestion;
  readonly agentId: string;
  readonly settings: Settings;
};

/** `trouble`: why Zendesk could not be asked for the rest; null: all is known that the answer needs. */
export type OutboundFactsEnd = { readonly facts: OutboundFacts; readonly trouble: NoAnswer | null };

// The failed-write workflow (OPS-3, END-4, END-5). It learns what became of its replays by `writes.settled`.

export type FailedWriteStart = { readonly failed: Failed };

/** Started with this signal; to one that runs already it brings the newer reason. */
export const failedWriteAgain = defineSignal<[Refusal]>('failed-write.again');

/** END-4: what a later run of the session heard, held behind the ticket with the rest. */
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

/** Started with this signal; later runs of the session add what they heard. */
export const keepUnattached = defineSignal<[Session]>('unattached.keep');

export type AttachCommand = OperatorCommand & { readonly ticketId: number };

/** Refused with an ApplicationFailure of type `AttachRefused`, its details a code. */
export const attachSession = defineUpdate<Unattached, [AttachCommand]>('unattached.attach');

export const unattachedState = defineQuery<Unattached>('state');

/** What a list shows beside ids, as the memo of these workflows; kept up to date by them. No personal data (SEC-3). */
export const memoKey = 'summary';
