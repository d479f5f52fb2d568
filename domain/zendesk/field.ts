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
  /** The regular expression that the value of a `regexp` field must match. Null for the other types. */
  readonly pattern: string | null;
  /** The tags that a `tagger` or `multiselect` field accepts. Empty for the other types. */
  readonly options: readonly string[];
  /** The names of these options as agents see them, in the same order. Absent: an earlier version read the field. */
  readonly optionNames?: readonly string[];
};

/** A user field of the Zendesk account, named by its key. */
export type ContactField = Omit<TicketField, 'id'> & {
  readonly key: string;
  /** The session began with an earlier version, so that its values are checked as that version did. Absent: they are not. */
  readonly checkedAsBefore?: true;
};
