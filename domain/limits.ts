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
  templates: 'Templates of administrators',
  tokens: 'Tokens of agents, operators and administrators',
  retention: 'The namespace of Temporal',
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
  templates: {
    length: {
      value: 1_000,
      unit: 'characters',
      of: 'a template for the subject of tickets',
      beyond: 'The settings are refused with 422, and the field is named.',
    },
    memory: {
      value: 100_000,
      unit: 'characters',
      of: 'all texts together that one rendering of a template makes',
      beyond: 'The settings are refused with 422. A template that was saved before gives the default subject.',
    },
    renderTime: {
      value: 1,
      unit: 'seconds',
      of: 'the time for one rendering of a template',
      beyond: 'The rendering stops, and the ticket gets the default subject.',
    },
    value: {
      value: 1_000,
      unit: 'characters',
      of: 'one value that a template shows, such as the name of the contact',
      beyond: 'The rest of the value is left out.',
    },
  },
  tokens: {
    life: {
      value: 90 * 24 * 60 * 60,
      unit: 'seconds',
      of: 'the life of a token, from its issue to its end',
      beyond: '`token issue` refuses it, and a token that was made otherwise is not valid (401).',
    },
  },
  retention: {
    least: {
      value: 72 * 60 * 60,
      unit: 'seconds',
      of: 'the least time for which the namespace keeps workflows that have ended',
      beyond: 'A shorter time is a warning of `/readyz` and of `check`.',
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
