import type { ContactField, TicketField } from '../zendesk/field.ts';
import type { Contact, ContactChange, ContactFieldValue, LookUp, LookUpBy, NewContact } from '../zendesk/contact.ts';
import type { RefusedValue } from '../zendesk/refusal.ts';
import type { FieldValue, TracedTicket, OpenedTicket, Ticket, TicketDraft } from '../zendesk/ticket.ts';
import type { TicketWrite } from '../zendesk/ticket-write.ts';
import type { OwnerChange } from './owner-change.ts';
import type { OutboundChoice, ChoiceClaim } from './outbound-choice.ts';
import type { FollowedSession, Reason } from './state.ts';

/** One word for the thing that a session waits for. Operators see it and can search for it. */
export type WaitsFor =
  | 'start'
  | 'agent'
  | 'messages'
  | 'pick'
  | 'ticket'
  | 'end'
  | 'wrap_up'
  | 'recording'
  | 'transcript'
  | 'metadata'
  | 'writes'
  | 'retry';

/**
 * One thing that a session should do now. The session workflow never begins two steps with the same key at once.
 * An asking step is one activity, and `recordAnswer` records its answer. A write step is handed over to the ticket-writes
 * workflow, which answers by a signal. A choice step needs no answer. A wait step names its deadline.
 */
export type Step = AskingStep | WriteStep | ChoiceStep | WaitStep | SettledStep;

/** The input of the activity, the value that answers it, and further members that are needed to record the answer. */
type Asks<Input, Value, Also = unknown> = {
  readonly step: { readonly key: string; readonly input: Input } & Also;
  readonly value: Value;
};

/** The members and the answer of each kind of asking step. Both are plain JSON. */
type AskingSteps = {
  readonly lookUp: Asks<LookUpBy, LookUp>;
  readonly hasNumber: Asks<
    { readonly contactId: number; readonly number: string; readonly defaultCountry: string },
    boolean,
    { readonly contact: Contact }
  >;
  /** `shared`: sessions of several callers use this contact (CON-5, CON-11). */
  readonly makeContact: Asks<
    NewContact,
    { readonly contact: Contact; readonly created: boolean; readonly leftOut?: readonly RefusedValue[] },
    { readonly shared: boolean }
  >;
  /** The answer's `contact` is null if the contact was merged into another, deleted or suspended (CON-8). */
  readonly listTickets: Asks<
    { readonly contactId: number },
    { readonly contact: Contact | null; readonly tickets: readonly Ticket[] }
  >;
  /** The answer holds the keys of the fields that Zendesk did not keep, and the values that it refused. */
  readonly updateContact: Asks<
    ContactChange,
    { readonly dropped: readonly string[]; readonly refused?: readonly RefusedValue[] }
  >;
  /** `before` names the writes, by their facts, that need the ticket as it is now. Null: no write needs it. */
  readonly readTicket: Asks<
    { readonly ticketId: number; readonly fieldIds: readonly number[] },
    Ticket | null,
    { readonly before: readonly string[] | null }
  >;
  /** APP-5, APP-6: asks the workflow of the previous call for its ticket. */
  readonly askSession: Asks<{ readonly sessionId: string }, FollowedSession>;
  /** OUT-14: asks for the choice that the agent made before the call. */
  readonly claimOutboundChoice: Asks<ChoiceClaim & { readonly agentId: string }, OutboundChoice | null>;
  readonly findTicket: Asks<{ readonly sessionId: string }, Ticket | null>;
  readonly traceTicket: Asks<{ readonly ticketId: number }, TracedTicket>;
  /** PLT-4: whether the data of an earlier run is still kept. */
  readonly askDataKept: Asks<{ readonly sessionId: string }, boolean>;
  /** `values`: the values that the fields are read for. A field that is missing, or does not fit, is read anew (UPD-7). */
  readonly listTicketFields: Asks<
    { readonly ids: readonly number[]; readonly values?: readonly FieldValue[] },
    readonly TicketField[]
  >;
  readonly listContactFields: Asks<
    { readonly keys: readonly string[]; readonly values?: readonly ContactFieldValue[] },
    readonly ContactField[]
  >;
  readonly findAgent: Asks<{ readonly email: string }, { readonly agentId: number | null }>;
  /** With `show`, Zendesk shows the new ticket to its agent at once (ADP-1). The draft never changes, so `show` is not in it. */
  readonly openTicket: Asks<TicketDraft, OpenedTicket, { readonly show: boolean; readonly reasons: readonly Reason[] }>;
  readonly popScreen: Asks<{ readonly agentId: number; readonly ticketId: number }, null>;
};

