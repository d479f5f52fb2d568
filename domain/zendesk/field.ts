/** A ticket field of the Zendesk account. */
export type TicketField = {
  readonly id: number;
  readonly title: string;
  readonly type:
    | 'text'
    | 'textarea'
    | 'checkbox'
    | 'date'
    | 'integer'
    | 'decimal'
    | 'regexp'
    | 'partialcreditcard'
    | 'multiselect'
    | 'tagger'
    | 'lookup'
    | 'other';
  readonly active: boolean;
  /** What a `regexp` field's value must match, as Zendesk has it. */
  readonly pattern: string | null;
  /** The tags that a `tagger` or `multiselect` takes; empty for the other types. */
  readonly options: readonly string[];
};

/** A user field of the Zendesk account, named by its key. */
export type ContactField = Omit<TicketField, 'id'> & { readonly key: string };
