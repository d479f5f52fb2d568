/**
 * The source of a rule: `published` by the platform for Zendesk; published for a `sister` CRM of the same platform and
 * adopted here; documented by `zendesk` itself; `decided` here, because the other sources say nothing or contradict each other.
 */
export type RuleSource = 'published' | 'sister' | 'zendesk' | 'decided';

/** One behaviour. An id never changes and never gets a second meaning. */
export type RuleEntry = {
  readonly id: string;
  /** The behaviour in one sentence, as `docs/behaviour.md` shows it. */
  readonly sentence: string;
  readonly sources: readonly RuleSource[];
  /** The rule is agreed, and no code keeps it yet. It needs no test, and `npm run spec` counts it apart. */
  readonly notBuilt?: true;
};
