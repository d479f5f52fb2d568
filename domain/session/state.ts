import type { ContactField, TicketField } from '../zendesk/field.ts';
import type { Contact, LookUpBy } from '../zendesk/contact.ts';
import type { ZendeskProblem } from '../zendesk/error-codes.ts';
import type { RefusedValue } from '../zendesk/refusal.ts';
import type { FieldValue, Ticket, TicketDraft } from '../zendesk/ticket.ts';
import type { WriteOutcome } from '../zendesk/ticket-write.ts';
import type { RuleId } from '../rules/catalogue.ts';
import type { Agent, ItemOf, MenuPath, MetadataDocument, Queue, SessionObject } from '../events/parse-events.ts';
import type { At } from '../events/timed.ts';
import type { OwnerChange } from './owner-change.ts';
import type { Kept } from './kept.ts';
import type { OutboundChoice } from './outbound-choice.ts';
import type { TimelineEntry } from './timeline.ts';

/** Everything that the platform sent about the session. It only grows, and is the same for any order of the same events. */
export type Received = {
  /** The envelope's time of the earliest and of the latest event, ms since the epoch. */
  readonly firstAt: number | null;
  readonly lastAt: number | null;
  readonly start: At<{ readonly session: SessionObject }> | null;
  /** The latest time at which the session was queued, ms since the epoch. For a scheduled call it is in the future. */
  readonly queuedAt: number | null;
  readonly queue: At<{ readonly queue: Queue; readonly menuPath: MenuPath | null }> | null;
  /** The agents who were offered the session, answered it or gave it up, by time. */
  readonly agents: readonly At<{ readonly kind: 'assigned' | 'connected' | 'canceled'; readonly agent: Agent }>[];
  readonly picks: readonly At<{ readonly contactId: number | 'new'; readonly agent: Agent | null }>[];
  readonly ticketPicks: readonly At<{ readonly ticketId: number | 'new' | 'none'; readonly agent: Agent | null }>[];
  /** Transfers that were started, with the agents who may get the session (ADP-4). Their outcomes are on the timeline. */
  readonly transfers: readonly At<{ readonly to: Agent | null }>[];
  readonly holds: readonly At<{ readonly kind: 'started' | 'ended' }>[];
  readonly participants: readonly At<{
    readonly kind: 'joined' | 'left';
    readonly participant: ItemOf<'participant.joined'>['participant'];
    readonly consult: boolean;
  }>[];
  /** TKT-3: the number that the platform counted, and the ids of the messages that it did not count. */
  readonly customerMessages: { readonly count: number; readonly uncounted: readonly string[] };
  /** Events that can each become a comment of their own on the ticket, by time. */
  readonly timeline: readonly TimelineEntry[];
  readonly end: At<{ readonly item: ItemOf<'session.ended'> }> | null;
  /** The end of the wrap-up (END-3) as the platform reported it, ms since the epoch. A disposition may show it too. */
  readonly wrappedUpAt: number | null;
  readonly recordings: readonly At<{ readonly item: ItemOf<'recording.ready'> }>[];
  /** Tickets that the agent merged, each with the ticket that it was merged into (UPD-13). */
  readonly merges: readonly At<{ readonly from: number; readonly into: number }>[];
  /** Zendesk reported a change of these tickets, so they must be read again (UPD-13, UPD-18). */
  readonly recheckRequests: readonly At<{ readonly ticketId: number }>[];
  /** Messages for operators about data that was not understood. */
  readonly warnings: readonly string[];
  /** The latest metadata document of the platform (PLT-3). */
  readonly metadata: At<{ readonly document: MetadataDocument }> | null;
};

/** APP-5: the ticket of another session. `unknown`: the workflow of that session cannot be asked any more. */
export type FollowedSession =
  | { readonly kind: 'ticket'; readonly ticketId: number }
  | { readonly kind: 'none' }
  | { readonly kind: 'pending' }
  | { readonly kind: 'unknown' };

/** The reason for a choice that was made, as agents and operators see it (OPS-1). */
export type Reason = {
  readonly about: 'contact' | 'ticket';
  /** Ms since the epoch. */
  readonly at: number;
  readonly rule: RuleId;
  readonly because: string;
};

/** A step that Zendesk refused for good. The session tries it again at `retryAt`, without a last attempt. */
export type FailingStep = ZendeskProblem & {
  readonly key: string;
  readonly count: number;
  readonly retryAt: number;
};

/** A ticket write that the session handed over. `outcome` is null until the write has a result. */
export type WriteState = {
  readonly id: string;
  /** The ticket for which the write was handed over last. */
  readonly ticketId: number;
  /** When the write was due first, and when it was handed over last; ms since the epoch. */
  readonly dueAt: number;
  readonly sentAt: number;
  readonly outcome: WriteOutcome | null;
  /** Left out: the write does not change the assignee. */
  readonly ownerChange?: OwnerChange;
  /** The further names of its fact, as ids of writes (PLT-3). Left out: there are none. */
  readonly names?: readonly string[];
  /**
   * BAT-9: the ticket-writes workflow was full and kept no copy. The session hands the write over again at this time, ms
   * since the epoch.
   */
  readonly parkedUntil?: number;
  /** The other writes of the session do not wait for this one, because only its file can not be had now (UPD-12). */
  readonly parkedApart?: true;
  /** When the write was parked, it was certain that it had not been sent. */
  readonly parkedUnsent?: true;
  /** Since when the file of the write could not be had, ms since the epoch. */
  readonly fileTriedSince?: number;
};

