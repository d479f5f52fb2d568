import { eventLimits } from './event-limits.ts';
import type { Limit } from './limit.ts';

/**
 * All bounds on things that come from outside, in one table; `event-limits.ts` has those of events. Schemas, workflows and the gateway read their bounds here, and
 * `docs/limits.md` is made from it. The numbers protect the product: no single input may stop or slow down the sessions of
 * others. Bounds that only describe the inner working of the queue of ticket writes stand beside its code.
 */

const refused = 'The request is refused, and the field is named where it has a body.';

/** The heading of each group in docs/limits.md, in the order of the page. */
export const limitGroups = {
  post: 'A post of events',
  event: 'One event',
  text: 'Texts in events',
  list: 'Lists in events',
  json: 'Values of any form in events',
  customData: 'Custom data',
  number: 'Numbers in events',
  time: 'Times in events',
  request: 'Other requests',
  templates: 'Templates of administrators',
  tokens: 'Tokens of agents, operators and administrators',
  retention: 'The namespace of Temporal',
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
    bytes: {
      value: 5 * 1024 * 1024,
      unit: 'bytes',
      of: 'the body of a request',
      beyond: 'The request is refused with 413 (`too_large`).',
    },
    warnings: {
      value: 100,
      unit: 'items',
      of: 'warnings that the answer to one post of the platform names',
      beyond: 'Further warnings are counted, and not named. Operators see them on their sessions.',
    },
    warningsOfItem: {
      value: 20,
      unit: 'items',
      of: 'warnings about one snapshot or metadata document',
      beyond: 'One more warning says how many others there are.',
    },
  },
  ...eventLimits,
  request: {
    values: {
      value: 50_000,
      unit: 'items',
      of: 'members of all lists and objects in the body of a request that is no post of events',
      beyond: 'The request is refused with 422 (`bad_body`).',
    },
    depth: {
      value: 64,
      unit: 'levels',
      of: 'nested lists and objects in such a body',
      beyond: 'The request is refused with 422 (`bad_body`).',
    },
    path: {
      value: 300,
      unit: 'characters',
      of: 'the path of a problem that an answer names',
      beyond: 'The rest is cut.',
    },
    message: { value: 1000, unit: 'characters', of: 'the message of such a problem', beyond: 'The rest is cut.' },
    field: {
      value: 200,
      unit: 'characters',
      of: 'a field of the page before an outbound call',
      beyond: refused,
    },
    id: { value: 500, unit: 'characters', of: 'an id in a path, a query or a list of ids', beyond: refused },
    cursor: { value: 4000, unit: 'characters', of: 'the cursor of a page', beyond: refused },
    page: { value: 100, unit: 'items', of: 'rows of one page of a list', beyond: refused },
    searchPage: { value: 200, unit: 'items', of: 'rows of one page of a search for sessions', beyond: refused },
    replays: { value: 100, unit: 'items', of: 'failed writes that one request replays', beyond: refused },
    reason: { value: 500, unit: 'characters', of: 'the reason for which a failed write is discarded', beyond: refused },
    subject: {
      value: 1000,
      unit: 'characters',
      of: 'the subject of a ticket in an edit of a failed write',
      beyond: refused,
    },
    line: {
      value: 65_536,
      unit: 'characters',
      of: 'a title, label or line of a comment, or a field value, in such an edit',
      beyond: refused,
    },
    lines: { value: 10_000, unit: 'items', of: 'lines of a comment in such an edit', beyond: refused },
    tag: { value: 255, unit: 'characters', of: 'a tag in such an edit', beyond: refused },
    tags: { value: 500, unit: 'items', of: 'tags, or fields, in such an edit', beyond: refused },
    settings: {
      value: 256 * 1024,
      unit: 'bytes',
      of: 'the settings document as JSON in UTF-8',
      beyond: 'The document is refused, and nothing is saved.',
    },
    ticketSubject: {
      value: 150,
      unit: 'characters',
      of: 'the subject of a ticket that a template gives',
      beyond: 'The subject is cut.',
    },
    dryRunEvents: { value: 100, unit: 'items', of: 'events of a dry run', beyond: refused },
    payload: {
      value: 4 * 1024 * 1024,
      unit: 'characters',
      of: 'the data of an encrypted payload in base64',
      beyond: refused,
    },
    payloads: { value: 1000, unit: 'items', of: 'payloads that are decrypted in one request', beyond: refused },
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
} as const satisfies Readonly<Record<keyof typeof limitGroups, Readonly<Record<string, Limit>>>>;
