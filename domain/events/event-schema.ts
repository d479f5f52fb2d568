import { z } from 'zod';
import { customData } from './custom-data.ts';
import type { EventType } from './event-types.ts';
import { failReasons } from './event-types.ts';
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
  sessionId,
  zendeskId,
} from './schema-fields.ts';
import { metadataDocument } from './metadata-document.ts';
import { agent, menuPath, optionalAgent, queue, sessionObject } from './session-object.ts';

const moment = z.object({ at: optionalInstant });
const byAgent = z.object({ agent: optionalAgent });
const withAgent = z.object({ agent, at: optionalInstant });

const transfer = z.object({
  transfer_id: optionalPlatformId,
  from_agent: optionalAgent,
  to_agent: optionalAgent,
  from_queue: optionalObject(queue),
  to_queue: optionalObject(queue),
  reason: optionalText,
});

const participation = z.object({
  participant: z.object({
    id: optionalPlatformId,
    name: optionalText,
    kind: z.enum(['agent', 'virtual', 'external']),
  }),
  consult: flag,
  at: optionalInstant,
});

/** A file that the customer shared; `size` in bytes. */
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

const durations = z.object({ call_s: optionalAmount, wait_s: optionalAmount, hold_s: optionalAmount });

/** What will still come after the end; a null member means that nothing was said about it (LATE-1). */
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

function event<Type extends EventType, Item extends z.ZodType>(type: Type, item: Item) {
  return z.object({
    event_id: z.string().min(1).max(128),
    timestamp: z.int().positive(),
    session_id: sessionId,
    type: z.literal(type),
    item,
  });
}

/**
 * Every session event with what it carries. `timestamp` is in milliseconds; fields that end in `_s` are seconds. Unknown
 * keys are left out of the result. The text of a chat message is no field: it comes with the transcript (UPD-14).
 */
export const sessionEventSchema = z
  .discriminatedUnion(
    'type',
    [
      event('session.started', sessionObject),
      event('session.queued', z.object({ queue, menu_path: optionalObject(menuPath), queued_at: optionalInstant })),
      event('session.assigned', withAgent),
      event('session.connected', withAgent),
      event('session.agent_canceled', z.object({ agent: optionalAgent, reason: optionalText })),
      event(
        'contact.picked',
        z.object({
          contact_id: z.union([zendeskId, z.literal('new')], { error: 'expected a Zendesk user id or "new"' }),
          agent: optionalAgent,
        }),
      ),
      event(
        'ticket.picked',
        z.object({
          ticket_id: z.union([zendeskId, z.enum(['new', 'none'])], {
            error: 'expected a Zendesk ticket id, "new" or "none"',
          }),
          agent: optionalAgent,
        }),
      ),
      event('ticket.merged', z.object({ from_ticket_id: zendeskId, into_ticket_id: zendeskId })),
      event('transfer.started', transfer),
      event('transfer.finished', transfer),
      event('transfer.failed', transfer),
      event('hold.started', moment),
      event('hold.ended', moment),
      event('participant.joined', participation),
      event('participant.left', participation),
      event(
        'chat.message',
        z.object({
          from: z.enum(['customer', 'agent', 'virtual_agent']),
          at: optionalInstant,
          customer_count: optionalCount,
        }),
      ),
      event('smart_action.completed', smartAction.extend({ result: optionalJson, files: listOf(sharedFile) })),
      event(
        'smart_action.failed',
        smartAction.extend({ error: optionalObject(z.object({ code: optionalCode, message: optionalText })) }),
      ),
      event('custom_data.received', z.object({ custom_data: customData })),
      event('dap.responded', z.object({ request: optionalJson, response: optionalJson })),
      event('rating.received', z.object({ score: z.int().min(1).max(5), comment: optionalText })),
      event(
        'disposition.submitted',
        z.object({
          disposition_id: optionalPlatformId,
          code: optionalCode,
          custom_code_id: optionalCode,
          list: optionalText,
          note: optionalText,
          agent: optionalAgent,
        }),
      ),
      event(
        'summary.generated',
        z.object({
          text: requiredText,
          scope: z
            .enum(['session', 'segment'])
            .nullish()
            .transform((value) => value ?? 'session'),
          segment: optionalPlatformId,
          agent: optionalAgent,
        }),
      ),
      event(
        'transcript.ready',
        z
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
          }),
      ),
      event(
        'recording.ready',
        z.object({
          segment: optionalPlatformId,
          file_id: optionalPlatformId,
          url: fileUrl,
          content_type: optionalText,
          size: optionalCount,
          started_at: optionalInstant,
          duration_s: optionalAmount,
        }),
      ),
      event(
        'voicemail.left',
        z.object({
          file_id: optionalPlatformId,
          recording_url: optionalFileUrl,
          duration_s: optionalAmount,
          transcription: optionalText,
        }),
      ),
      event('voicemail.read', byAgent),
      event('voicemail.dismissed', byAgent),
      event('voicemail.called_back', byAgent),
      event(
        'session.ended',
        z.object({
          disconnected_by: optionalWord(['agent', 'end_user', 'system']),
          at: optionalInstant,
          fail_reason: optionalWord(failReasons),
          durations: optionalObject(durations),
          expects: optionalObject(expects),
        }),
      ),
      event('wrap_up.ended', moment),
      event('session.metadata', metadataDocument),
      event('session.warning', z.object({ message: requiredText })),
    ],
    { error: 'unknown event type' },
  )
  .superRefine((parsed, context) => {
    if (parsed.type === 'session.started' && parsed.item.id !== parsed.session_id) {
      context.addIssue({ code: 'custom', path: ['item', 'id'], message: 'must be the same as session_id' });
    }
  });
