import type { TicketField } from '../fields/field.ts';
import type { Contact, LookUp, NewContact } from '../contact/contact.ts';
import type { Followed, OpenedTicket, Ticket, TicketDraft } from '../ticket/ticket.ts';
import type { TicketWrite } from '../writes/write.ts';
import type { Reason } from './session.ts';

/** What a session waits for, in one word: shown to operators and searchable. */
export type WaitsFor = 'start' | 'agent' | 'pick' | 'end' | 'wrap_up' | 'recording' | 'writes' | 'retry';

/**
 * What is due now. A step has a stable key: the same key is never begun twice at once, and what came of it is folded in
 * by `learn`. `asking` steps are one activity each; choices are settled by the session alone; a wait names its deadline
 * in ms since the epoch.
 */
export type Step = AskingStep | ChoiceStep | WaitStep | { readonly kind: 'settled'; readonly key: 'settled' };

export type AskingStep =
  | {
      readonly kind: 'lookUp';
      readonly key: string;
      readonly input: { readonly phone: string | null; readonly defaultCountry: string };
    }
  | {
      readonly kind: 'hasNumber';
      readonly key: string;
      readonly contact: Contact;
      readonly input: { readonly contactId: number; readonly number: string; readonly defaultCountry: string };
    }
  | { readonly kind: 'makeContact'; readonly key: string; readonly shared: boolean; readonly input: NewContact }
  | { readonly kind: 'listTickets'; readonly key: string; readonly input: { readonly contactId: number } }
  | { readonly kind: 'readTicket'; readonly key: string; readonly input: { readonly ticketId: number } }
  | { readonly kind: 'findTicket'; readonly key: string; readonly input: { readonly sessionId: string } }
  | { readonly kind: 'followTicket'; readonly key: string; readonly input: { readonly ticketId: number } }
  | { readonly kind: 'listTicketFields'; readonly key: string; readonly input: { readonly ids: readonly number[] } }
  | { readonly kind: 'findAgent'; readonly key: string; readonly input: { readonly email: string } }
  | {
      readonly kind: 'openTicket';
      readonly key: string;
      readonly input: TicketDraft;
      readonly reasons: readonly Reason[];
    }
  | {
      readonly kind: 'popScreen';
      readonly key: string;
      readonly input: { readonly agentId: number; readonly ticketId: number };
    }
  /** Hand over to the ticket-writes workflow, which answers by a signal. */
  | { readonly kind: 'write'; readonly key: string; readonly input: TicketWrite };

/** A choice that needs nobody's answer: kept with its reasons, and final. */
export type ChoiceStep =
  | { readonly kind: 'append'; readonly key: 'append'; readonly ticket: Ticket; readonly reasons: readonly Reason[] }
  /** UPD-13: the agent merged the session's ticket into another. */
  | { readonly kind: 'retarget'; readonly key: 'retarget'; readonly into: number; readonly reasons: readonly Reason[] }
  /** No ticket, because a rule says so (TKT-8, TKT-11, LATE-1). */
  | { readonly kind: 'leave'; readonly key: 'leave'; readonly reasons: readonly Reason[] };

export type WaitStep = {
  readonly kind: 'wait';
  readonly key: string;
  readonly for: WaitsFor;
  /** Ms since the epoch; null: only news ends it. */
  readonly until: number | null;
};

/** What came of an asking step that was answered. */
export type Answer =
  | { readonly kind: 'lookUp'; readonly phone: string | null; readonly value: LookUp }
  | { readonly kind: 'hasNumber'; readonly contact: Contact; readonly value: boolean }
  | {
      readonly kind: 'makeContact';
      readonly shared: boolean;
      readonly value: { readonly contact: Contact; readonly created: boolean };
    }
  | {
      readonly kind: 'listTickets';
      readonly contactId: number;
      readonly value: { readonly contact: Contact | null; readonly tickets: readonly Ticket[] };
    }
  | { readonly kind: 'readTicket'; readonly ticketId: number; readonly value: Ticket | null }
  | { readonly kind: 'findTicket'; readonly value: Ticket | null }
  | { readonly kind: 'followTicket'; readonly ticketId: number; readonly value: Followed }
  | { readonly kind: 'listTicketFields'; readonly value: readonly TicketField[] }
  | { readonly kind: 'findAgent'; readonly email: string; readonly value: { readonly agentId: number | null } }
  | { readonly kind: 'openTicket'; readonly draft: TicketDraft; readonly value: OpenedTicket }
  | { readonly kind: 'popScreen'; readonly key: string }
  | { readonly kind: 'write'; readonly id: string };
