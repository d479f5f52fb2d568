/** OPS-4: Zendesk's request budget as one worker process knows it. The numbers of the account are the same for all processes. */
export type Budget = {
  /** Ms since the epoch. */
  readonly at: number;
  /** From the last answer of Zendesk that named the budget; null: no answer has named it yet. */
  readonly account: { readonly limit: number; readonly remaining: number; readonly at: number } | null;
  /** The requests of this process in the last 60 seconds, by endpoint (`PUT /tickets/{id}`). `limited`: answers 429. */
  readonly lastMinute: readonly { readonly endpoint: string; readonly requests: number; readonly limited: number }[];
};

/** OPS-5: one result of the connection check. */
export type Finding = {
  readonly what:
    | 'sign_in'
    | 'role'
    | 'voice'
    | 'audits'
    | 'ticket_fields'
    | 'contact_fields'
    | 'ticket_forms'
    | 'default_user'
    | 'retention';
  /** True with a remedy: the product works, but the remedy is recommended. */
  readonly ok: boolean;
  /** The observation, without secrets. */
  readonly seen: string;
  /** An instruction for the administrator; null: all is well. */
  readonly remedy: string | null;
};
