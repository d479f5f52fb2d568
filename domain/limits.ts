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
  received: 'What a gateway receives',
  brakes: 'Many requests to one gateway',
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
  },
  received: {
    postBytes: {
      value: 5 * 1024 * 1024,
      unit: 'bytes',
      of: 'a post of the platform, and a request to decrypt payloads',
      beyond: 'The request is refused with 413 (`too_large`).',
    },
    settingsBytes: {
      value: 512 * 1024,
      unit: 'bytes',
      of: 'a settings document as it is sent, with its spaces and line breaks',
      beyond: 'The request is refused with 413 (`too_large`).',
    },
    operatorBytes: {
      value: 256 * 1024,
      unit: 'bytes',
      of: 'another request of an operator or administrator, and a delivery of Zendesk’s webhook',
      beyond: 'The request is refused with 413 (`too_large`).',
    },
    agentBytes: {
      value: 16 * 1024,
      unit: 'bytes',
      of: 'a request of an agent, and the form of the page that lets a browser decrypt payloads',
      beyond: 'The request is refused with 413 (`too_large`).',
    },
    headerBytes: {
      value: 16 * 1024,
      unit: 'bytes',
      of: 'the headers of one request',
      beyond: 'The request is refused with 431 (`headers_too_large`), and its connection is closed.',
    },
    filterCharacters: {
      value: 128,
      unit: 'characters',
      of: 'a value by which sessions or failed writes are searched',
      beyond: 'The request is refused, and the answer names the parameter.',
    },
    cursorCharacters: {
      value: 2_048,
      unit: 'characters',
      of: 'the cursor of a page',
      beyond: 'The request is refused, and the answer names the parameter.',
    },
    sessionsAtOnce: {
      value: 10,
      unit: 'items',
      of: 'sessions of one post whose events are sent to Temporal at the same time',
      beyond: 'The other sessions of the post wait for their turn.',
    },
    bodySeconds: {
      value: 30,
      unit: 'seconds',
      of: 'the time in which the body of a signed-in caller must arrive',
      beyond: 'The request is refused with 408 (`too_slow`), and its connection is closed.',
    },
    unverifiedBodySeconds: {
      value: 10,
      unit: 'seconds',
      of: 'the time in which a body must arrive whose signature is not checked yet',
      beyond: 'The request is refused with 408 (`too_slow`), and its connection is closed.',
    },
  },
  brakes: {
    bodyBytes: {
      value: 32 * 1024 * 1024,
      unit: 'bytes',
      of: 'bodies of signed-in callers that are received or handled at the same time',
      beyond: 'Further requests are refused with 503 (`too_busy`) and Retry-After.',
    },
    unverifiedBodyBytes: {
      value: 16 * 1024 * 1024,
      unit: 'bytes',
      of: 'bodies that are received at the same time and whose signature is not checked yet',
      beyond: 'Further requests of this kind are refused with 503 (`too_busy`) and Retry-After.',
    },
    wrongSignIns: {
      value: 60,
      unit: 'times',
      of: 'wrong passwords, signatures and tokens from one client address within a minute',
      beyond:
        'Until the minute is over, each sign-in from this address is refused with 429 (`too_many_failures`) and Retry-After. Right ones still pass if the address had a right one within the last hour.',
    },
    requestsPerSecond: {
      value: 40,
      unit: 'requests',
      of: 'requests with one token within a second',
      beyond:
        'The burst allowance is used; after it, requests are refused with 429 (`too_many_requests`) and Retry-After.',
    },
    requestBurst: {
      value: 300,
      unit: 'requests',
      of: 'requests with one token beyond those of each second, within a minute',
      beyond: 'The request is refused with 429 (`too_many_requests`) and Retry-After.',
    },
    streamsPerAgent: {
      value: 10,
      unit: 'items',
      of: 'open streams of one agent',
      beyond: 'A further stream is refused with 429 (`too_many_streams`) and Retry-After.',
    },
    streams: {
      value: 2_000,
      unit: 'items',
      of: 'open streams of all agents',
      beyond: 'A further stream is refused with 429 (`too_many_streams`) and Retry-After.',
    },
    rememberedKeys: {
      value: 10_000,
      unit: 'items',
      of: 'values of `Idempotency-Key` that a gateway remembers with their bodies',
      beyond: 'The oldest is forgotten. Its command still runs only once.',
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
} as const satisfies Readonly<Record<keyof typeof limitGroups, Readonly<Record<string, Limit>>>>;
