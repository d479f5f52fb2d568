import type { SubjectContext } from '../settings/subject-template.ts';
import type { ZendeskErrorCode } from './error-codes.ts';
import type { ViaId } from './via.ts';

export type TicketStatus = 'new' | 'open' | 'pending' | 'hold' | 'solved' | 'closed';

/** An open ticket: one with an active status. */
export const activeStatuses: readonly TicketStatus[] = ['new', 'open', 'pending', 'hold'];

export function isActive(status: TicketStatus): boolean {
  return activeStatuses.includes(status);
}

/** The parts of a Zendesk ticket that this product uses. Times are in ISO 8601. */
export type Ticket = {
  readonly id: number;
  readonly status: TicketStatus;
  readonly requesterId: number;
  readonly assigneeId: number | null;
  readonly externalId: string | null;
  readonly tags: readonly string[];
  readonly createdAt: string;
  readonly updatedAt: string;
  /** When the ticket was solved (APP-2). Null: never, or Zendesk does not say. */
  readonly solvedAt: string | null;
  /** The values of the fields that the request asked for. */
  readonly fields: readonly FieldValue[];
};

/** The value of a custom field. A field with several options has a list of them. */
export type FieldContent = string | number | boolean | null | readonly string[];

export type FieldValue = { readonly id: number; readonly value: FieldContent };

/**
 * The assignee of a ticket: the Zendesk agent with this e-mail address (ADP-5), a Zendesk user by id (TKT-10), or
 * nobody.
 */
export type Assignee =
  | { readonly kind: 'agent'; readonly email: string | null; readonly name: string | null }
  | { readonly kind: 'user'; readonly id: number }
  | { readonly kind: 'nobody' };

/** The current state of a ticket that a write could not change, or that Zendesk's webhook named (UPD-13, UPD-18). */
export type TracedTicket =
  | { readonly kind: 'here'; readonly ticket: Ticket }
  /** `into`: the ticket into which it was merged. Null: that ticket is not known. */
  | { readonly kind: 'merged'; readonly into: number | null }
  | { readonly kind: 'closed' }
  | { readonly kind: 'deleted' };

/**
 * Why a session creates its ticket. An agent serves it, the customer left before an answer (TKT-8), or left a voicemail
 * (TKT-9).
 */
export type DraftCause = 'served' | 'abandoned' | 'voicemail';

/**
 * All values with which a ticket is created (TKT-4, TKT-5, TKT-13). The same draft always gives the same request
 * (TKT-12).
 */
export type TicketDraft = {
  /**
   * The cause is not sent to Zendesk. It does not change after the ticket was drafted, whatever happens in the session.
   */
  readonly cause: DraftCause;
  /** The marker and idempotency key. It is the same for each attempt to create this ticket. */
  readonly key: string;
  /**
   * When the ticket became due, ms since the epoch. After five minutes Zendesk is searched for it before it is created.
   */
  readonly dueAt: number;
  readonly externalId: string;
  readonly requesterId: number;
  readonly subject: { readonly template: string; readonly context: SubjectContext };
  /** HTML of the internal first comment. */
  readonly description: string;
  readonly assignee: Assignee;
  /** HTML that follows the description if no Zendesk user has the agent's address (ADP-5). */
  readonly noteIfAgentUnknown: string;
  readonly tags: readonly string[];
  /** How Zendesk shows the origin of the ticket (TKT-13). Null: the ticket is not shown as a call. */
  readonly viaId: ViaId | null;
  readonly fields: readonly FieldValue[];
  /** The keys of the facts in the description. They are written with it, and need no comment of their own (UPD-5). */
  readonly facts: readonly string[];
  /** The id of the closed ticket that this one follows up (UPD-13, APP-2). */
  readonly followUpOf: number | null;
  /**
   * Whether only requester, subject, description, external id and tags are sent, after a refusal of the full ticket
   * (END-4).
   */
  readonly bare: boolean;
};

export type OpenedTicket = {
  readonly ticketId: number;
  readonly requesterId: number;
  readonly assigneeId: number | null;
  /** The Zendesk user id of the agent, for an assignee of kind `agent`. Null: no user has that address (ADP-5). */
  readonly agentId: number | null;
  /** Fields whose value Zendesk did not keep (UPD-7). */
  readonly droppedFields: readonly number[];
  /** TKT-4: why the ticket has the default subject, although the settings have another template. Absent: it has not. */
  readonly subjectProblem?: string;
  /** The result of the screen pop for `agentId` (ADP-1). Absent: no screen pop was tried. */
  readonly pop?: ScreenPop;
  /**
   * The ticket was there before this attempt: it was found by its external id, or Zendesk's idempotency key gave it back.
   * Other writes may be on it already. Left out: this attempt made it.
   */
  readonly existed?: true;
  /** When this attempt made the ticket, by the clock of the worker; ms since the epoch. Absent: it existed before. */
  readonly madeAt?: number;
};

/** The result of the only attempt to open a ticket on the screen of its agent (ADP-1). */
export type ScreenPop =
  | { readonly kind: 'shown' }
  | { readonly kind: 'not_shown'; readonly code: ZendeskErrorCode; readonly message: string };
