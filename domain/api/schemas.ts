import { z } from 'zod';
import { failedEditSchema } from '../operations/edit-schema.ts';
import { sessionEventSchema } from '../events/parse-events.ts';
import { metadataDocument } from '../events/metadata-document.ts';
import { settingsSchema } from '../settings/schema.ts';
import { outboundAnswers, outboundQuestionSchema } from './outbound.ts';
import type { AgentSession } from '../session-view/agent-session.ts';

const field = z.object({
  path: z.string().describe('Keys and positions joined by dots; empty: the whole.'),
  message: z.string(),
  rule: z.string().optional().describe('The rule that forbids it.'),
});

const fieldIds = z
  .record(z.string(), z.union([z.int(), z.string()]).nullable())
  .describe('Ids of ticket fields by name; `identifier` is the key of the contact field. Null: none.');

const failedSummary = z.object({
  id: z.string().describe('<session id>/<what>, as call-397/finished; a ticket that was refused is call-397/ticket.'),
  sessionId: z.string(),
  ticketId: z.int().nullable().describe('Null: the ticket itself was refused.'),
  code: z.string(),
  message: z.string(),
  at: z.int().describe('When it was refused last, in milliseconds since the epoch.'),
});

const unattached = z.object({
  sessionId: z.string(),
  since: z.int(),
  until: z.int().describe('Then the data is gone.'),
  recordings: z.int(),
  notes: z.int().describe('Transcripts, ratings, dispositions and the like.'),
  reasons: z.array(z.object({ rule: z.string(), because: z.string() })),
  attached: z.object({ by: z.string(), at: z.int(), ticketId: z.int() }).nullable(),
});

const agentSession = z.object({
  id: z.string(),
  phase: z.enum(['open', 'live', 'compensate', 'settle', 'done']),
  channel: z.enum(['voice', 'web_chat', 'mobile_chat', 'sms', 'whatsapp']).nullable(),
  queueId: z.string().nullable(),
  agentId: z.string().nullable().describe('Who has the session now.'),
  choice: z.enum(['contact', 'ticket']).nullable().describe('What waits for the agent’s choice.'),
  contact: z.object({
    id: z.int().nullable().describe('Null: not settled.'),
    candidates: z.array(
      z.object({
        id: z.int(),
        name: z.string(),
        phone: z.string().nullable(),
        email: z.string().nullable(),
        createdAt: z.string(),
      }),
    ),
  }),
  ticket: z.object({
    id: z.int().nullable(),
    is: z.enum(['made', 'appended', 'found', 'refused', 'none', 'not yet']),
  }),
  waitsFor: z.array(z.object({ for: z.string(), words: z.string(), until: z.int().nullable() })),
  logged: z.array(z.string()).describe('What stands on the ticket.'),
  notYet: z.array(z.string()).describe('What is on its way there.'),
  failed: z.array(z.object({ fact: z.string(), code: z.string(), message: z.string() })),
  decisions: z.array(
    z.object({ about: z.enum(['contact', 'ticket']), at: z.int(), rule: z.string(), because: z.string() }),
  ),
}) satisfies z.ZodType<AgentSession>;

