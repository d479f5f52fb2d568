import type { ZendeskErrorCode } from '../domain/zendesk/error-codes.ts';
import type { Contact, ContactChange, LookUp, LookUpBy, NewContact } from '../domain/zendesk/contact.ts';
import type { TracedTicket, OpenedTicket, Ticket, TicketDraft } from '../domain/zendesk/ticket.ts';
import type { ContactField, TicketField } from '../domain/zendesk/field.ts';
import type { FieldSettings } from '../domain/settings/settings.ts';
import type { AskingKind, AskingStep, StepValues } from '../domain/session/step.ts';
import type { Budget, Finding } from '../domain/operations/budget.ts';
import type { Marker } from '../domain/ticket-writes/send-results.ts';
import type { FileToAttach } from '../domain/zendesk/change.ts';
import type { SendOutcome, TicketUpdate } from '../domain/zendesk/ticket-write.ts';

type StepInput<Kind extends AskingKind> = AskingStep<Kind>['input'];

/**
 * The answer of Zendesk to an update of many tickets. `job`: a bulk job has begun. `refused`: the whole request was refused,
 * and single updates would be refused too.
 */
export type BulkOutcome =
  | { readonly kind: 'job'; readonly jobId: string }
  /** Zendesk refused the whole request because of one item, and applied nothing. The updates are to be sent one by one. */
  | { readonly kind: 'bulk_refused'; readonly message: string }
  | Exclude<SendOutcome, { readonly kind: 'applied' | 'refused' }>
  | { readonly kind: 'refused'; readonly code: ZendeskErrorCode; readonly message: string };

/** The state of a bulk job. */
export type JobOutcome =
  | { readonly kind: 'running' }
  /** Zendesk has no record of the job, or not any more. The audits of the tickets show what was applied. */
  | { readonly kind: 'gone' }
  /** The outcome of each ticket. If a ticket of the job is missing here, its outcome is unknown. */
  | {
      readonly kind: 'finished';
      readonly items: readonly { readonly ticketId: number; readonly outcome: SendOutcome }[];
    };

/** The result of an upload. `token`: attaches the file to a comment, within an hour. `contentUrl`: the address of the file. */
export type Upload =
  | { readonly kind: 'uploaded'; readonly token: string; readonly contentUrl: string; readonly bytes: number }
  /** The file can never be uploaded: its host is not allowed, it is too large, or it does not exist any more (SEC-5, UPD-12). */
  | { readonly kind: 'refused'; readonly message: string }
  /** Zendesk refuses the upload for good (END-5). */
  | { readonly kind: 'refused_by_zendesk'; readonly code: ZendeskErrorCode; readonly message: string };

/**
 * A contact with the numbers stored on it. `contact`: null if it was merged into another, deleted or suspended, or is not an
 * end user (CON-8, CON-9).
 */
export type StoredNumbers = { readonly contact: Contact | null; readonly numbers: readonly string[] };

/** The ids of the fields (FLD-1). `steps`: sentences for people that say what was done about each field and form. */
export type CreatedFields = { readonly fields: FieldSettings; readonly steps: readonly string[] };

/**
 * The activities that send requests to Zendesk. Each sends one or two requests, unless its comment says
 * otherwise.
 *
 * Reads, and writes that are idempotent by a key, throw an ApplicationFailure when Zendesk refuses or fails. Its type is a
 * `ZendeskErrorCode`. A permanent failure is non-retryable. A retryable one may name the time until the next attempt.
 *
 * `sendUpdate` and `sendUpdates` do not throw when Zendesk refuses or fails: they return the outcome. The caller decides for
 * each update, because an update that may have been applied must be looked for before it is sent again.
 */
