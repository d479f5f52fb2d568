import { z } from 'zod';
import { limits } from '../limits.ts';
import { optionalCustomData } from './custom-data.ts';
import {
  listOf,
  optionalAddress,
  optionalAmount,
  optionalCode,
  optionalFlag,
  optionalInstant,
  optionalLink,
  optionalName,
  optionalObject,
  optionalPath,
  optionalPlatformId,
  optionalShortText,
  optionalText,
  platformId,
} from './schema-fields.ts';

const party = z.object({
  id: optionalPlatformId.describe("The platform's id of the agent."),
  name: optionalName.describe('The name.'),
  email: optionalAddress.describe('The e-mail address.'),
  va_alias: optionalName.describe('The alias of a virtual agent.'),
});

const path = z.object({
  name: optionalPath.describe('The names on the way, joined by slashes.'),
  materialized_path: optionalPath.describe('The ids on the way, joined by slashes.'),
});

/**
 * The platform writes a state as a word or as a number. Both are kept as text, and `domain/platform/` translates them.
 */
const state = optionalCode;

const transfer = z.object({
  transfer_id: optionalPlatformId.describe("The platform's id of the transfer."),
  status: state.describe('The state of the transfer, as a word or a number.'),
  fail_reason: optionalText.describe('Why the transfer failed.'),
  from_agent: optionalObject(party).describe('The agent who transferred.'),
  to_agent: optionalObject(party).describe('The agent who received.'),
  from_menu_path: optionalObject(path).describe('The queue that the session left.'),
  to_menu_path: optionalObject(path).describe('The queue that received the session.'),
  assigned_at: optionalInstant.describe('When the receiver got the session.'),
});

const participant = z.object({
  type: optionalShortText.describe('The kind of participant, such as `agent` or `end_user`.'),
  status: state.describe('The state of the participant, as a word or a number.'),
  user_id: optionalPlatformId.describe("The platform's id of the agent."),
  end_user_id: optionalPlatformId.describe("The platform's id of the customer."),
  hold_duration: optionalAmount.describe('The time on hold, in seconds.'),
  connected_at: optionalInstant.describe('When the participant was connected.'),
  ended_at: optionalInstant.describe('When the participant left.'),
});

const disposition = z.object({
  disposition_id: optionalPlatformId.describe("The platform's id of the disposition."),
  code: optionalCode.describe('The disposition code.'),
  custom_code_id: optionalCode.describe('The id of the custom code.'),
  list: optionalName.describe('The list from which the code was chosen.'),
  note: optionalText.describe("The agent's note."),
});

/**
 * The platform's metadata document, which it publishes about 15 minutes after the end of a session. The keys are
 * spelled as the platform spells them, and all of them but `id` are optional. An address is accepted as any text, so
 * that one broken address does not refuse the whole document (PLT-3).
 */
export const metadataDocument = z.object({
  id: platformId.describe("The platform's number of the call or chat."),
  lang: optionalShortText.describe('The language of the session.'),
  call_type: optionalShortText.describe(
    'The type of a call. One of `call_type`, `chat_type` and `session_type_v2` is needed.',
  ),
  chat_type: optionalShortText.describe('The type of a chat.'),
  session_type_v2: optionalShortText.describe('The type of the session.'),
  status: state.describe('The state of the session, as a word or a number.'),
  created_at: optionalInstant.describe('When the session began.'),
  queued_at: optionalInstant.describe('When it entered its queue.'),
  assigned_at: optionalInstant.describe('When it was assigned to an agent.'),
  connected_at: optionalInstant.describe('When an agent answered.'),
  ends_at: optionalInstant.describe('When it ended.'),
  wait_duration: optionalAmount.describe('The waiting time in seconds.'),
  call_duration: optionalAmount.describe('The duration of a call in seconds.'),
  chat_duration: optionalAmount.describe('The duration of a chat in seconds.'),
  hold_duration: optionalAmount.describe('The time on hold in seconds.'),
  rating: optionalAmount.describe('The rating, 1 to 5. 0 means that there is none.'),
  has_feedback: optionalFlag.describe('Whether the customer left a remark.'),
  out_ticket_id: optionalPlatformId.describe('The ticket that the platform knows, if any.'),
  out_ticket_url: optionalLink.describe('The address of that ticket.'),
  verified: optionalFlag.describe('Whether the customer was verified. `false` means that there is no value.'),
  recording_url: optionalLink.describe('The address of the recording.'),
  voicemail_reason: optionalShortText.describe('Why there is a voicemail. With it, the recording is a voice message.'),
  disconnected_by: optionalShortText.describe('The side that ended the session.'),
  fail_reason: optionalText.describe('Why nobody answered.'),
  support_number: optionalAddress.describe('The number that the customer called.'),
  outbound_number: optionalAddress.describe('The number that the callee saw.'),
  selected_menu: optionalObject(
    z.object({
      id: optionalPlatformId.describe('The id of the item.'),
      name: optionalName.describe('The name of the item.'),
    }),
  ).describe('The menu item that the customer chose.'),
  menu_path: optionalObject(path).describe("The customer's way through the menu."),
  agent_info: optionalObject(party).describe('The first agent, unless the transfers say otherwise.'),
  end_user: optionalObject(
    z.object({
      id: optionalPlatformId.describe("The platform's id of the customer."),
      identifier: optionalPlatformId.describe("The app's identifier of the user. It counts as proven."),
      out_contact_id: optionalPlatformId.describe('The Zendesk user whom the platform knows, if any.'),
      name: optionalName.describe('The name.'),
      email: optionalAddress.describe('The e-mail address.'),
      phone: optionalAddress.describe('The phone number.'),
    }),
  ).describe('The customer.'),
  photos: listOf(
    z.object({
      photo_type: optionalShortText.describe('`photo` or `screenshot`.'),
      url: optionalLink.describe('The address of the file.'),
    }),
    limits.list.files.value,
  ).describe('The photos that the customer shared.'),
  videos: listOf(
    z.object({ url: optionalLink.describe('The address of the file.') }),
    limits.list.files.value,
  ).describe('The videos that the customer shared.'),
  transfers: listOf(transfer, limits.list.transfers.value).describe('The transfers, in their order.'),
  participants: listOf(participant, limits.list.participants.value).describe('Everybody who took part.'),
  dispositions: listOf(disposition, limits.list.dispositions.value).describe(
    'The disposition codes that were submitted.',
  ),
  custom_data: optionalCustomData.describe("Data that the customer's app or page gave."),
});
