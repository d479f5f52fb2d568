import type { SubjectContext } from '../settings/subject-template.ts';
import type { ZendeskErrorCode } from './error-codes.ts';
import type { ViaId } from './via.ts';

export type TicketStatus = 'new' | 'open' | 'pending' | 'hold' | 'solved' | 'closed';

/** An open ticket: one with an active status. */
export const activeStatuses: readonly TicketStatus[] = ['new', 'open', 'pending', 'hold'];

export function isActive(status: TicketStatus): boolean {
  return activeStatuses.includes(status);
}

/** A Zendesk ticket as far as this product looks at one. Times are ISO 8601. */
export type Ticket = {
  readonly id: number;
  readonly status: TicketStatus;
  readonly requesterId: number;
  readonly assigneeId: number | null;
  readonly externalId: string | null;
  readonly tags: readonly string[];
  readonly createdAt: string;
  readonly updatedAt: string;
  /** When it was solved, as far as Zendesk tells; null: never, or not known (APP-2). */
  readonly solvedAt: string | null;
  /** The values of the fields that were asked for; empty where none were. */
  readonly fields: readonly FieldValue[];
};

export type FieldValue = { readonly id: number; readonly value: string | number | boolean | null };

/** Whom a ticket goes to: the Zendesk agent with this e-mail address (ADP-5), a Zendesk user by id (TKT-10), or nobody. */
export type Assignee =
  | { readonly kind: 'agent'; readonly email: string | null; readonly name: string | null }
  | { readonly kind: 'user'; readonly id: number }
  | { readonly kind: 'nobody' };

/** What became of a ticket that can't be written to, or that Zendesk told news of (UPD-13, UPD-18). */
export type TracedTicket =
  | { readonly kind: 'here'; readonly ticket: Ticket }
  /** `into`: null when the target can't be told. */
  | { readonly kind: 'merged'; readonly into: number | null }
  | { readonly kind: 'closed' }
  | { readonly kind: 'deleted' };

/** Why a session makes its ticket: an agent serves it, the customer left before an answer (TKT-8) or left a voicemail (TKT-9). */
export type DraftCause = 'served' | 'abandoned' | 'voicemail';

/** Everything a ticket is created with (TKT-4, TKT-5, TKT-13). The same draft always gives the same request (TKT-12). */
export type TicketDraft = {
  /** Zendesk is not told of it. It stays as it was when the ticket was drafted, whatever happens in the session later. */
  readonly cause: DraftCause;
  /** Marker and idempotency key: names the fact, never the attempt. */
  readonly key: string;
  /** When the ticket first became due, ms since the epoch: older than five minutes looks before it creates. */
  readonly dueAt: number;
  readonly externalId: string;
  readonly requesterId: number;
  readonly subject: { readonly template: string; readonly context: SubjectContext };
  /** HTML of the internal first comment. */
  readonly description: string;
  readonly assignee: Assignee;
  /** HTML that follows the description where nobody in Zendesk has the agent's address (ADP-5). */
  readonly noteIfAgentUnknown: string;
  readonly tags: readonly string[];
  /** TKT-13. Null: Zendesk shows no call. */
  readonly viaId: ViaId | null;
  readonly fields: readonly FieldValue[];
  /** Facts that the description holds: written with it, and so never again (UPD-5). */
  readonly facts: readonly string[];
  /** The closed ticket that this one follows (UPD-13, APP-2). */
  readonly followUpOf: number | null;
  /** END-4: requester, subject, description, external id and tags only. */
  readonly bare: boolean;
};

export type OpenedTicket = {
  readonly ticketId: number;
  readonly requesterId: number;
  readonly assigneeId: number | null;
  /** ADP-5: the Zendesk agent found for `assignee.kind = 'agent'`; null when nobody has that address. */
  readonly agentId: number | null;
  /** Fields whose value Zendesk did not keep (UPD-7). */
  readonly droppedFields: readonly number[];
  /** ADP-1: what came of showing it to `agentId`; absent: not tried. */
  readonly pop?: ScreenPop;
};

/** What came of the only attempt to show a ticket to its agent (ADP-1). */
export type ScreenPop =
  | { readonly kind: 'shown' }
  | { readonly kind: 'not_shown'; readonly code: ZendeskErrorCode; readonly message: string };
