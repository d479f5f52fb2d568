/**
 * The types of an agent's choice before an outbound call: the question that the agent's page asks, the facts from Zendesk,
 * and the answer. `domain/outbound/options.ts` answers the question. `domain/outbound/complete.ts` decides whether the call
 * may start. `domain/ticket/outbound.ts` chooses the ticket when the call has started.
 */
import type { Contact } from '../zendesk/contact.ts';
import type { Ticket } from '../zendesk/ticket.ts';
import type { RuleId } from '../rules/catalogue.ts';
import type { OutboundChoice as SessionBlock } from '../events/parse-events.ts';
import type { OutboundNumber } from '../settings/settings.ts';

/** The place from which the agent starts the call. `team_ticket`: the agent entered the ticket id that the team asks for (TEAM-1). */
export type OutboundSource = NonNullable<SessionBlock['source']>;

/** `auto`: TEAM-7 finds the ticket automatically. `none`: the call gets no ticket (OUT-3). */
export type TicketChoice = SessionBlock['ticket_choice'];

/** The content of the agent's page so far. A field that is not filled in is null. */
export type OutboundQuestion = {
  readonly source: OutboundSource;
  /** The number that finds the contact, as typed or pasted. Null: the number to dial finds the contact (OUT-8). */
  readonly lookupNumber: string | null;
  /** The number to dial, as typed, pasted or taken from a record (OUT-9). */
  readonly dialNumber: string | null;
  /** The agent dials a number that is not stored on the contact ("use entered number", OUT-8, "enter a new number", OUT-13). */
  readonly enterNumber: boolean;
  /** The Zendesk user id of the contact. `new`: a contact is made when the call starts (CON-11). */
  readonly contactId: number | 'new' | null;
  /** The ticket from which the call starts, or that the agent chose, or whose id the agent entered. */
  readonly ticketId: number | null;
  readonly ticketChoice: TicketChoice | null;
  /** The number that the customer sees (OUT-10). */
  readonly outboundNumber: string | null;
  readonly lang: string | null;
  /** The previous call that this one continues (APP-5, APP-6). */
  readonly followsSessionId: string | null;
  /** The duration of the previous call in seconds. */
  readonly previousCallSeconds: number | null;
};

/** The known facts of one contact. If the page is about another contact, these facts are ignored. */
export type ContactFacts = {
  readonly id: number;
  /** Null: the contact was deleted or merged into another, or is not an end user (CON-8, CON-9). */
  readonly record: Contact | null;
  /** All numbers that are stored on the contact, as they are stored. Null: not asked yet. */
  readonly numbers: readonly string[] | null;
  /** All tickets of the contact, newest first. Null: not asked yet. */
  readonly tickets: readonly Ticket[] | null;
};

/** The known facts of one ticket. If the page is about another ticket, these facts are ignored. */
export type TicketFacts = {
  readonly id: number;
  /** Null: the ticket was deleted. */
  readonly ticket: Ticket | null;
  /** All numbers that are stored on the requester, as they are stored. */
  readonly requesterNumbers: readonly string[];
  /** The value of the ticket field `team.phoneFieldId` (TEAM-2). Null: the field is empty, or none is configured. */
  readonly phoneField: string | null;
};

/** The facts from Zendesk. Null: not asked yet. `OutboundOptions.missing` lists the facts that are needed. */
export type OutboundFacts = {
  /** The platform's id of the agent. The settings give the agent's team (TEAM-6). */
  readonly agentId: string;
  /** The look-up number in E.164, and the contacts that certainly have it, newest first (CON-1). */
  readonly found: { readonly number: string; readonly contacts: readonly Contact[] } | null;
  readonly contact: ContactFacts | null;
  readonly ticket: TicketFacts | null;
};

/** A look-up in Zendesk that is needed for the answer. `number` is in E.164. */
export type Missing =
  | { readonly kind: 'contacts'; readonly number: string }
  | { readonly kind: 'numbers'; readonly contactId: number }
  | { readonly kind: 'tickets'; readonly contactId: number }
  /** The ticket, the numbers of its requester, and the value of the field `fieldId` if that is not null (TEAM-2). */
  | { readonly kind: 'ticket'; readonly ticketId: number; readonly fieldId: number | null };

