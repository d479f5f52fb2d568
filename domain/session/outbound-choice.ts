/**
 * What an agent may do before an outbound call: the question that the page asks, what Zendesk knows about it, and the
 * answer. Types only; `options.ts` answers, `complete.ts` says whether the call may start. What the session makes of the
 * choice is `domain/ticket/outbound.ts`.
 */
import type { Contact } from '../zendesk/contact.ts';
import type { RuleId } from '../rules/catalogue.ts';
import type { OutboundChoice as SessionBlock } from '../events/parse-events.ts';
import type { OutboundNumber } from '../settings/settings.ts';
import type { Ticket } from '../zendesk/ticket.ts';

/** Where the agent starts the call from; `team_ticket`: a ticket id entered where the team is asked for one (TEAM-1). */
export type OutboundSource = NonNullable<SessionBlock['source']>;

/** `auto`: what TEAM-7 finds by itself; `none`: no ticket at all (OUT-3). */
export type TicketChoice = SessionBlock['ticket_choice'];

/** What the agent's page has so far. Null: not filled in. */
export type OutboundQuestion = {
  readonly source: OutboundSource;
  /** The number that finds the contact, as typed or pasted; without one the number to dial finds it (OUT-8). */
  readonly lookupNumber: string | null;
  /** As typed, pasted or taken from a record (OUT-9). */
  readonly dialNumber: string | null;
  /** The agent dials a number that the contact doesn't have: "use entered number", "enter a new number" (OUT-8, OUT-13). */
  readonly enterNumber: boolean;
  /** Zendesk user id, or a contact to be made when the call is placed (CON-11). */
  readonly contactId: number | 'new' | null;
  /** The ticket that the call starts from, that is chosen, or whose id was entered. */
  readonly ticketId: number | null;
  readonly ticketChoice: TicketChoice | null;
  /** The number to be shown to the callee (OUT-10). */
  readonly outboundNumber: string | null;
  readonly lang: string | null;
  /** The call that this one follows (APP-5, APP-6), and how long that was, in seconds. */
  readonly followsSessionId: string | null;
  readonly previousCallSeconds: number | null;
};

/** What is known of one contact. Facts of another contact than the one in question count as not asked. */
export type ContactFacts = {
  readonly id: number;
  /** Null: deleted, merged away, or no end user (CON-8, CON-9). */
  readonly record: Contact | null;
  /** All numbers stored on the contact, in whatever spelling; null: not asked yet. */
  readonly numbers: readonly string[] | null;
  /** All tickets of the requester, newest first; null: not asked yet. */
  readonly tickets: readonly Ticket[] | null;
};

/** What is known of one ticket. Facts of another ticket than the one in question count as not asked. */
export type TicketFacts = {
  readonly id: number;
  /** Null: deleted. */
  readonly ticket: Ticket | null;
  /** All numbers stored on its requester, in whatever spelling. */
  readonly requesterNumbers: readonly string[];
  /** The value of the ticket field `team.phoneFieldId` (TEAM-2); null: empty, or no field is configured. */
  readonly phoneField: string | null;
};

/** What Zendesk and the platform know. Null: not asked yet; `OutboundOptions.missing` says what is worth asking. */
export type OutboundFacts = {
  /** The platform's id of the agent; its team comes from the settings (TEAM-6). */
  readonly agentId: string;
  /** The contacts that have the look-up number for certain, newest first (CON-1), and that number as E.164. */
  readonly found: { readonly number: string; readonly contacts: readonly Contact[] } | null;
  readonly contact: ContactFacts | null;
  readonly ticket: TicketFacts | null;
};

/** One look-up that the answer still lacks. `number` is E.164. */
export type Missing =
  | { readonly kind: 'contacts'; readonly number: string }
  | { readonly kind: 'numbers'; readonly contactId: number }
  | { readonly kind: 'tickets'; readonly contactId: number }
  /** With its requester's numbers, and the value of the field where one is named (TEAM-2). */
  | { readonly kind: 'ticket'; readonly ticketId: number; readonly fieldId: number | null };