/** The ticket that the session writes to. */
export type SessionTicket = {
  readonly id: number;
  readonly requesterId: number;
  /**
   * `made`: the session made the ticket. `appended`: the ticket was there before, and the session was appended to it.
   * `found`: a run that may not be the first found the ticket of the session in Zendesk (LATE-1).
   */
  readonly origin: 'made' | 'appended' | 'found';
  /** Ms since the epoch. */
  readonly at: number;
  /** The assignee when the session made the ticket or was appended to it, as a Zendesk user id. */
  readonly assigneeId: number | null;
  /** APP-2, APP-3, APP-5, APP-6: the session sets the ticket Open when it is appended. */
  readonly reopens: boolean;
  /**
   * Copies of the ticket, each read just before the writes whose facts are in `before`. The writes do not overwrite a value
   * that a person changed.
   */
  readonly checks: readonly { readonly before: readonly string[]; readonly ticket: Ticket | null }[];
  /** END-1: the ticket was made or found only after the session was over. */
  readonly compensated: boolean;
  /**
   * TKT-12: an earlier run made this ticket, and Temporal may have forgotten that run. The run may have written on the
   * ticket and changed its assignee. Left out: this run made the ticket, or knows it from its own past.
   */
  readonly givenBack?: true;
};

/** A ticket that the session no longer writes to: merged into another, closed for good, deleted, or left for the ticket of a voicemail (TKT-9). */
export type FormerTicket = {
  readonly id: number;
  readonly requesterId: number;
  readonly why: 'merged' | 'closed' | 'deleted' | 'voicemail';
};

/** One look-up and its answer (CON-1 to CON-3). */
export type LookedUp = {
  readonly asked: LookUpBy;
  /** Ms since the epoch. */
  readonly at: number;
  readonly number: string | null;
  readonly contacts: readonly Contact[];
  readonly unsure: readonly Contact[];
  /** The external id that no contact had at the time of the look-up (CON-7). */
  readonly unusedExternalId?: string;
};

/** A change of the contact that was made, by the key of its step. */
export type ContactChanged = {
  readonly key: string;
  /** The keys of fields that Zendesk did not keep. */
  readonly dropped: readonly string[];
  /** UPD-6: the values that Zendesk refused. Absent: none. */
  readonly refused?: readonly RefusedValue[];
  /** UPD-6: Zendesk refused the change as a whole, so its parts are made one by one. */
  readonly apart?: true;
};

/** The steps that the session has done, and the answers to them. */
export type Progress = {
  readonly lookUps: readonly LookedUp[];
  /** The contact that this session made. A contact that matched is not stored here, but chosen again from the look-up. */
  readonly madeContact: {
    readonly contact: Contact;
    readonly shared: boolean;
    /** END-4: details that Zendesk refused, and that were left out. Absent: none. */
    readonly leftOut?: readonly RefusedValue[];
  } | null;
  /** Contacts that were merged into others, deleted or suspended during the session (CON-8). */
  readonly goneContacts: readonly number[];
  /**
   * The tickets of a contact, newest first. `listedAt` is the time of the list, and `seenAt` the time at which the newest
   * ticket was read last; ms since the epoch.
   */
  readonly contactTickets: {
    readonly contactId: number;
    readonly contact: Contact | null;
    readonly list: readonly Ticket[];
    readonly listedAt: number;
    readonly seenAt: number;
  } | null;
  /** LATE-1: the result of the search for the ticket of an earlier run. A null id: there is no ticket. */
  readonly earlierTicket: { readonly ticketId: number | null } | null;
  /** PLT-4: whether data of an earlier run is kept without a ticket. Null: nobody has asked yet. */
  readonly dataKept: boolean | null;
  /** The results of searches for the ticket of another session (APP-5, APP-6). */
  readonly ticketSearches: readonly { readonly sessionId: string; readonly ticketId: number | null }[];
  readonly mergedInto: readonly { readonly ticketId: number; readonly into: number | null }[];
  readonly ticketsRead: readonly At<{ readonly ticketId: number; readonly ticket: Ticket | null }>[];
  /** APP-5, APP-6: the ticket of the previous call, as that call's workflow answered. */
  readonly followedCalls: readonly At<{ readonly sessionId: string; readonly value: FollowedSession }>[];
  /** OUT-14: the agent's choice before the call, once the session has asked for it. Null: no choice was open for the call. */
  readonly claimedChoice?: { readonly value: OutboundChoice | null };
  /** The draft never changes, so that every attempt sends the same ticket (TKT-12). */
  readonly draft: TicketDraft | null;
  readonly ticket: SessionTicket | null;
  /** UPD-13, UPD-18: the tickets that the session no longer writes to, oldest first. */
  readonly formerTickets: readonly FormerTicket[];
  /** When a ticket was read again last because Zendesk had reported a change of it. */
  readonly rechecks: readonly At<{ readonly ticketId: number }>[];
  /** The session ends without a ticket, because a rule says so. */
  readonly endedWithoutTicket: boolean;
  /** END-4: Zendesk refused even the bare ticket. The later writes wait until an operator has solved this. */
  readonly ticketRefused: ZendeskProblem | null;
  /** The ticket fields that custom data is mapped to, as Zendesk has them (UPD-6, UPD-7). */
  readonly ticketFields: readonly TicketField[] | null;
  readonly contactFields: readonly ContactField[] | null;
  readonly contactChanges: readonly ContactChanged[];
  /** Fields whose value Zendesk did not keep when the ticket was made (UPD-7). */
  readonly droppedFields: readonly number[];
  /** END-4: the values that Zendesk refused when the ticket was made, and that were left out. Absent: none. */
  readonly leftOutOfTicket?: readonly RefusedValue[];
  /** UPD-6: field values that wait until the ticket exists, because Zendesk refused the ticket with all of them. Absent: none. */
  readonly laterFields?: readonly FieldValue[];
  readonly agents: readonly { readonly email: string; readonly zendeskId: number | null }[];
  readonly screenPops: readonly string[];
  readonly writes: readonly WriteState[];
  readonly reasons: readonly Reason[];
  readonly failingSteps: readonly FailingStep[];
};

