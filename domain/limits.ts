import { eventLimits } from './limits/event-limits.ts';
import { gatewayLimits } from './limits/gateway-limits.ts';
import type { Limit } from './limits/limit.ts';
import { sessionLimits } from './limits/session-limits.ts';

/**
 * All bounds on things that come from outside, in one table. The folder `limits/` has its larger parts. Schemas, workflows
 * and the gateway read their bounds here, and `docs/limits.md` is made from this table. The numbers protect the product: no single input may stop or slow down the sessions of
 * others. Bounds that only describe the inner working of the queue of ticket writes stand beside its code.
 */

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
  zendesk: 'What Zendesk takes',
} as const satisfies Readonly<Record<string, string>>;

export const limits = {
  ...gatewayLimits,
  ...sessionLimits,
  ...eventLimits,
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
      value: 30,
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
    keyAge: {
      value: 60 * 60,
      unit: 'seconds',
      of: 'time between the first event of a session and the making of its ticket',
      beyond: 'The ticket is first looked for by its external id, because Zendesk knows a key for two hours only.',
    },
    ticketDelay: {
      value: 30,
      unit: 'seconds',
      of: 'time between the moment at which an agent got a session and the making of its ticket for an earlier agent',
      beyond: 'A late run does not give the ticket to this agent, because the run that made it knew later facts.',
    },
    namesOfSession: {
      value: 1_000,
      unit: 'items',
      of: 'further names of ticket writes that one session remembers',
      beyond:
        'The others are on the ticket only. A metadata document that comes in the session may then repeat these values.',
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
  zendesk: {
    contactName: {
      value: 255,
      unit: 'characters',
      of: 'the name of a contact',
      beyond: 'It is cut, and ends with `…`.',
    },
    retryAfter: {
      value: 15 * 60,
      unit: 'seconds',
      of: 'the time that Zendesk names in `Retry-After`',
      beyond: 'Zendesk is asked again after this time.',
    },
  },
} as const satisfies Readonly<Record<keyof typeof limitGroups, Readonly<Record<string, Limit>>>>;
