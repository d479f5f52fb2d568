import type { ContactField, TicketField } from '../zendesk/field.ts';
import type { Contact, ContactChange, LookUp, LookUpBy, NewContact } from '../zendesk/contact.ts';
import type { TracedTicket, OpenedTicket, Ticket, TicketDraft } from '../zendesk/ticket.ts';
import type { OutboundChoice, ChoiceClaim } from './outbound-choice.ts';
import type { TicketWrite } from '../zendesk/ticket-write.ts';
import type { FollowedSession, Reason } from './state.ts';

/** What a session waits for, in one word: shown to operators and searchable. */
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
 * What is due now. A step has a stable key: the same key is never begun twice at once, and what came of it is folded in
 * by `learn`. `asking` steps are one activity each; choices are settled by the session alone; a wait names its deadline
 * in ms since the epoch.
 */
export type Step = AskingStep | ChoiceStep | WaitStep | { readonly kind: 'settled'; readonly key: 'settled' };

export type AskingStep =
  | { readonly kind: 'lookUp'; readonly key: string; readonly input: LookUpBy }
  | {
      readonly kind: 'hasNumber';
      readonly key: string;
      readonly contact: Contact;
      readonly input: { readonly contactId: number; readonly number: string; readonly defaultCountry: string };
    }
  | { readonly kind: 'makeContact'; readonly key: string; readonly shared: boolean; readonly input: NewContact }
  | { readonly kind: 'listTickets'; readonly key: string; readonly input: { readonly contactId: number } }
  | { readonly kind: 'updateContact'; readonly key: string; readonly input: ContactChange }
  | {
      readonly kind: 'readTicket';
      readonly key: string;
      readonly input: { readonly ticketId: number; readonly fieldIds: readonly number[] };
      /** The facts of the writes that wait for it. Null: it is not the session's own ticket. */
      readonly before: readonly string[] | null;
    }
  /** APP-5, APP-6: the ticket of the call that this one follows, as that call's own workflow knows it. */
  | { readonly kind: 'askSession'; readonly key: string; readonly input: { readonly sessionId: string } }
  /** OUT-14: what the agent chose before the call, from the agent whose choices are asked. */
  | {
      readonly kind: 'claimOutboundChoice';
      readonly key: 'claimOutboundChoice';
      readonly input: ChoiceClaim & { readonly agentId: string };
    }
  | { readonly kind: 'findTicket'; readonly key: string; readonly input: { readonly sessionId: string } }
  | { readonly kind: 'traceTicket'; readonly key: string; readonly input: { readonly ticketId: number } }
  /** PLT-4: whether an earlier run left its data behind. */
  | { readonly kind: 'askDataKept'; readonly key: string; readonly input: { readonly sessionId: string } }
  | { readonly kind: 'listTicketFields'; readonly key: string; readonly input: { readonly ids: readonly number[] } }
  | { readonly kind: 'listContactFields'; readonly key: string; readonly input: { readonly keys: readonly string[] } }
  | { readonly kind: 'findAgent'; readonly key: string; readonly input: { readonly email: string } }
  | {
      readonly kind: 'openTicket';
      readonly key: string;
      readonly input: TicketDraft;
      /** ADP-1: it is to be shown to its agent as soon as it is made. Not part of the draft, which never changes. */
      readonly show: boolean;
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
  | {
      readonly kind: 'append';
      readonly key: 'append';
      readonly ticket: Ticket;
      readonly reopens: boolean;
      readonly reasons: readonly Reason[];
    }
  /** UPD-13: the agent merged the session's ticket into another. TKT-9: into null, a ticket of its own is to be made. */
  | {
      readonly kind: 'switchTicket';
      readonly key: 'switchTicket';
      readonly why: 'merged' | 'voicemail';
      readonly into: number | null;
      readonly reasons: readonly Reason[];
    }
  /** No ticket, because a rule says so (TKT-8, TKT-11, LATE-1). */
  | { readonly kind: 'goWithoutTicket'; readonly key: 'goWithoutTicket'; readonly reasons: readonly Reason[] };

export type WaitStep = {
  readonly kind: 'wait';
  readonly key: string;
  readonly for: WaitsFor;
  /** Ms since the epoch; null: only news ends it. */
  readonly until: number | null;
};

/** What came of an asking step that was answered. */
export type Answer =
  | { readonly kind: 'lookUp'; readonly asked: LookUpBy; readonly value: LookUp }
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
  | { readonly kind: 'updateContact'; readonly key: string; readonly value: { readonly dropped: readonly string[] } }
  | {
      readonly kind: 'readTicket';
      readonly ticketId: number;
      readonly before: readonly string[] | null;
      readonly value: Ticket | null;
    }
  | { readonly kind: 'askSession'; readonly sessionId: string; readonly value: FollowedSession }
  | { readonly kind: 'claimOutboundChoice'; readonly value: OutboundChoice | null }
  | { readonly kind: 'askDataKept'; readonly value: boolean }
  | { readonly kind: 'findTicket'; readonly sessionId: string; readonly value: Ticket | null }
  | { readonly kind: 'traceTicket'; readonly ticketId: number; readonly value: TracedTicket }
  | { readonly kind: 'listTicketFields'; readonly value: readonly TicketField[] }
  | { readonly kind: 'listContactFields'; readonly value: readonly ContactField[] }
  | { readonly kind: 'findAgent'; readonly email: string; readonly value: { readonly agentId: number | null } }
  | { readonly kind: 'openTicket'; readonly draft: TicketDraft; readonly value: OpenedTicket }
  | { readonly kind: 'popScreen'; readonly key: string }
  | { readonly kind: 'write'; readonly id: string };

export function waitFor(reason: WaitsFor, until: number | null): WaitStep {
  return { kind: 'wait', key: `wait/${reason}`, for: reason, until };
}
