/**
 * All bounds on things that come from outside, in one table. Schemas, workflows and the gateway read their bounds here, and
 * `docs/limits.md` is made from it. The numbers protect the product: no single input may stop or slow down the sessions of
 * others. Bounds that only describe the inner working of the queue of ticket writes stand beside its code.
 */

type Limit = {
  readonly value: number;
  readonly unit: 'characters' | 'bytes' | 'items' | 'levels' | 'seconds' | 'requests' | 'times';
  /** The thing that is bounded, as a noun phrase for docs/limits.md. */
  readonly of: string;
  /** What happens to a larger thing, as a sentence for docs/limits.md. */
  readonly beyond: string;
};

/** The heading of each group in docs/limits.md, in the order of the page. */
export const limitGroups = {
  post: 'A post of events',
} as const satisfies Readonly<Record<string, string>>;

export const limits = {
  post: {
    events: {
      value: 500,
      unit: 'items',
      of: 'events in one post',
      beyond: 'The whole post is refused with 413 (`too_many_events`), and none of its events is taken.',
    },
    problems: {
      value: 100,
      unit: 'items',
      of: 'problems that the answer to one post names',
      beyond: 'Further problems are counted, and not named.',
    },
  },
} as const satisfies Readonly<Record<keyof typeof limitGroups, Readonly<Record<string, Limit>>>>;
