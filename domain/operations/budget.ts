/** OPS-4: what one worker process knows of Zendesk's request budget; the account's part is the same for all. */
export type Budget = {
  /** Ms since the epoch. */
  readonly at: number;
  /** From the last answer that named it; null: none has yet. */
  readonly account: { readonly limit: number; readonly remaining: number; readonly at: number } | null;
  /** By endpoint (`PUT /tickets/{id}`): requests and 429s of the last sixty seconds, of this process. */
  readonly lastMinute: readonly { readonly endpoint: string; readonly requests: number; readonly limited: number }[];
};

/** OPS-5: one line of the connection check. */
export type Finding = {
  readonly what:
    | 'sign_in'
    | 'role'
    | 'voice'
    | 'audits'
    | 'ticket_fields'
    | 'contact_fields'
    | 'ticket_forms'
    | 'default_user';
  readonly ok: boolean;
  /** What was seen, without secrets. */
  readonly seen: string;
  /** What to do; null when all is well. */
  readonly remedy: string | null;
};
