import { z } from 'zod';
import { optionalCustomData } from './custom-data.ts';
import { sessionTypes } from './session-words.ts';
import {
  flag,
  optionalAmount,
  optionalFlag,
  optionalInstant,
  optionalObject,
  optionalPlatformId,
  optionalSessionId,
  optionalText,
  optionalWord,
  optionalZendeskId,
  platformId,
  sessionId,
} from './schema-fields.ts';

/** An agent. One of kind `virtual` is a bot of the platform, which does not count as an agent (TKT-15). */
export const agent = z.object({
  id: platformId,
  email: optionalText,
  name: optionalText,
  kind: z
    .enum(['human', 'virtual'])
    .nullish()
    .transform((value) => value ?? 'human'),
});

export const optionalAgent = optionalObject(agent);

/** The leaf queue: the queue at the end of the menu path. */
export const queue = z.object({ id: platformId, name: optionalText });

export const menuPath = z.object({ name: optionalText, materialized_path: optionalText });

const nobody = { identifier: null, name: null, email: null, phone: null, authenticated: null };

/** The customer. `authenticated: false`: nothing proves who the customer is (CON-3). Null: the platform did not say. */
const endUser = z
  .object({
    identifier: optionalPlatformId,
    name: optionalText,
    email: optionalText,
    phone: optionalText,
    authenticated: optionalFlag,
  })
  .nullish()
  .transform((value) => value ?? nobody);

const device = z.object({
  platform: optionalText,
  os: optionalText,
  app_version: optionalText,
  page_url: optionalText,
});

const outbound = z.object({
  source: optionalWord(['dialpad', 'contact', 'ticket', 'call_back', 'callback_button', 'team_ticket']),
  contact_id: optionalZendeskId,
  ticket_id: optionalZendeskId,
  ticket_choice: z
    .enum(['auto', 'existing', 'new', 'none'])
    .nullish()
    .transform((value) => value ?? 'auto'),
  entered_number: flag,
  follows_session_id: optionalSessionId,
  choice_id: optionalText,
});

/** The item of `session.started`: one call or one chat as it begins. */
export const sessionObject = z.object({
  id: sessionId,
  kind: z.enum(['call', 'chat']),
  session_type: z.enum(sessionTypes),
  direction: z.enum(['inbound', 'outbound']),
  lang: optionalText,
  created_at: optionalInstant,
  from: optionalText,
  to: optionalText,
  outbound_number: optionalText,
  menu_path: optionalObject(menuPath),
  queue: optionalObject(queue),
  agent: optionalAgent,
  recording: flag,
  end_user: endUser,
  device: optionalObject(device),
  custom_data: optionalCustomData,
  outbound: optionalObject(outbound),
  previous_call_seconds: optionalAmount,
  /**
   * The source of this start. `events`: a post to `/v1/events`. `webhook`: the platform's own webhook, which does not
   * count messages (TKT-3), and after which a metadata document is expected (LATE-1). `metadata`: a metadata document,
   * when no event reported the session (PLT-4).
   */
  told_by: z
    .enum(['events', 'webhook', 'metadata'])
    .nullish()
    .transform((value) => value ?? 'events'),
});