/** A field of the agent's page. The default is used until the agent fills the field in. */
export type PageField<Value> = {
  readonly shown: boolean;
  readonly required: boolean;
  readonly default: Value | null;
};

/** The choice that is made in advance. `ticketId` is the ticket of the call, if it is known before the call. */
export type Preselection = { readonly choice: TicketChoice; readonly ticketId: number | null };

export type PageFields = {
  readonly lookupNumber: PageField<string>;
  readonly dialNumber: PageField<string>;
  /** "Use entered number to make call" (OUT-8). */
  readonly enterNumber: PageField<boolean>;
  readonly contact: PageField<number | 'new'>;
  readonly ticket: PageField<Preselection>;
  /** The ticket id that the agents of a team must give, or may give (TEAM-1). */
  readonly ticketId: PageField<number>;
  readonly outboundNumber: PageField<string>;
  readonly language: PageField<string>;
};

export type FieldName = keyof PageFields;

/** The reason for a refusal, and what the agent can do instead. The page shows it at the field. */
export type OutboundRefusal = { readonly field: FieldName; readonly rule: RuleId; readonly because: string };

/** Whether the agent may make a choice, with the rule that decides. */
export type Verdict = { readonly allowed: boolean; readonly rule: RuleId; readonly because: string };

export type OutboundOptions = {
  readonly fields: PageFields;
  /** The verdict for each choice. The verdict for `existing` holds for every ticket in `tickets`. */
  readonly choices: Readonly<Record<TicketChoice, Verdict>>;
  /** The choice that is used until the agent makes one. Null: the agent must choose. */
  readonly preselection: Preselection | null;
  /** The contacts with the look-up number, newest first (OUT-5). */
  readonly contacts: readonly Contact[];
  /** Whether the agent may choose a new contact (CON-6, CON-11). */
  readonly newContact: Verdict;
  /** The open tickets of the contact, newest first. */
  readonly tickets: readonly Ticket[];
  /** The numbers that are stored on the contact, in E.164. */
  readonly numbers: readonly string[];
  readonly outboundNumbers: readonly OutboundNumber[];
  readonly languages: readonly string[];
  /** The number that will be dialled, in E.164. Null: there is no number yet. */
  readonly dial: string | null;
  /** Fields whose content is refused. */
  readonly refusals: readonly OutboundRefusal[];
  /** Fields that the agent must still fill in (OUT-11). */
  readonly unanswered: readonly OutboundRefusal[];
  readonly missing: readonly Missing[];
  /** What the agent should know before the call. It does not stop the call. */
  readonly notices: readonly OutboundRefusal[];
  /** OUT-11: the call may start, because nothing is refused, unanswered or missing. */
  readonly mayCall: boolean;
};

/**
 * A complete choice. It is stored until the platform reports the call (OUT-14). `outbound` is the block of the session
 * object without `choice_id`, because a choice gets its key only when it is stored.
 */
export type OutboundChoice = {
  readonly agentId: string;
  readonly outbound: Omit<SessionBlock, 'choice_id'>;
  /** The agent chose a new contact although some contacts have the number (CON-6). */
  readonly newContact: boolean;
  readonly previousCallSeconds: number | null;
  /** E.164. */
  readonly dialNumber: string;
  /** OUT-9: the digits of the extension, which is not dialled. Left out: the number has none. */
  readonly extension?: string;
  /** E.164. Null: the platform chooses the number. */
  readonly outboundNumber: string | null;
  readonly lang: string | null;
};

export type CompletedChoice =
  | { readonly ok: true; readonly choice: OutboundChoice }
  /** The refusals are those that the page would show (OUT-12). If facts are missing, look them up and complete again. */
  | { readonly ok: false; readonly refusals: readonly OutboundRefusal[]; readonly missing: readonly Missing[] };

/** The request of a call for the agent's choice before it. */
export type ChoiceClaim = {
  /** The key of the choice that the call carries. Null: the call carries no key. */
  readonly choiceId: string | null;
  /** The dialled number in E.164. Null: it is not a valid phone number. */
  readonly number: string | null;
  readonly sessionId: string;
  /** The start of the call as the platform reports it, ms since the epoch. */
  readonly at: number;
};
