import { z } from 'zod';
import { optionalCustomData } from './custom-data.ts';
import {
  listOf,
  optionalAmount,
  optionalCode,
  optionalFlag,
  optionalInstant,
  optionalObject,
  optionalPlatformId,
  optionalText,
  platformId,
} from './schema-fields.ts';

const party = z.object({ id: optionalPlatformId, name: optionalText, email: optionalText, va_alias: optionalText });

const path = z.object({ name: optionalText, materialized_path: optionalText });

/**
 * The platform writes a state as a word or as a number. Both are kept as text, and `domain/platform/` translates them.
 */
const state = optionalCode;

const transfer = z.object({
  transfer_id: optionalPlatformId,
  status: state,
  fail_reason: optionalText,
  from_agent: optionalObject(party),
  to_agent: optionalObject(party),
  from_menu_path: optionalObject(path),
  to_menu_path: optionalObject(path),
  assigned_at: optionalInstant,
});

const participant = z.object({
  type: optionalText,
  status: state,
  user_id: optionalPlatformId,
  end_user_id: optionalPlatformId,
  hold_duration: optionalAmount,
  connected_at: optionalInstant,
  ended_at: optionalInstant,
});

const disposition = z.object({
  disposition_id: optionalPlatformId,
  code: optionalCode,
  custom_code_id: optionalCode,
  list: optionalText,
  note: optionalText,
});

/**
 * The platform's metadata document, which it publishes about 15 minutes after the end of a session. The keys are
 * spelled as the platform spells them, and all of them but `id` are optional. An address is accepted as any text, so
 * that one broken address does not refuse the whole document (PLT-3).
 */
export const metadataDocument = z.object({
  id: platformId,
  lang: optionalText,
  call_type: optionalText,
  chat_type: optionalText,
  session_type_v2: optionalText,
  status: state,
  created_at: optionalInstant,
  queued_at: optionalInstant,
  assigned_at: optionalInstant,
  connected_at: optionalInstant,
  ends_at: optionalInstant,
  wait_duration: optionalAmount,
  call_duration: optionalAmount,
  chat_duration: optionalAmount,
  hold_duration: optionalAmount,
  rating: optionalAmount,
  has_feedback: optionalFlag,
  out_ticket_id: optionalPlatformId,
  out_ticket_url: optionalText,
  verified: optionalFlag,
  recording_url: optionalText,
  voicemail_reason: optionalText,
  disconnected_by: optionalText,
  fail_reason: optionalText,
  support_number: optionalText,
  outbound_number: optionalText,
  selected_menu: optionalObject(z.object({ id: optionalPlatformId, name: optionalText })),
  menu_path: optionalObject(path),
  agent_info: optionalObject(party),
  end_user: optionalObject(
    z.object({
      id: optionalPlatformId,
      identifier: optionalPlatformId,
      out_contact_id: optionalPlatformId,
      name: optionalText,
      email: optionalText,
      phone: optionalText,
    }),
  ),
  photos: listOf(z.object({ photo_type: optionalText, url: optionalText })),
  videos: listOf(z.object({ url: optionalText })),
  transfers: listOf(transfer),
  participants: listOf(participant),
  dispositions: listOf(disposition),
  custom_data: optionalCustomData,
});