export type AskingKind = keyof AskingSteps;

/** The type of the answer for each kind of asking step. */
export type StepValues = { readonly [Kind in AskingKind]: AskingSteps[Kind]['value'] };

/** An asking step of this kind. By default the kind is open. */
export type AskingStep<Kind extends AskingKind = AskingKind> = {
  readonly [One in Kind]: { readonly kind: One } & AskingSteps[One]['step'];
}[Kind];

/** An asking step of this kind, with the value that answers it. By default the kind is open. */
export type Answer<Kind extends AskingKind = AskingKind> = {
  readonly [One in Kind]: { readonly step: AskingStep<One>; readonly value: StepValues[One] };
}[Kind];

export type WriteStep = {
  readonly kind: 'write';
  readonly key: string;
  readonly input: TicketWrite;
  /** Left out: the write does not change the owner of the ticket. */
  readonly ownerChange?: OwnerChange;
};

/** A choice that the session makes without asking anybody. It is recorded with its reasons and is final. */
export type ChoiceStep =
  | {
      readonly kind: 'append';
      readonly key: 'append';
      readonly ticket: Ticket;
      readonly reopens: boolean;
      readonly reasons: readonly Reason[];
      /** The ticket is the session's own, which an earlier run made or wrote to (LATE-1). */
      readonly isOwn?: true;
    }
  /**
   * The session leaves its ticket and goes on with the ticket `into`, because the agent merged the two (UPD-13). With
   * `into` null it makes a new ticket for its voicemail (TKT-9).
   */
  | {
      readonly kind: 'switchTicket';
      readonly key: 'switchTicket';
      readonly why: 'merged' | 'voicemail';
      readonly into: number | null;
      readonly reasons: readonly Reason[];
    }
  /** A rule says that the session has no ticket (TKT-8, TKT-11, LATE-1). */
  | { readonly kind: 'goWithoutTicket'; readonly key: 'goWithoutTicket'; readonly reasons: readonly Reason[] };

export type WaitStep = {
  readonly kind: 'wait';
  readonly key: string;
  readonly for: WaitsFor;
  /** Ms since the epoch; null: only a message ends the wait. */
  readonly until: number | null;
};

/** Nothing is left to do, and nothing is expected any more (END-6). */
export type SettledStep = { readonly kind: 'settled'; readonly key: 'settled' };

export function isChoiceStep(step: Step): step is ChoiceStep {
  return step.kind === 'append' || step.kind === 'switchTicket' || step.kind === 'goWithoutTicket';
}

export function isAskingStep(step: Step): step is AskingStep {
  if (isChoiceStep(step) || step.kind === 'write' || step.kind === 'wait' || step.kind === 'settled') return false;
  step satisfies AskingStep;
  return true;
}

/** @param until ms since the epoch; null: only a message ends the wait */
export function waitFor(reason: WaitsFor, until: number | null): WaitStep {
  return { kind: 'wait', key: `wait/${reason}`, for: reason, until };
}

/**
 * The step that reads a ticket as it is now.
 *
 * @param fieldIds the ticket fields whose values are read too
 * @param before the facts of the writes that need the ticket as it is now; null: no write needs it
 */
export function readTicketStep(
  ticketId: number,
  fieldIds: readonly number[] = [],
  before: readonly string[] | null = null,
): AskingStep<'readTicket'> {
  return { kind: 'readTicket', key: `readTicket/${ticketId}`, input: { ticketId, fieldIds }, before };
}

/** The step that finds out whether a ticket was merged, closed or deleted (UPD-13, UPD-18). */
export function traceTicketStep(ticketId: number): AskingStep<'traceTicket'> {
  return { kind: 'traceTicket', key: `traceTicket/${ticketId}`, input: { ticketId } };
}

/** The step that makes the session's ticket from its draft. By default Zendesk shows it to nobody, and no reason is recorded. */
export function openTicketStep(
  input: TicketDraft,
  { show, reasons }: Pick<AskingStep<'openTicket'>, 'show' | 'reasons'> = { show: false, reasons: [] },
): AskingStep<'openTicket'> {
  return { kind: 'openTicket', key: 'openTicket', input, show, reasons };
}
