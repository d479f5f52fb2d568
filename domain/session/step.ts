import type { ContactField, TicketField } from '../zendesk/field.ts';
import type { Contact, ContactChange, LookUp, LookUpBy, NewContact } from '../zendesk/contact.ts';
import type { TracedTicket, OpenedTicket, Ticket, TicketDraft } from '../zendesk/ticket.ts';
import type { OwnerChange } from './owner-change.ts';
import type { OutboundChoice, ChoiceClaim } from './outbound-choice.ts';
import type { TicketWrite } from '../zendesk/ticket-write.ts';
import type { FollowedSession, Reason } from './state.ts';

/** The thing that a session waits for, in one word: shown to operators and searchable. */
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
 * Asking steps are one activity each, and `recordAnswer` records the answer. Write steps are handed over to the
 * ticket-writes workflow, which answers by a signal. Choice steps need no answer. Wait steps name their deadline.
 */
export type Step = AskingStep | WriteStep | ChoiceStep | WaitStep | SettledStep;

/** The members of one kind of asking step: the input of its activity, and what else is needed to record the answer. */
type Asks<Input, Value, Also = unknown> = {
  readonly step: { readonly key: string; readonly input: Input } & Also;
  readonly value: Value;
};

/** All asking steps: what the step of each kind holds, and the value that answers it. Both are plain JSON. */
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
    { readonly contact: Contact; readonly created: boolean },
    { readonly shared: boolean }
  >;
  /** `contact` of the answer: null if the contact was merged away, deleted or suspended (CON-8). */
  readonly listTickets: Asks<
    { readonly contactId: number },
    { readonly contact: Contact | null; readonly tickets: readonly Ticket[] }
  >;
  /** Answered with the keys of the fields that Zendesk did not keep. */
  readonly updateContact: Asks<ContactChange, { readonly dropped: readonly string[] }>;
  /** `before`: the facts of the writes to the session's own ticket that need the reading; null: it is for another purpose. */
  readonly readTicket: Asks<
    { readonly ticketId: number; readonly fieldIds: readonly number[] },
    Ticket | null,
    { readonly before: readonly string[] | null }
  >;
  /** APP-5, APP-6: asks the workflow of the call that this one follows for its ticket. */
  readonly askSession: Asks<{ readonly sessionId: string }, FollowedSession>;
  /** OUT-14: asks for the choice that the agent made before the call. */
  readonly claimOutboundChoice: Asks<ChoiceClaim & { readonly agentId: string }, OutboundChoice | null>;
  readonly findTicket: Asks<{ readonly sessionId: string }, Ticket | null>;
  readonly traceTicket: Asks<{ readonly ticketId: number }, TracedTicket>;
  /** PLT-4: whether the data of an earlier run is still kept. */
  readonly askDataKept: Asks<{ readonly sessionId: string }, boolean>;
  readonly listTicketFields: Asks<{ readonly ids: readonly number[] }, readonly TicketField[]>;
  readonly listContactFields: Asks<{ readonly keys: readonly string[] }, readonly ContactField[]>;
  readonly findAgent: Asks<{ readonly email: string }, { readonly agentId: number | null }>;
  /** `show`: Zendesk shows the new ticket to its agent at once (ADP-1). It is not in the draft, which never changes. */
  readonly openTicket: Asks<TicketDraft, OpenedTicket, { readonly show: boolean; readonly reasons: readonly Reason[] }>;
  readonly popScreen: Asks<{ readonly agentId: number; readonly ticketId: number }, null>;
};

export type AskingKind = keyof AskingSteps;

/** The value that answers an asking step, by the kind of the step. */
export type StepValues = { readonly [Kind in AskingKind]: AskingSteps[Kind]['value'] };

/** One asking step; by default any of them. */
export type AskingStep<Kind extends AskingKind = AskingKind> = {
  readonly [One in Kind]: { readonly kind: One } & AskingSteps[One]['step'];
}[Kind];

/** An asking step with the value that answers it; by default any of them. */
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

/** A choice that the session makes alone. It is recorded with its reasons and is final. */
export type ChoiceStep =
  | {
      readonly kind: 'append';
      readonly key: 'append';
      readonly ticket: Ticket;
      readonly reopens: boolean;
      readonly reasons: readonly Reason[];
    }
  /**
   * The session leaves its ticket for the ticket `into`: the agent merged the two (UPD-13). With `into` null the session
   * makes a ticket of its own (TKT-9).
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
 * Reads a ticket as it is now.
 * @param fieldIds the fields whose values are read too
 * @param before the facts of the writes to the session's own ticket that need the reading; null: it is for another purpose
 */
export function readTicketStep(
  ticketId: number,
  fieldIds: readonly number[] = [],
  before: readonly string[] | null = null,
): AskingStep<'readTicket'> {
  return { kind: 'readTicket', key: `readTicket/${ticketId}`, input: { ticketId, fieldIds }, before };
}

/** Finds out whether a ticket was merged, closed or deleted (UPD-13, UPD-18). */
export function traceTicketStep(ticketId: number): AskingStep<'traceTicket'> {
  return { kind: 'traceTicket', key: `traceTicket/${ticketId}`, input: { ticketId } };
}

/** Makes the session's ticket from the draft. By default nobody is shown the ticket, and no reason is recorded. */
export function openTicketStep(
  input: TicketDraft,
  { show, reasons }: Pick<AskingStep<'openTicket'>, 'show' | 'reasons'> = { show: false, reasons: [] },
): AskingStep<'openTicket'> {
  return { kind: 'openTicket', key: 'openTicket', input, show, reasons };
}
