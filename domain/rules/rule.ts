/**
 * Where a rule comes from: the platform's published behaviour for Zendesk; what is published for a sister CRM of the
 * same product; a documented rule of Zendesk itself; decided here, because the sources are silent or contradict.
 */
export type RuleSource = 'published' | 'sister' | 'zendesk' | 'decided';

/** One behaviour. An id never changes and never gets a second meaning. */
export type RuleEntry = {
  readonly id: string;
  /** What the system does, in one sentence: shown to agents and operators as the reason of a decision. */
  readonly sentence: string;
  readonly sources: readonly RuleSource[];
};
