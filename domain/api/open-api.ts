import { z } from 'zod';
import { metadataDocument } from '../events/metadata-document.ts';
import { sessionEventSchema } from '../events/parse-events.ts';
import { settingsSchema } from '../settings/schema.ts';
import { agentSessionSchema, agentSessionsSchema } from './agent-sessions.ts';
import { decodedPayloadsSchema } from './codec.ts';
import { dryRunSchema } from './dry-run.ts';
import { errorAnswerSchema } from './errors.ts';
import { acceptedEventsSchema, refusedEventsSchema } from './events.ts';
import { failedWriteEditSchema } from './failed-write-edit.ts';
import { failedWriteSchema, failedWritesPageSchema, startedReplaysSchema } from './failed-writes.ts';
import {
  outboundCallSchema,
  outboundCancelledSchema,
  outboundOptionsSchema,
  outboundQuestionSchema,
} from './outbound.ts';
import { translatedPostSchema } from './platform.ts';
import { rescueSchema, sessionSchema, sessionsPageSchema } from './sessions.ts';
import { savedSettingsSchema, settingsHistorySchema, settingsPreviewSchema } from './settings.ts';
import { unattachedPageSchema, unattachedSessionSchema } from './unattached.ts';
import {
  connectionCheckSchema,
  createdFieldsSchema,
  notifiedSessionsSchema,
  requestBudgetSchema,
  sessionFieldsSchema,
} from './zendesk-account.ts';

/** The answers of the endpoints, by their names in the OpenAPI document. */
const answerSchemas = {
  Accepted: acceptedEventsSchema,
  Refused: refusedEventsSchema,
  Translated: translatedPostSchema,
  Error: errorAnswerSchema,
  SettingsSaved: savedSettingsSchema,
  SettingsPreview: settingsPreviewSchema,
  SettingsHistory: settingsHistorySchema,
  Session: sessionSchema,
  AgentSession: agentSessionSchema,
  AgentSessions: agentSessionsSchema,
  Budget: requestBudgetSchema,
  Check: connectionCheckSchema,
  Fields: sessionFieldsSchema,
  FieldsCreated: createdFieldsSchema,
  Sessions: sessionsPageSchema,
  Rescue: rescueSchema,
  DryRun: dryRunSchema,
  FailedWrites: failedWritesPageSchema,
  FailedWrite: failedWriteSchema,
  Replays: startedReplaysSchema,
  Unattached: unattachedPageSchema,
  Attached: unattachedSessionSchema,
  OutboundOptions: outboundOptionsSchema,
  OutboundCall: outboundCallSchema,
  OutboundCancelled: outboundCancelledSchema,
  Payloads: decodedPayloadsSchema,
  Told: notifiedSessionsSchema,
  Health: z.object({ status: z.string() }),
} as const;

/** The documents that endpoints take, by their names in the OpenAPI document. The same schemas validate them. */
const documentSchemas = {
  SessionEvent: sessionEventSchema,
  MetadataDocument: metadataDocument,
  Settings: settingsSchema,
  FailedWriteEdit: failedWriteEditSchema,
  OutboundQuestion: outboundQuestionSchema,
} as const;

export type ComponentName = keyof typeof answerSchemas | keyof typeof documentSchemas;

/** The schema as JSON Schema: `input` describes what a caller may send, `output` what an endpoint answers. */
export function jsonSchema(schema: z.ZodType, io: 'input' | 'output'): Record<string, unknown> {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, { io, unrepresentable: 'any' });
  return rest;
}

/** The components of the OpenAPI document, as JSON Schemas with their name as `$id`. */
export function components(): readonly Record<string, unknown>[] {
  return [
    ...Object.entries(answerSchemas).map(([name, schema]) => ({ $id: name, ...jsonSchema(schema, 'output') })),
    ...Object.entries(documentSchemas).map(([name, schema]) => ({ $id: name, ...jsonSchema(schema, 'input') })),
  ];
}

/** A reference to a component. */
export function refTo(name: ComponentName): { readonly $ref: string } {
  return { $ref: `${name}#` };
}

/** The description of one answer of an endpoint, whose body is the named component. */
export function answer(description: string, name: ComponentName): Record<string, unknown> {
  return { description, content: { 'application/json': { schema: refTo(name) } } };
}

/** The body of `POST /v1/events`. */
export const eventsBody = {
  type: 'object',
  required: ['events'],
  properties: { count: { type: 'integer' }, events: { type: 'array', items: refTo('SessionEvent') } },
} as const;

/** The body of `POST /v1/platform/metadata`. */
export const metadataBody = {
  anyOf: [refTo('MetadataDocument'), { type: 'array', items: refTo('MetadataDocument') }],
} as const;