export type ZendeskActivities = {
  /**
   * Finds contacts by number, e-mail address or identifier (CON-1 to CON-3, CON-9). At most two requests: if one contact
   * certainly fits, the second one reads its tickets. If none does, it looks for the external id that this product gives to
   * its contacts, because the search does not find a new contact for minutes.
   */
  readonly lookUp: (input: LookUpBy) => Promise<LookUp>;
  /** True if the number is one of the contact's identities. */
  readonly hasNumber: (input: {
    readonly contactId: number;
    readonly number: string;
    readonly defaultCountry: string;
  }) => Promise<boolean>;
  /**
   * The contact as it is now, and its tickets, newest first. `contact`: null if it was merged into another, deleted or
   * suspended.
   */
  readonly listTickets: (input: {
    readonly contactId: number;
  }) => Promise<{ readonly contact: Contact | null; readonly tickets: readonly Ticket[] }>;
  /** The contact as it is now, with all numbers stored on it, in any spelling (OUT-8). Two requests. */
  readonly listNumbers: (input: { readonly contactId: number }) => Promise<StoredNumbers>;
  /**
   * Creates the contact, or finds it by its external id, so that two sessions that do this at the same time get one contact
   * (CON-7). It never replaces an existing name, and never sends an address that another user has.
   *
   * A detail that Zendesk refuses is left out by itself, and is named in `leftOut`. If Zendesk refuses the contact with a name
   * alone, the activity fails.
   *
   * Costs 2 requests (1 if a look-up has just seen that the external id is unused), plus 1 if an e-mail address is given.
   */
  readonly makeContact: (input: NewContact) => Promise<StepValues['makeContact']>;
  /**
   * Changes the contact (CON-4, UPD-6). It may be repeated. A name costs one more request.
   * `dropped`: the keys of the fields whose value Zendesk did not keep. `refused`: the values that Zendesk named in a refusal, and
   * that were left out.
   */
  readonly updateContact: (input: ContactChange) => Promise<StepValues['updateContact']>;
  /** As `listTicketFields`, for user fields. */
  readonly listContactFields: (input: StepInput<'listContactFields'>) => Promise<readonly ContactField[]>;
  /**
   * Creates the product's fields, or finds them (FLD-1). It sends twelve requests or more in one activity, because it runs
   * rarely and a person waits for it. `known`: the ids of the fields that the settings have already.
   */
  readonly createFields: (input: { readonly known: FieldSettings }) => Promise<CreatedFields>;
  /** The ticket as it is now; null if it was deleted or never existed. `fieldIds`: the fields to read with it. */
  readonly readTicket: (input: {
    readonly ticketId: number;
    readonly fieldIds: readonly number[];
  }) => Promise<Ticket | null>;
  /**
   * Finds out whether a ticket was merged, deleted or closed (UPD-13, UPD-18). Two requests, or more if the ticket was merged
   * and its audits do not name the target.
   */
  readonly traceTicket: (input: { readonly ticketId: number }) => Promise<TracedTicket>;
  /** The session's ticket, found by external id, or else by the tag `session_<id>` (LATE-1). Two requests at most. */
  readonly findTicket: (input: { readonly sessionId: string }) => Promise<Ticket | null>;
  /** The active agent or admin with this e-mail address (ADP-5). The process keeps the answer for an hour. */
  readonly findAgent: (input: { readonly email: string }) => Promise<{ readonly agentId: number | null }>;
  /**
   * Creates the ticket. If it is called again with the same draft, it gives the same ticket (TKT-12). `show`: then opens the
   * ticket on its agent's screen (ADP-1), which is one more request. It is attempted once and briefly, and not at all if the
   * ticket is late. The ticket counts as created even if this fails.
   */
  readonly openTicket: (draft: TicketDraft, also?: { readonly show: boolean }) => Promise<OpenedTicket>;
  /** Opens the ticket on the agent's screen (ADP-1). */
  readonly popScreen: (input: { readonly agentId: number; readonly ticketId: number }) => Promise<void>;

  /**
   * Those of these ticket fields that exist (UPD-6, UPD-7). The process keeps the list for ten minutes. Before a field is missing,
   * or does not fit its value, the list is read again.
   */
  readonly listTicketFields: (input: StepInput<'listTicketFields'>) => Promise<readonly TicketField[]>;
  /** The request budget as this worker knows it, without a request (OPS-4). */
  readonly readBudget: () => Promise<Budget>;
  /**
   * Checks whether the account is set up as the product needs it (OPS-5). It sends all its requests in one activity, because
   * it runs rarely and a person waits for it.
   */
  readonly checkConnection: (input: {
    readonly defaultUserId: number | null;
    readonly fieldIds: readonly number[];
    readonly fieldKeys: readonly string[];
  }) => Promise<readonly Finding[]>;

  /** Sends one update. */
  readonly sendUpdate: (update: TicketUpdate) => Promise<SendOutcome>;
  /**
   * Sends 2 to 100 updates of different tickets in one request, which begins a bulk job (BAT-3). `attempts`: how often they
   * were tried before.
   */
  readonly sendUpdates: (
    updates: readonly TicketUpdate[],
    also?: { readonly attempts: number },
  ) => Promise<BulkOutcome>;
  /** The state of a bulk job. `ticketIds`: its tickets in the order in which they were sent, for results that name only an index. */
  readonly readJob: (input: { readonly jobId: string; readonly ticketIds: readonly number[] }) => Promise<JobOutcome>;
  /** True if any bulk job of the account is queued or working. Until it ends, an absent marker proves nothing. */
  readonly anyJobRunning: () => Promise<boolean>;
  /** Those of these markers that are in the ticket's audits, each with the data that the same audit holds. */
  readonly findMarkers: (input: {
    readonly ticketId: number;
    readonly writeIds: readonly string[];
  }) => Promise<readonly Marker[]>;
  /** Streams the file from the platform to Zendesk (SEC-5). */
  readonly uploadFile: (file: FileToAttach) => Promise<Upload>;
};
