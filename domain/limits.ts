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
  session: 'Data that one session keeps',
  chain: 'Chains that a session follows',
  received: 'What a gateway receives',
  brakes: 'Many requests to one gateway',
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
  restore: 'Time that Temporal may have forgotten',
  files: 'Files',
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
  session: {
    bytes: {
      value: 1_048_576,
      unit: 'bytes',
      of: 'everything that a session received, as JSON in UTF-8, with an allowance for each write',
      beyond:
        'Further events are left out, except for the start, the queue and the end. A note on the ticket and a warning for operators say so.',
    },
    entryBytes: {
      value: 983_040,
      unit: 'bytes',
      of: 'the same, up to which events with a comment of their own, recordings, holds and participants are kept',
      beyond:
        'Further ones are left out, so that agents, transfers, picks and merges still have room. The same note says so.',
    },
    textBytes: {
      value: 917_504,
      unit: 'bytes',
      of: 'the same, up to which free texts are kept',
      beyond: 'Free texts are cut, the longest first. Ids and addresses are never cut. The same note says so.',
    },
    transcriptBytes: {
      value: 786_432,
      unit: 'bytes',
      of: 'the same, up to which transcripts are kept',
      beyond: 'The transcript is cut. If it has an address too, the file of that address is attached instead.',
    },
    bytesPerWrite: {
      value: 450,
      unit: 'bytes',
      of: 'the allowance for the state of one write',
      beyond: 'Nothing: the allowance is only counted.',
    },
    timeline: {
      value: 600,
      unit: 'items',
      of: 'events of a session with a comment of their own, such as custom data, summaries and transfers',
      beyond: 'Further ones are left out. The same note says so.',
    },
    agents: {
      value: 300,
      unit: 'items',
      of: 'offers, answers and cancellations of agents',
      beyond: 'Further ones are left out. The same note says so.',
    },
    picks: {
      value: 100,
      unit: 'items',
      of: 'picks of contacts, and as many of tickets, that came as events',
      beyond: 'Further ones are left out. The same note says so.',
    },
    transfers: {
      value: 300,
      unit: 'items',
      of: 'transfers that were started',
      beyond: 'Further ones are left out. The same note says so.',
    },
    holds: {
      value: 1_000,
      unit: 'items',
      of: 'beginnings and ends of holds',
      beyond: 'Further ones are left out, and are not counted in the times on the ticket. The same note says so.',
    },
    participants: {
      value: 500,
      unit: 'items',
      of: 'participants who joined or left',
      beyond: 'Further ones are left out. The same note says so.',
    },
    recordings: {
      value: 100,
      unit: 'items',
      of: 'recordings',
      beyond: 'Further ones are left out. The same note says so.',
    },
    merges: {
      value: 50,
      unit: 'items',
      of: 'merges of tickets that agents reported',
      beyond: 'Further ones are left out. A merge is noticed all the same when the ticket refuses a write.',
    },
    recheckRequests: {
      value: 50,
      unit: 'items',
      of: "reports of Zendesk's webhook that a ticket has changed",
      beyond: 'Further ones are left out. A change is noticed all the same when the ticket refuses a write.',
    },
    eventIds: {
      value: 1_000,
      unit: 'items',
      of: 'ids of events by which a repeated event is recognised',
      beyond: 'The oldest are forgotten. An event that is repeated later is recognised by its content.',
    },
    messageIds: {
      value: 100,
      unit: 'items',
      of: 'ids of customer messages that the platform did not count',
      beyond: 'Further ones are left out. The largest minimum of messages is lower.',
    },
    warnings: {
      value: 50,
      unit: 'items',
      of: 'different warnings for operators',
      beyond: 'The first ones in alphabetical order are kept.',
    },
    warningText: {
      value: 500,
      unit: 'characters',
      of: 'the text of a warning',
      beyond: 'The text is cut.',
    },
    zendeskMessage: {
      value: 200,
      unit: 'characters',
      of: 'the text of a refusal of Zendesk that a session keeps',
      beyond: 'The text is cut. The log of the worker has it whole.',
    },
    refusalsWithText: {
      value: 100,
      unit: 'items',
      of: 'refused writes of a session whose text is kept',
      beyond: 'Further refused writes have only their code.',
    },
    tickets: {
      value: 200,
      unit: 'items',
      of: 'tickets of a contact among which a session chooses',
      beyond: 'Active tickets go before others, and newer before older ones.',
    },
    shownWrites: {
      value: 100,
      unit: 'items',
      of: 'writes that the details of a session in the Temporal UI name',
      beyond: 'Further ones are counted.',
    },
  },
  chain: {
    tickets: {
      value: 5,
      unit: 'times',
      of: 'changes of the ticket of one session: merges, follow-ups of closed tickets and replacements of deleted ones, counted together',
      beyond:
        'The ticket becomes a failed write with all data of the session (OPS-3). Often a trigger in Zendesk closes each new ticket.',
    },
    contacts: {
      value: 5,
      unit: 'times',
      of: 'contacts of one session that were merged, deleted or suspended while it chose among them',
      beyond:
        'The ticket is made for the last one. If Zendesk refuses that, the ticket becomes a failed write (END-4).',
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
  files: {
    fetchedFor: {
      value: 60 * 60,
      unit: 'seconds',
      of: 'the time for which a file is tried that its server does not deliver',
      beyond:
        'The ticket gets a note with the reason and the address of the file, and an operator can try it again (`FileRefused`).',
    },
    uploadedFor: {
      value: 24 * 60 * 60,
      unit: 'seconds',
      of: 'the time for which a file is tried that Zendesk does not take, although it never refused it for good',
      beyond: 'The write of the file becomes a failed write. An operator can try it again.',
    },
    uploads: {
      value: 40,
      unit: 'items',
      of: 'files that one shard uploads at the same time',
      beyond: 'Further files wait. Other writes do not wait for them.',
    },
    uploadsOfHost: {
      value: 20,
      unit: 'items',
      of: 'files of one server that one shard uploads at the same time',
      beyond: 'Further files of this server wait.',
    },
    silence: {
      value: 30,
      unit: 'seconds',
      of: 'the time without a byte while a file is fetched',
      beyond: 'The attempt ends, and the file is tried again later.',
    },
    name: {
      value: 200,
      unit: 'characters',
      of: 'the name of a file',
      beyond: 'It is cut, and keeps its extension.',
    },
    contentType: {
      value: 200,
      unit: 'characters',
      of: 'the content type of a file',
      beyond: 'The file is uploaded as `application/octet-stream`, as with a content type that is none.',
    },
  },
} as const satisfies Readonly<Record<keyof typeof limitGroups, Readonly<Record<string, Limit>>>>;
