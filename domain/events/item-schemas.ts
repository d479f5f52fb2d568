import { z } from 'zod';
import { failReasons } from './session-words.ts';
import {
  fileUrl,
  flag,
  listOf,
  optionalAmount,
  optionalCode,
  optionalCount,
  optionalFileUrl,
  optionalInstant,
  optionalJson,
  optionalObject,
  optionalPlatformId,
  optionalText,
  optionalWord,
  requiredText,
  zendeskId,
} from './schema-fields.ts';
import { agent, optionalAgent, queue } from './session-object.ts';

/** Schemas of items that need more than one line, or that several event types share. */

export const moment = z.object({ at: optionalInstant });
export const byAgent = z.object({ agent: optionalAgent });
export const agentAtMoment = z.object({ agent, at: optionalInstant });

export const contactPick = z.object({
  contact_id: z.union([zendeskId, z.literal('new')], { error: 'expected a Zendesk user id or "new"' }),
  agent: optionalAgent,
});

export const ticketPick = z.object({
  ticket_id: z.union([zendeskId, z.enum(['new', 'none'])], { error: 'expected a Zendesk ticket id, "new" or "none"' }),
  agent: optionalAgent,
});

export const transfer = z.object({
  transfer_id: optionalPlatformId,
  from_agent: optionalAgent,
  to_agent: optionalAgent,
  from_queue: optionalObject(queue),
  to_queue: optionalObject(queue),
  reason: optionalText,
});

export const participation = z.object({
  participant: z.object({
    id: optionalPlatformId,
    name: optionalText,
    kind: z.enum(['agent', 'virtual', 'external']),
  }),
  consult: flag,
  at: optionalInstant,
});

/** The text of a chat message is left out, because it comes with the transcript (UPD-14). */
export const chatMessage = z.object({
  from: z.enum(['customer', 'agent', 'virtual_agent']),
  at: optionalInstant,
  customer_count: optionalCount,
});

/** A file that the customer shared. `size` is in bytes. */
const sharedFile = z.object({
  file_id: optionalPlatformId,
  url: fileUrl,
  name: optionalText,
  content_type: optionalText,
  size: optionalCount,
});

const smartAction = z.object({
  smart_action_id: optionalPlatformId,
  kind: z.enum(['verification', 'photo', 'video', 'screenshot', 'text_input']),
});

export const smartActionResult = smartAction.extend({ result: optionalJson, files: listOf(sharedFile) });

export const smartActionFailure = smartAction.extend({
  error: optionalObject(z.object({ code: optionalCode, message: optionalText })),
});

export const disposition = z.object({
  disposition_id: optionalPlatformId,
  code: optionalCode,
  custom_code_id: optionalCode,
  list: optionalText,
  note: optionalText,
  agent: optionalAgent,
});

export const summary = z.object({
  text: requiredText,
  scope: z
    .enum(['session', 'segment'])
    .nullish()
    .transform((value) => value ?? 'session'),
  segment: optionalPlatformId,
  agent: optionalAgent,
});

export const transcript = z
  .object({
    file_id: optionalPlatformId,
    url: optionalFileUrl,
    text: z
      .string()
      .nullish()
      .transform((value) => value || null),
    content_type: optionalText,
  })
  .refine(({ url, text }) => url !== null || text !== null, {
    path: ['url'],
    error: 'expected url or text: a transcript needs one of them',
  });

export const recording = z.object({
  segment: optionalPlatformId,
  file_id: optionalPlatformId,
  url: fileUrl,
  content_type: optionalText,
  size: optionalCount,
  started_at: optionalInstant,
  duration_s: optionalAmount,
});

export const voicemail = z.object({
  file_id: optionalPlatformId,
  recording_url: optionalFileUrl,
  duration_s: optionalAmount,
  transcription: optionalText,
});

const durations = z.object({ call_s: optionalAmount, wait_s: optionalAmount, hold_s: optionalAmount });

/** Data that will still arrive after the end. A null member means that the platform did not say (LATE-1). */
const expects = z.object({
  recording_segments: optionalCount,
  transcript: z
    .boolean()
    .nullish()
    .transform((value) => value ?? null),
  metadata: z
    .boolean()
    .nullish()
    .transform((value) => value ?? null),
});

export const sessionEnd = z.object({
  disconnected_by: optionalWord(['agent', 'end_user', 'system']),
  at: optionalInstant,
  fail_reason: optionalWord(failReasons),
  durations: optionalObject(durations),
  expects: optionalObject(expects),
});
