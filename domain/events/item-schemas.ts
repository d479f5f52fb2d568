import { z } from 'zod';
import { customData } from './custom-data.ts';
import { failReasons } from './session-words.ts';
import { limits } from '../limits.ts';
import {
  fileUrl,
  flag,
  listOf,
  optionalAddress,
  optionalAmount,
  optionalCode,
  optionalCount,
  optionalFileSize,
  optionalFileUrl,
  optionalFlag,
  optionalInstant,
  optionalJson,
  optionalName,
  optionalObject,
  optionalPlatformId,
  optionalText,
  optionalWord,
  requiredText,
  zendeskId,
} from './schema-fields.ts';
import { agent, menuPath, optionalAgent, queue } from './session-object.ts';

/** Schemas of items that need more than one line, or that several event types share. */

export const moment = z.object({ at: optionalInstant.describe('When it happened.') });
export const byAgent = z.object({ agent: optionalAgent.describe('The agent who did it.') });
export const agentAtMoment = z.object({
  agent: agent.describe('The agent.'),
  at: optionalInstant.describe('When it happened.'),
});

export const queued = z.object({
  queue: queue.describe('The leaf queue.'),
  menu_path: optionalObject(menuPath).describe("The customer's way through the menu."),
  queued_at: optionalInstant.describe('When the session entered the queue.'),
});

export const agentCanceled = z.object({
  agent: optionalAgent.describe('The agent who declined or missed the session.'),
  reason: optionalText.describe('Why, in the words of the platform.'),
});

export const contactPick = z.object({
  contact_id: z
    .union([zendeskId, z.literal('new')], { error: 'expected a Zendesk user id or "new"' })
    .describe('The Zendesk id of the contact, or `new`.'),
  agent: optionalAgent.describe('The agent who picked.'),
});

export const ticketPick = z.object({
  ticket_id: z
    .union([zendeskId, z.enum(['new', 'none'])], { error: 'expected a Zendesk ticket id, "new" or "none"' })
    .describe('The id of the ticket, `new`, or `none`.'),
  agent: optionalAgent.describe('The agent who picked.'),
});

export const ticketMerge = z.object({
  from_ticket_id: zendeskId.describe('The ticket that was merged away.'),
  into_ticket_id: zendeskId.describe('The ticket that gets the later updates.'),
});

export const transfer = z.object({
  transfer_id: optionalPlatformId.describe("The platform's id of the transfer. The same id again changes nothing."),
  from_agent: optionalAgent.describe('The agent who transfers.'),
  to_agent: optionalAgent.describe('The agent who receives.'),
  from_queue: optionalObject(queue).describe('The queue that the session leaves.'),
  to_queue: optionalObject(queue).describe('The queue that receives the session.'),
  reason: optionalText.describe('Why the transfer failed, in the words of the platform.'),
});

export const participation = z.object({
  participant: z
    .object({
      id: optionalPlatformId.describe("The platform's id of the participant."),
      name: optionalName.describe('The name, as the end comment shows it.'),
      kind: z.enum(['agent', 'virtual', 'external']).describe('A human agent, a bot, or somebody outside.'),
    })
    .describe('The participant who joined or left.'),
  consult: flag.describe('Whether the participant is only consulted.'),
  at: optionalInstant.describe('When it happened.'),
});

/** The text of a chat message is left out, because it comes with the transcript (UPD-14). */
export const chatMessage = z.object({
  from: z.enum(['customer', 'agent', 'virtual_agent']).describe('The sender of the message.'),
  at: optionalInstant.describe('When it was sent.'),
  customer_count: optionalCount.describe('How many messages the customer has sent so far, this one included (TKT-3).'),
});

/** A file that the customer shared. `size` is in bytes. */
const sharedFile = z.object({
  file_id: optionalPlatformId.describe("The platform's id of the file."),
  url: fileUrl.describe("The address of the file. Its host must be among the worker's `FILE_HOSTS` (SEC-5)."),
  name: optionalName.describe('The name of the file.'),
  content_type: optionalAddress.describe('The media type, such as `image/jpeg`.'),
  size: optionalFileSize.describe('The size in bytes.'),
});

const smartAction = z.object({
  smart_action_id: optionalPlatformId.describe("The platform's id of the SmartAction."),
  kind: z
    .enum(['verification', 'photo', 'video', 'screenshot', 'text_input'])
    .describe('The task that the customer was given.'),
});