/** What a door answers, as zod; the documents that come in are described by the schemas that validate them. */
const answers = {
  Accepted: z.object({ accepted: z.array(z.string()).describe('Ids of the events that are durably taken.') }),
  Refused: z.object({
    accepted: z.array(z.string()),
    refused: z.array(
      z.object({ event_id: z.string().nullable().describe('Null if none could be read.'), fields: z.array(field) }),
    ),
  }),
  Translated: z.object({
    accepted: z.array(z.string()).describe('Ids of the events or documents that are durably taken.'),
    warnings: z.array(z.string()).describe('What was not understood, each by its key.'),
  }),
  Error: z.object({
    error: z.object({
      code: z.string(),
      message: z.string(),
      rule: z.string().optional().describe('The rule that forbids it.'),
      fields: z.array(field).optional(),
    }),
  }),
  SettingsSaved: z.object({
    settings: z.unknown().describe('The complete document, defaults filled in.'),
    warnings: z.array(z.object({ rule: z.string(), path: z.string(), message: z.string() })),
  }),
  SettingsPreview: z.object({
    changes: z.array(
      z.object({
        path: z.string(),
        before: z.string(),
        after: z.string(),
        holdsFor: z
          .enum(['sessions', 'batches', 'once sent', 'at once'])
          .describe('Those that begin from then on; once all that waits is in Zendesk; or at once.'),
      }),
    ),
    warnings: z.array(z.object({ rule: z.string(), path: z.string(), message: z.string() })),
    runningSessions: z.int().describe('They keep the document that they began with.'),
  }),
  SettingsHistory: z.object({
    changes: z.array(
      z.object({
        at: z.int().describe('Milliseconds since the epoch.'),
        by: z.string(),
        changes: z.array(z.object({ path: z.string(), before: z.string(), after: z.string() })),
      }),
    ),
  }),
  Session: z.looseObject({
    id: z.string(),
    phase: z.enum(['open', 'live', 'compensate', 'settle', 'done']),
    waitsFor: z.array(z.object({ for: z.string(), until: z.int().nullable() })),
    contactId: z.int().nullable(),
    ticketId: z.int().nullable(),
    reasons: z.array(z.object({ about: z.string(), at: z.int(), rule: z.string(), because: z.string() })),
    written: z.array(z.string()),
    pending: z.array(z.string()),
    failed: z.array(z.object({ id: z.string(), code: z.string(), message: z.string() })),
  }),
  AgentSession: agentSession,
  AgentSessions: z.object({ sessions: z.array(agentSession) }),
  Budget: z.object({
    at: z.int().describe('Milliseconds since the epoch.'),
    account: z.object({ limit: z.int(), remaining: z.int(), at: z.int() }).nullable(),
    lastMinute: z.array(z.object({ endpoint: z.string(), requests: z.int(), limited: z.int() })),
  }),
  Check: z.object({
    findings: z.array(z.object({ what: z.string(), ok: z.boolean(), seen: z.string(), remedy: z.string().nullable() })),
  }),
  Fields: z.object({ fields: fieldIds }),
  FieldsCreated: z.object({ fields: fieldIds, steps: z.array(z.string()).describe('What was done about each.') }),
  Sessions: z.object({
    sessions: z.array(
      z.looseObject({
        id: z.string(),
        status: z.string(),
        result: z.string().nullable(),
        startedAt: z.int(),
        closedAt: z.int().nullable(),
      }),
    ),
    next: z.string().nullable().describe('The cursor of the next page; null: this is the last.'),
  }),
  Rescue: z.object({
    last: z
      .looseObject({
        at: z.int(),
        rescued: z.array(z.object({ sessionId: z.string(), attempt: z.int() })),
        waiting: z.array(z.string()),
        givenUp: z.array(z.object({ sessionId: z.string(), attempts: z.int() })),
        failed: z.array(z.object({ sessionId: z.string(), message: z.string() })),
      })
      .nullable()
      .describe('Null: there was no look yet, or Temporal keeps it no more.'),
  }),
  DryRun: z.object({
    contact: z.looseObject({ kind: z.enum(['existing', 'new', 'pick', 'none']) }),
    ticket: z.looseObject({ kind: z.enum(['new', 'append', 'none', 'wait']) }),
    reasons: z.array(z.object({ about: z.string(), rule: z.string(), because: z.string() })),
    waitsFor: z.array(z.object({ for: z.string(), until: z.int().nullable() })),
    trouble: z
      .object({ code: z.string(), message: z.string() })
      .nullable()
      .describe('Why Zendesk could not be asked; the answer is then what is known without it.'),
  }),
  FailedWrites: z.object({
    failedWrites: z.array(failedSummary),
    next: z.string().nullable().describe('The cursor of the next page; null: this is the last.'),
  }),
  FailedWrite: z.looseObject({
    ...failedSummary.shape,
    kind: z.enum(['write', 'ticket']),
    replays: z.int(),
    replaying: z.object({ by: z.string(), at: z.int() }).nullable().describe('Under way since.'),
    settled: z.looseObject({ by: z.string(), at: z.int(), how: z.enum(['replayed', 'discarded']) }).nullable(),
    parts: failedEditSchema.describe('What stands there, in the form in which an edit takes it.'),
    plan: z.array(z.string()).describe('What a replay would do, in words and in order.'),
  }),
  Replays: z.object({
    results: z.array(
      z.object({ id: z.string(), result: z.enum(['begun', 'refused', 'unknown']), message: z.string().nullable() }),
    ),
  }),
  Unattached: z.object({
    sessions: z.array(unattached),
    next: z.string().nullable().describe('The cursor of the next page; null: this is the last.'),
  }),
  Attached: unattached,
  ...outboundAnswers,
  Payloads: z.object({
    payloads: z.array(
      z.object({
        metadata: z.record(z.string(), z.string()).describe('Each value in base64.'),
        data: z.string().describe('In base64.'),
      }),
    ),
  }),
  Told: z.object({ sessions: z.int() }),
  Health: z.object({ status: z.string() }),
} as const;