/** A field of the agent's page. The default holds as long as the agent says nothing else. */
export type PageField<Value> = {
  readonly shown: boolean;
  readonly required: boolean;
  readonly default: Value | null;
};

/** `ticketId`: the ticket that the call goes onto, as far as it is known before the call. */
export type Preselection = { readonly choice: TicketChoice; readonly ticketId: number | null };

export type PageFields = {
  readonly lookupNumber: PageField<string>;
  readonly dialNumber: PageField<string>;
  /** "Use entered number to make call" (OUT-8). */
  readonly enterNumber: PageField<boolean>;
  readonly contact: PageField<number | 'new'>;
  readonly ticket: PageField<Preselection>;
  /** The ticket id that a team's agents are asked for (TEAM-1). */
  readonly ticketId: PageField<number>;
  readonly outboundNumber: PageField<string>;
  readonly language: PageField<string>;
};

export type FieldName = keyof PageFields;

/** Why something can't be done, and what to do instead: for the agent, at the field that it concerns. */
export type OutboundRefusal = { readonly field: FieldName; readonly rule: RuleId; readonly because: string };

/** Whether a choice is open to the agent, and by which rule it is or isn't. */
export type Verdict = { readonly allowed: boolean; readonly rule: RuleId; readonly because: string };

export type OutboundOptions = {
  readonly fields: PageFields;
  /** The verdict on `existing` holds for each of `tickets`. */
  readonly choices: Readonly<Record<TicketChoice, Verdict>>;
  /** What is chosen as long as the agent chooses nothing; null: the agent has to. */
  readonly preselection: Preselection | null;
  /** The contacts with the look-up number, newest first (OUT-5). */
  readonly contacts: readonly Contact[];
  /** May the agent take a new contact (CON-6, CON-11)? */
  readonly newContact: Verdict;
  /** The open tickets of the contact, newest first. */
  readonly tickets: readonly Ticket[];
  /** The contact's stored numbers, E.164. */
  readonly numbers: readonly string[];
  readonly outboundNumbers: readonly OutboundNumber[];
  readonly languages: readonly string[];
  /** E.164; null: nothing can be dialled yet. */
  readonly dial: string | null;
  /** What is wrong with what was filled in. */
  readonly refusals: readonly OutboundRefusal[];
  /** What the agent has yet to fill in (OUT-11). */
  readonly unanswered: readonly OutboundRefusal[];
  readonly missing: readonly Missing[];
  /** OUT-11: nothing is refused, unanswered or missing. */
  readonly mayCall: boolean;
};

/**
 * A complete choice, to be kept until the platform's call takes it (OUT-14). `outbound` is the block of the session object,
 * without the key, which whoever keeps the choice gives.
 */
export type OutboundChoice = {
  readonly agentId: string;
  readonly outbound: Omit<SessionBlock, 'choice_id'>;
  /** The agent wants a new contact although some were found (CON-6). */
  readonly newContact: boolean;
  readonly previousCallSeconds: number | null;
  /** E.164. */
  readonly dialNumber: string;
  /** E.164; null: the platform's own choice. */
  readonly outboundNumber: string | null;
  readonly lang: string | null;
};

export type CompletedChoice =
  | { readonly ok: true; readonly choice: OutboundChoice }
  /** The same that the options would have shown (OUT-12); with `missing`, ask again once that is known. */
  | { readonly ok: false; readonly refusals: readonly OutboundRefusal[]; readonly missing: readonly Missing[] };

/** A call that asks for the choice it was started by. */
export type ChoiceClaim = {
  /** The key that the call carries; null: it carries none. */
  readonly choiceId: string | null;
  /** E.164; null: no number that could be compared. */
  readonly number: string | null;
  readonly sessionId: string;
  /** When the platform says that it began the call, ms since the epoch. */
  readonly at: number;
};
