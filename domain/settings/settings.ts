/**
 * The settings document: everything that an administrator can change while the product runs. Types only, so that
 * workflows can read settings without the schema that validates them (`schema.ts`).
 */

export type ActiveStatus = 'new' | 'open' | 'pending' | 'hold';

export type TicketSettings = {
  /** Make tickets at all (TKT-11). */
  readonly create: boolean;
  /** For calls: make the ticket when an agent is assigned or only when connected (TKT-2, TKT-7). */
  readonly createWhen: 'assigned' | 'connected';
  /** Messages that a chat's customer must have sent before it gets a ticket (TKT-3). */
  readonly chatMinimumCustomerMessages: number;
  /** Liquid template (TKT-4). */
  readonly subject: string;
  readonly createForAbandonedCalls: boolean;
  readonly createForAbandonedChats: boolean;
  /** Minutes within which abandoned calls of one contact share a ticket; null: each has its own (TKT-14). */
  readonly foldMissedCalls: number | null;
  /** Zendesk user who gets voicemail and abandoned tickets; null: they stay unassigned (TKT-10). */
  readonly defaultUserId: number | null;
};

export type SdkLookup = 'identifier' | 'email' | 'phone';

export type ContactSettings = {
  /** ISO 3166 code; numbers stored without a country code belong to it (CON-1). */
  readonly defaultCountry: string;
  readonly create: boolean;
  /** Withheld numbers: one contact for all of them or one a session (CON-5). */
  readonly anonymous: 'shared' | 'new';
  /** May the agent choose "new contact" although some were found (CON-6)? */
  readonly allowCreateWhenMatched: boolean;
  /** What web sessions are looked up by, in this order (CON-3). */
  readonly sdkLookupOrder: readonly SdkLookup[];
};

export type AppendSettings = {
  readonly inbound: boolean;
  /** Nothing is ever appended automatically (APP-7). */
  readonly never: boolean;
  /** Days; null: solved tickets are left alone (APP-2). */
  readonly reopenSolvedWithinDays: number | null;
  /** Statuses in which a ticket takes the outbound call that started from it (APP-3). */
  readonly outboundStatuses: readonly ActiveStatus[];
  /** A call shorter than this many seconds shares its ticket with the callback (APP-6). */
  readonly shortCallSeconds: number;
};

/** A number that agents may show to those they call; `number` is E.164 (OUT-10). */
export type OutboundNumber = {
  readonly number: string;
  readonly label: string;
  readonly languages: readonly string[];
  readonly queueIds: readonly string[];
};

export type OutboundSettings = {
  readonly flexible: boolean;
  readonly promptForTicket: boolean;
  readonly allowCreate: boolean;
  readonly allowNone: boolean;
  readonly allowEnteredNumber: boolean;
  readonly numbers: readonly OutboundNumber[];
};

/** `rank`: the smaller wins where an agent is in several teams (TEAM-6). `agents` are ids of the platform. */
export type Team = {
  readonly id: string;
  readonly name: string;
  readonly parentId: string | null;
  readonly rank: number;
  readonly ticketId: 'off' | 'optional' | 'required';
  readonly agents: readonly string[];
};

/** An IVR queue as far as ticket id entry needs it (TEAM-1); `teams` are team ids, `outboundNumber` is E.164. */
export type TeamQueue = {
  readonly id: string;
  readonly teams: readonly string[];
  readonly instantVoiceCall: boolean;
  readonly outboundNumber: string | null;
};

export type TeamSettings = {
  readonly enabled: boolean;
  /** Ticket field that holds the number to dial instead of the requester's (TEAM-2). */
  readonly phoneFieldId: number | null;
  readonly teams: readonly Team[];
  readonly queues: readonly TeamQueue[];
};

/** Ids of the ticket fields that were created for sessions, and the key of the contact field (FLD-1). */
export type FieldSettings = {
  readonly sessionType: number | null;
  readonly from: number | null;
  readonly sessionId: number | null;
  readonly callDuration: number | null;
  readonly waitTime: number | null;
  readonly holdTime: number | null;
  readonly queueName: number | null;
  readonly csat: number | null;
  readonly verification: number | null;
  readonly textInput: number | null;
  readonly identifier: string | null;
};

/** Where a value of the custom data goes besides the comment (UPD-6). */
export type Mapping =
  | { readonly customDataKey: string; readonly target: 'ticket'; readonly fieldId: number }
  | { readonly customDataKey: string; readonly target: 'contact'; readonly fieldKey: string };

/** Answers of the API direct access point (UPD-10). */
export type DapSettings = {
  readonly postToTicket: boolean;
  readonly includeRequest: boolean;
  readonly format: 'key_value' | 'json';
};

export type RecordingSettings = { readonly store: 'file' | 'link' };

/** The ticket-writes workflow (BAT-1, BAT-2). */
export type BatchingSettings = {
  readonly addComment: boolean;
  readonly updateTicket: boolean;
  readonly windowSeconds: number;
  readonly shards: number;
  readonly adaptive: boolean;
};

export type SessionSettings = {
  /** Hours after its end that a session waits for what is still expected (LATE-1). */
  readonly lateHours: number;
  /** Hours without any event after which a session that never ends is closed. */
  readonly maxHours: number;
  /** Days that the data of a session without ticket is kept (END-7). */
  readonly unattachedDays: number;
};

/** Shares of the account's limits that this product may use, a minute. */
export type ZendeskSettings = { readonly requestsPerMinute: number; readonly ticketUpdatesPerMinute: number };

/** What one leaf queue does differently. */
export type QueueOverride = {
  readonly tickets?: Partial<TicketSettings>;
  readonly append?: Partial<AppendSettings>;
  readonly recordings?: Partial<RecordingSettings>;
};

export type Settings = {
  readonly tickets: TicketSettings;
  readonly contacts: ContactSettings;
  readonly inbound: { readonly autoSelectAt: 'call_end' | 'wrap_up_end' };
  readonly append: AppendSettings;
  readonly outbound: OutboundSettings;
  readonly team: TeamSettings;
  readonly fields: FieldSettings;
  readonly mapping: readonly Mapping[];
  readonly dap: DapSettings;
  readonly recordings: RecordingSettings;
  readonly batching: BatchingSettings;
  readonly session: SessionSettings;
  /** Language of comments and subjects. */
  readonly language: 'en' | 'id';
  readonly zendesk: ZendeskSettings;
  /** IANA name for the dates in comments; null: that of the Zendesk account. */
  readonly timeZone: string | null;
  /** By leaf queue id. */
  readonly queues: Readonly<Record<string, QueueOverride>>;
};