export type ComponentName =
  | keyof typeof answers
  | 'SessionEvent'
  | 'MetadataDocument'
  | 'Settings'
  | 'FailedWriteEdit'
  | 'OutboundQuestion';

function jsonSchema(schema: z.ZodType, io: 'input' | 'output'): Record<string, unknown> {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, { io, unrepresentable: 'any' });
  return rest;
}

/** The components of the OpenAPI document. */
export function components(): readonly Record<string, unknown>[] {
  const out = Object.entries(answers).map(([name, schema]) => ({ $id: name, ...jsonSchema(schema, 'output') }));
  const into = {
    SessionEvent: sessionEventSchema,
    MetadataDocument: metadataDocument,
    Settings: settingsSchema,
    FailedWriteEdit: failedEditSchema,
    OutboundQuestion: outboundQuestionSchema,
  };
  return [...out, ...Object.entries(into).map(([name, schema]) => ({ $id: name, ...jsonSchema(schema, 'input') }))];
}

export function refTo(name: ComponentName): { readonly $ref: string } {
  return { $ref: `${name}#` };
}

/** One answer of a door. */
export function answer(description: string, name: ComponentName): Record<string, unknown> {
  return { description, content: { 'application/json': { schema: refTo(name) } } };
}

export const eventsPost = {
  type: 'object',
  required: ['events'],
  properties: { count: { type: 'integer' }, events: { type: 'array', items: refTo('SessionEvent') } },
} as const;

/** Published, and read tolerantly: keys in either spelling, an item by itself or in a list. */
export const snapshotsPost = {
  type: 'object',
  properties: {
    count: { type: 'integer' },
    events: {
      type: 'array',
      items: {
        type: 'object',
        properties: {
          event_id: { type: 'string' },
          timestamp: { type: 'integer', description: 'Milliseconds since the epoch.' },
          item: {
            type: 'object',
            additionalProperties: true,
            properties: {
              call_id: { type: ['integer', 'string'] },
              chat_id: { type: ['integer', 'string'] },
              state: { type: 'string' },
              direction: { type: 'string' },
              session_type_v2: { type: 'string' },
              language: { type: 'string' },
              queue_path_ids: { type: 'string' },
              queue_path_names: { type: 'string' },
              support_number: { type: 'string' },
              initiator: { type: 'string' },
              connected_at: { type: ['string', 'null'] },
              ends_at: { type: ['string', 'null'] },
              participants: { type: 'array', items: { type: 'object', additionalProperties: true } },
              dispositions: { type: 'object', additionalProperties: true },
            },
          },
        },
      },
    },
  },
} as const;

export const metadataPost = {
  anyOf: [refTo('MetadataDocument'), { type: 'array', items: refTo('MetadataDocument') }],
} as const;
