/** The records of the account. A record is never changed in place but replaced, so that earlier copies stay as they were. */

export type Role = 'end-user' | 'agent' | 'admin';
export const roles: readonly Role[] = ['end-user', 'agent', 'admin'];

export type Identity = {
  readonly id: number;
  readonly user_id: number;
  readonly type: 'email' | 'phone_number';
  readonly value: string;
  readonly verified: boolean;
  readonly primary: boolean;
  readonly created_at: string;
  readonly updated_at: string;
};

export type User = {
  readonly id: number;
  readonly name: string;
  readonly email: string | null;
  readonly phone: string | null;
  /** True: another user has the number too, so that it does not identify this user. */
  readonly shared_phone_number: boolean | null;
  readonly role: Role;
  readonly active: boolean;
  readonly suspended: boolean;
  readonly verified: boolean;
  readonly external_id: string | null;
  readonly alias: string | null;
  readonly details: string | null;
  readonly notes: string | null;
  readonly locale: string;
  readonly time_zone: string;
  readonly organization_id: number | null;
  readonly tags: readonly string[];
  readonly user_fields: Readonly<Record<string, unknown>>;
  readonly identities: readonly Identity[];
  readonly created_at: string;
  readonly updated_at: string;
};

export type TicketStatus = 'new' | 'open' | 'pending' | 'hold' | 'solved' | 'closed';
export const ticketStatuses: readonly TicketStatus[] = ['new', 'open', 'pending', 'hold', 'solved', 'closed'];

export type Party = Readonly<Record<string, unknown>>;
export type Via = {
  readonly channel: string;
  readonly source: { readonly from: Party; readonly to: Party; readonly rel: string | null };
};

export type Ticket = {
  readonly id: number;
  readonly subject: string | null;
  readonly description: string;
  readonly status: TicketStatus;
  readonly priority: string | null;
  readonly type: string | null;
  readonly external_id: string | null;
  readonly requester_id: number;
  readonly submitter_id: number;
  readonly assignee_id: number | null;
  readonly group_id: number | null;
  readonly organization_id: number | null;
  readonly brand_id: number | null;
  readonly ticket_form_id: number | null;
  readonly tags: readonly string[];
  /** The values by field id. A field that was never set is absent. */
  readonly fields: Readonly<Record<string, unknown>>;
  readonly is_public: boolean;
  readonly via: Via;
  readonly followup_ids: readonly number[];
  readonly deleted: boolean;
  readonly created_at: string;
  readonly updated_at: string;
  readonly solved_at: string | null;
  readonly audit_ids: readonly number[];
  readonly comment_count: number;
};

export type Attachment = {
  readonly id: number;
  readonly token: string;
  readonly file_name: string;
  readonly content_type: string;
  readonly size: number;
  readonly sha256: string;
};

export type Comment = {
  readonly body: string;
  readonly html_body: string;
  readonly author_id: number;
  readonly public: boolean;
  readonly attachments: readonly Attachment[];
};

export type VoiceData = {
  readonly from: string;
  readonly to: string;
  readonly recording_url: string | null;
  readonly started_at: string | null;
  readonly call_duration: number | null;
  readonly answered_by_id: number | null;
  readonly transcription_text: string | null;
  readonly location: string | null;
};

export type AuditEvent =
  | { readonly id: number; readonly type: 'Create'; readonly field_name: string; readonly value: unknown }
  | {
      readonly id: number;
      readonly type: 'Change';
      readonly field_name: string;
      readonly value: unknown;
      readonly previous_value: unknown;
    }
  | ({ readonly id: number; readonly type: 'Comment'; readonly via?: Via } & Comment)
  | ({ readonly id: number; readonly type: 'VoiceComment'; readonly via?: Via; readonly data: VoiceData } & Comment);

export type Audit = {
  readonly id: number;
  readonly ticket_id: number;
  readonly author_id: number;
  readonly created_at: string;
  readonly metadata: Readonly<Record<string, unknown>>;
  readonly via: Via;
  readonly events: readonly AuditEvent[];
};

export type FieldOption = { readonly id: number; readonly name: string; readonly value: string };

export type TicketField = {
  readonly id: number;
  readonly type: string;
  readonly title: string;
  readonly description: string;
  /** A description for agents only. Absent in older state files. */
  readonly agent_description?: string | null;
  readonly active: boolean;
  readonly required: boolean;
  readonly removable: boolean;
  readonly tag: string | null;
  readonly regexp_for_validation: string | null;
  readonly custom_field_options: readonly FieldOption[];
  readonly position: number;
  readonly created_at: string;
  readonly updated_at: string;
};

/** A field of users. Its values are in `user_fields` of the user, by the `key` of the field. */
export type UserField = Omit<TicketField, 'required' | 'removable' | 'agent_description'> & {
  readonly key: string;
  readonly system: boolean;
};

/** A form: the ticket fields that agents see together, in their order. */
export type TicketForm = {
  readonly id: number;
  readonly name: string;
  readonly display_name: string;
  readonly end_user_visible: boolean;
  readonly position: number;
  readonly ticket_field_ids: readonly number[];
  readonly active: boolean;
  readonly default: boolean;
  readonly in_all_brands: boolean;
  readonly restricted_brand_ids: readonly number[];
  readonly agent_conditions: readonly unknown[];
  readonly end_user_conditions: readonly unknown[];
  readonly created_at: string;
  readonly updated_at: string;
};

export type Upload = {
  readonly token: string;
  readonly attachments: readonly Attachment[];
  readonly expires_at_ms: number;
};

export type JobResult = Readonly<Record<string, unknown>>;
export type JobStatus = 'queued' | 'working' | 'completed' | 'failed';

export type Job = {
  readonly id: string;
  readonly job_type: string;
  readonly status: JobStatus;
  readonly total: number;
  readonly progress: number | null;
  readonly message: string | null;
  readonly results: readonly JobResult[] | null;
  readonly created_at_ms: number;
  /** The time at which the job starts to work. A fault can delay it. */
  readonly start_at_ms: number;
  readonly work: JobWork;
  readonly request_id: string;
};

export type JobWork =
  | { readonly kind: 'update'; readonly items: readonly Readonly<Record<string, unknown>>[] }
  | { readonly kind: 'merge'; readonly target_id: number; readonly change: Readonly<Record<string, unknown>> };

export type Webhook = {
  readonly id: string;
  readonly name: string;
  readonly endpoint: string;
  readonly status: 'active' | 'inactive';
  /** `zen:event-type:ticket.merged` and the like. */
  readonly subscriptions: readonly string[];
  readonly created_at: string;
  readonly secret: string;
};
