import type { ZendeskErrorCode } from '../domain/zendesk/error-codes.ts';
import type { Contact, ContactChange, LookUp, LookUpBy, NewContact } from '../domain/zendesk/contact.ts';
import type { TracedTicket, OpenedTicket, Ticket, TicketDraft } from '../domain/zendesk/ticket.ts';
import type { ContactField, TicketField } from '../domain/zendesk/field.ts';
import type { FieldSettings } from '../domain/settings/settings.ts';
import type { Budget, Finding } from '../domain/operations/budget.ts';
import type { Marker } from '../domain/ticket-writes/send-results.ts';
import type { FileToAttach } from '../domain/zendesk/change.ts';
import type { SendOutcome, TicketUpdate } from '../domain/zendesk/ticket-write.ts';

export type BulkOutcome =
  | { readonly kind: 'job'; readonly jobId: string }
  /** Nothing of it was applied because one item spoils the request: send them one by one. */
  | { readonly kind: 'bulk_refused'; readonly message: string }
  | Exclude<SendOutcome, { readonly kind: 'applied' | 'refused' }>
  | { readonly kind: 'refused'; readonly code: ZendeskErrorCode; readonly message: string };

export type JobOutcome =
  | { readonly kind: 'running' }
  /** The record expired or was never there: the audits must tell. */
  | { readonly kind: 'gone' }
  /** By ticket id. A ticket of the job that is missing here is to be treated as unknown. */
  | {
      readonly kind: 'finished';
      readonly items: readonly { readonly ticketId: number; readonly outcome: SendOutcome }[];
    };

export type Upload =
  | { readonly kind: 'uploaded'; readonly token: string; readonly contentUrl: string; readonly bytes: number }
  /** SEC-5, UPD-12: a host that is not allowed, too large, not there any more. For good. */
  | { readonly kind: 'refused'; readonly message: string };

/** `contact`: null for one who was merged away, deleted or suspended, or is no end user (CON-8, CON-9). */
export type StoredNumbers = { readonly contact: Contact | null; readonly numbers: readonly string[] };

/** FLD-1: the ids, and in words what was done about each field and form. */
export type CreatedFields = { readonly fields: FieldSettings; readonly steps: readonly string[] };

/**
 * The activities that speak to Zendesk. Each makes one request unless its comment says otherwise; look-ups, and a ticket that is shown, two at most.
 * Reads, and writes that are idempotent by key, throw: retryable failures carry `nextRetryDelay`, permanent ones are
 * non-retryable with a type of the adapter's error list. `send…` never throw for what Zendesk says: the caller decides
 * per update, because what may have been applied must be looked for before it is sent again.
 */
export type ZendeskActivities = {
  /**
   * CON-1 to CON-3, CON-9: by number, e-mail address or identifier; with one certain hit its tickets too, with none the
   * contact by the external id that this product gives (which the search index does not know for minutes).
   */
  readonly lookUp: (input: LookUpBy) => Promise<LookUp>;
  /** Has this contact the number among its identities? */
  readonly hasNumber: (input: {
    readonly contactId: number;
    readonly number: string;
    readonly defaultCountry: string;
  }) => Promise<boolean>;
  /** The contact as it is now (null: merged away, deleted, suspended) and their tickets, newest first. */
  readonly listTickets: (input: {
    readonly contactId: number;
  }) => Promise<{ readonly contact: Contact | null; readonly tickets: readonly Ticket[] }>;
  /** OUT-8: the contact as it is now, with all numbers stored on it, in whatever spelling. Two requests. */
  readonly listNumbers: (input: { readonly contactId: number }) => Promise<StoredNumbers>;
  /**
   * CON-7: create_or_update by external id, so that two at once make one. Never sends a name over an existing one, nor an
   * address that another user has. Two requests, one where a look-up saw the external
   * id free a moment ago; one more with an address.
   */
  readonly makeContact: (input: NewContact) => Promise<{ readonly contact: Contact; readonly created: boolean }>;
  /** CON-4, UPD-6: idempotent; a name takes a request more. `dropped`: keys of fields whose value Zendesk did not keep. */
  readonly updateContact: (input: ContactChange) => Promise<{ readonly dropped: readonly string[] }>;
  /** UPD-6, UPD-7: those of these user fields that exist; remembered for ten minutes in the process. */
  readonly listContactFields: (input: { readonly keys: readonly string[] }) => Promise<readonly ContactField[]>;
  /** FLD-1: a person waits for it, seldom: it asks all that it needs in one activity. `known`: those created before. */
  readonly createFields: (input: { readonly known: FieldSettings }) => Promise<CreatedFields>;
  /** Null: deleted or never there. `fieldIds`: whose values are wanted along. */
  readonly readTicket: (input: {
    readonly ticketId: number;
    readonly fieldIds: readonly number[];
  }) => Promise<Ticket | null>;
  /** UPD-13, UPD-18: what became of a ticket; two requests, more only when a merge left no trace of its target. */
  readonly traceTicket: (input: { readonly ticketId: number }) => Promise<TracedTicket>;
  /** LATE-1: the session's ticket, by external id, else by the tag `session_<id>`. */
  readonly findTicket: (input: { readonly sessionId: string }) => Promise<Ticket | null>;
  /** ADP-5: active agent or admin with this address; remembered for an hour in the process. */
  readonly findAgent: (input: { readonly email: string }) => Promise<{ readonly agentId: number | null }>;
  /**
   * TKT-12: creates the ticket once, however often it is called with the same draft. `show`: opens it for its agent right
   * after (ADP-1), a request more: one brief attempt that never fails the ticket, and none once the ticket is late.
   */
  readonly openTicket: (draft: TicketDraft, also?: { readonly show: boolean }) => Promise<OpenedTicket>;
  /** ADP-1. */
  readonly popScreen: (input: { readonly agentId: number; readonly ticketId: number }) => Promise<void>;

  /** UPD-6, UPD-7: those of these ids that exist; remembered for ten minutes in the process. */
  readonly listTicketFields: (input: { readonly ids: readonly number[] }) => Promise<readonly TicketField[]>;
  /** OPS-4: without a request. */
  readonly readBudget: () => Promise<Budget>;
  /** OPS-5: a person waits for it, seldom: it asks all that it needs in one activity. */
  readonly checkConnection: (input: {
    readonly defaultUserId: number | null;
    readonly fieldIds: readonly number[];
    readonly fieldKeys: readonly string[];
  }) => Promise<readonly Finding[]>;

  /** One update by itself. */
  readonly sendUpdate: (update: TicketUpdate) => Promise<SendOutcome>;
  /** BAT-3: 2 to 100 updates of different tickets in one request. */
  readonly sendUpdates: (updates: readonly TicketUpdate[]) => Promise<BulkOutcome>;
  /** `ticketIds`: the tickets of the job in the order sent, for results that name only an index. */
  readonly readJob: (input: { readonly jobId: string; readonly ticketIds: readonly number[] }) => Promise<JobOutcome>;
  /** Is any bulk job queued or working? While one is, an absent marker proves nothing. */
  readonly anyJobRunning: () => Promise<boolean>;
  /** Which of these markers stand in the ticket's audits, with what came along. */
  readonly findMarkers: (input: {
    readonly ticketId: number;
    readonly writeIds: readonly string[];
  }) => Promise<readonly Marker[]>;
  /** SEC-5: streams the file from the platform into Zendesk. The token is good for an hour. */
  readonly uploadFile: (file: FileToAttach) => Promise<Upload>;
};
