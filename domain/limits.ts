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
  restore: 'Time that Temporal may have forgotten',
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
  restore: {
    eventDelay: {
      value: 60,
      unit: 'seconds',
      of: 'time between an event and its arrival',
      beyond: 'The ticket is first asked whether it shows the event already.',
    },
    queueDelay: {
      value: 30,
      unit: 'seconds',
      of: 'time by which a workflow wakes up late, or waits longer than planned for an answer',
      beyond: 'The tickets are first asked whether they have what was about to be written.',
    },
    startDelay: {
      value: 30,
      unit: 'seconds',
      of: 'time between the order to send an update and the first attempt',
      beyond: 'The ticket is first asked whether it has the update already.',
    },
    names: {
      value: 50,
      unit: 'items',
      of: 'further names that one ticket write leaves on its ticket',
      beyond: 'The others are left out. A metadata document that comes after the session may then repeat these values.',
    },
  },
} as const satisfies Readonly<Record<keyof typeof limitGroups, Readonly<Record<string, Limit>>>>;