/** The whole state of the workflow of one call or chat. It is plain JSON and is carried over to the next run. */
export type Session = {
  readonly version: 1;
  readonly id: string;
  /** There was, or may have been, an earlier run of this session. This run looks for its ticket and makes none (LATE-1). */
  readonly earlierRun: boolean;
  /** OPS-6: an earlier run was terminated or failed, and this run finishes its work. It looks for the ticket first. */
  readonly rescued: boolean;
  /** The address of the Zendesk account, for the links in the Temporal UI. Absent: it is not known. */
  readonly zendeskUrl?: string;
  readonly eventIds: readonly string[];
  readonly received: Received;
  /** The received facts without the additions of the metadata document. Null: there is no metadata document yet. */
  readonly receivedEvents: Received | null;
  /** SEC-2: the size of the received data, and a count of what was left out. Absent: an earlier version did not carry it. */
  readonly kept?: Kept;
  readonly progress: Progress;
  /** When an operator cancelled the session, ms since the epoch. The session counts as over from then on (END-1). */
  readonly canceledAt: number | null;
  /** The run began with a version that took any text as a key of the customer, and goes on so (CON-2, CON-3). */
  readonly keysAsTold?: true;
  /**
   * The session looks for what an earlier run may have written, of which Temporal has no memory: after a restore of its
   * database, and if a fact has several names. Left out: an earlier version started the run, whose steps must not change.
   */
  readonly looksBack?: true;
  /**
   * TKT-12: a fact of this time or earlier may be on the ticket already, because it was reported late. Ms since the epoch.
   * Left out: no fact was.
   */
  readonly mayBeWrittenUpTo?: number;
  /** The time of the latest event that arrived late, ms since the epoch. Left out: none did. */
  readonly reportedLateUpTo?: number;
};

/** @param looksBack false: the run behaves as in versions that did not look for the writes of forgotten runs */
export function newSession(id: string, earlierRun: boolean, looksBack = true): Session {
  return {
    version: 1,
    id,
    earlierRun,
    ...(looksBack && { looksBack }),
    rescued: false,
    eventIds: [],
    received: {
      firstAt: null,
      lastAt: null,
      start: null,
      queuedAt: null,
      queue: null,
      agents: [],
      picks: [],
      ticketPicks: [],
      transfers: [],
      holds: [],
      participants: [],
      customerMessages: { count: 0, uncounted: [] },
      timeline: [],
      end: null,
      wrappedUpAt: null,
      recordings: [],
      merges: [],
      recheckRequests: [],
      warnings: [],
      metadata: null,
    },
    receivedEvents: null,
    progress: {
      lookUps: [],
      madeContact: null,
      goneContacts: [],
      contactTickets: null,
      earlierTicket: null,
      dataKept: null,
      ticketSearches: [],
      mergedInto: [],
      ticketsRead: [],
      followedCalls: [],
      draft: null,
      ticket: null,
      formerTickets: [],
      rechecks: [],
      endedWithoutTicket: false,
      ticketRefused: null,
      ticketFields: null,
      contactFields: null,
      contactChanges: [],
      droppedFields: [],
      agents: [],
      screenPops: [],
      writes: [],
      reasons: [],
      failingSteps: [],
    },
    canceledAt: null,
  };
}
