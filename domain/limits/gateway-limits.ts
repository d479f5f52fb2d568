import type { Limit } from './limit.ts';

const refused = 'The request is refused, and the field is named where it has a body.';

/** The bounds of requests to the gateway. */
export const gatewayLimits = {
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
} as const satisfies Readonly<Record<string, Readonly<Record<string, Limit>>>>;