export const smartActionResult = smartAction.extend({
  result: optionalJson.describe('The result, such as a typed text, or whether the verification succeeded.'),
  files: listOf(sharedFile, limits.list.files.value).describe('The files that the customer shared.'),
});

export const smartActionFailure = smartAction.extend({
  error: optionalObject(
    z.object({
      code: optionalCode.describe("The platform's code of the error."),
      message: optionalText.describe('The message, as the comment shows it.'),
    }),
  ).describe('The error.'),
});

export const customDataGiven = z.object({ custom_data: customData.describe('The data, by its keys.') });

export const dapResponse = z.object({
  request: optionalJson.describe('The request that was answered.'),
  response: optionalJson.describe('The answer.'),
});

export const rating = z.object({
  score: z.int().min(1).max(5).describe('The rating, 1 to 5.'),
  comment: optionalText.describe("The customer's remark."),
});

export const disposition = z.object({
  disposition_id: optionalPlatformId.describe("The platform's id of the disposition."),
  code: optionalCode.describe('The disposition code.'),
  custom_code_id: optionalCode.describe('The id of the custom code.'),
  list: optionalName.describe('The list from which the code was chosen.'),
  note: optionalText.describe("The agent's note."),
  agent: optionalAgent.describe('The agent who submitted it.'),
});

export const summary = z.object({
  text: requiredText(limits.text.text.value).describe('The summary.'),
  scope: z
    .enum(['session', 'segment'])
    .nullish()
    .transform((value) => value ?? 'session')
    .describe('The part that is summed up: the whole session, or a segment of it. By default `session`.'),
  segment: optionalPlatformId.describe("The platform's id of the part."),
  agent: optionalAgent.describe('The agent of the part.'),
});

export const transcript = z
  .object({
    file_id: optionalPlatformId.describe("The platform's id of the transcript."),
    url: optionalFileUrl.describe('The address of the transcript. Either `url` or `text` is needed.'),
    text: z
      .string()
      .max(limits.text.transcript.value)
      .nullish()
      .transform((value) => value || null)
      .describe('The transcript itself.'),
    content_type: optionalAddress.describe('The media type of the file, such as `text/plain`.'),
  })
  .refine(({ url, text }) => url !== null || text !== null, {
    path: ['url'],
    error: 'expected url or text: a transcript needs one of them',
  });

export const recording = z.object({
  segment: optionalPlatformId.describe("The platform's id of the segment."),
  file_id: optionalPlatformId.describe("The platform's id of the file."),
  url: fileUrl.describe("The address of the recording. Its host must be among the worker's `FILE_HOSTS` (SEC-5)."),
  content_type: optionalAddress.describe('The media type, such as `audio/wav`.'),
  size: optionalFileSize.describe('The size in bytes.'),
  started_at: optionalInstant.describe('When the recording began.'),
  duration_s: optionalAmount.describe('The duration in seconds.'),
});

export const voicemail = z.object({
  file_id: optionalPlatformId.describe("The platform's id of the voicemail."),
  recording_url: optionalFileUrl.describe('The address of the recorded message.'),
  duration_s: optionalAmount.describe('The duration in seconds.'),
  transcription: optionalText.describe('The message as text.'),
});

const durations = z.object({
  call_s: optionalAmount.describe('The whole duration in seconds, waiting included.'),
  wait_s: optionalAmount.describe('The time from the queue to the answer, in seconds.'),
  hold_s: optionalAmount.describe('The time on hold, all holds together, in seconds.'),
});

/** Data that will still arrive after the end. A null member means that the platform did not say (LATE-1). */
const expects = z.object({
  recording_segments: optionalCount.describe('How many recordings will come.'),
  transcript: optionalFlag.describe('Whether a transcript will come.'),
  metadata: optionalFlag.describe('Whether a metadata document will come.'),
});

export const sessionEnd = z.object({
  disconnected_by: optionalWord(['agent', 'end_user', 'system']).describe('The side that ended the session.'),
  at: optionalInstant.describe('When it ended.'),
  fail_reason: optionalWord(failReasons).describe(
    'Why nobody answered. A word that begins with `abandoned_` means that the customer gave up (TKT-8).',
  ),
  durations: optionalObject(durations).describe('The durations, as the platform measured them.'),
  expects: optionalObject(expects).describe('Data that will still come after the end (LATE-1).'),
});

export const warning = z.object({
  message: requiredText(limits.text.warning.value).describe(
    'One sentence. It names the key that was not understood, and no value.',
  ),
});
