import { z } from 'zod';
import { optionalCustomData } from './custom-data.ts';
import { sessionTypes } from './session-words.ts';
import {
  flag,
  optionalAddress,
  optionalAmount,
  optionalChoiceId,
  optionalFlag,
  optionalInstant,
  optionalLink,
  optionalName,
  optionalObject,
  optionalPath,
  optionalPlatformId,
  optionalSessionId,
  optionalShortText,
  optionalWord,
  optionalZendeskId,
  platformId,
  sessionId,
} from './schema-fields.ts';

/** An agent. One of kind `virtual` is a bot of the platform, which does not count as an agent (TKT-15). */
export const agent = z.object({
  id: platformId.describe("The platform's id of the agent."),
  email: optionalAddress.describe('The e-mail address, by which the agent is found in Zendesk (ADP-5).'),
  name: optionalName.describe('The name, as comments show it.'),
  kind: z
    .enum(['human', 'virtual'])
    .nullish()
    .transform((value) => value ?? 'human')
    .describe('`virtual` is a bot, which does not count as an agent (TKT-15). By default `human`.'),
});

export const optionalAgent = optionalObject(agent);

/** The leaf queue: the queue at the end of the menu path. */
export const queue = z.object({
  id: platformId.describe("The platform's id of the leaf queue."),
  name: optionalName.describe('The name of the queue, as comments and fields show it.'),
});

export const menuPath = z.object({
  name: optionalPath.describe('The names of the menu items, joined by slashes.'),
  materialized_path: optionalPath.describe('The ids of the menu items, joined by slashes.'),
});

const nobody = { identifier: null, name: null, email: null, phone: null, authenticated: null };

/** The customer. `authenticated: false`: nothing proves who the customer is (CON-3). Null: the platform did not say. */
const endUser = z
  .object({
    identifier: optionalPlatformId.describe("The app's identifier of the user (CON-2)."),
    name: optionalName.describe('The name of the customer.'),
    email: optionalAddress.describe('The e-mail address of the customer.'),
    phone: optionalAddress.describe("The customer's phone number."),
    authenticated: optionalFlag.describe('Whether it is proven who the customer is (CON-3).'),
  })
  .nullish()
  .transform((value) => value ?? nobody);

const device = z.object({
  platform: optionalName.describe('The kind of device or browser.'),
  os: optionalName.describe('The operating system.'),
  app_version: optionalName.describe('The version of the app.'),
  page_url: optionalLink.describe('The web page from which the session began.'),
});

const outbound = z.object({
  source: optionalWord(['dialpad', 'contact', 'ticket', 'call_back', 'callback_button', 'team_ticket']).describe(
    'Where the agent started the call from.',
  ),
  contact_id: optionalZendeskId.describe('The Zendesk user who is called.'),
  ticket_id: optionalZendeskId.describe('The ticket from which the call starts, or that the agent chose.'),
  ticket_choice: z
    .enum(['auto', 'existing', 'new', 'none'])
    .nullish()
    .transform((value) => value ?? 'auto')
    .describe('The ticket of the call: found automatically, `ticket_id`, a new one, or none. By default `auto`.'),
  entered_number: flag.describe('Whether the number was entered for this call only (OUT-8, OUT-13).'),
  follows_session_id: optionalSessionId.describe('The call that this one follows (APP-5, APP-6).'),
  choice_id: optionalChoiceId.describe('The key of the choice that the agent made before the call (OUT-14).'),
});

/** The item of `session.started`: one call or one chat as it begins. */
export const sessionObject = z.object({
  id: sessionId.describe('The id of the session, the same as `session_id` of the event.'),
  kind: z.enum(['call', 'chat']).describe('Whether the session is a call or a chat.'),
  session_type: z.enum(sessionTypes).describe('The type of the session, as the platform spells it.'),
  direction: z
    .enum(['inbound', 'outbound'])
    .describe('`inbound` if the customer began the session, `outbound` if an agent did.'),
  lang: optionalShortText.describe('The language of the session, such as `en`.'),
  created_at: optionalInstant.describe('When the session began.'),
  from: optionalAddress.describe('The number that calls.'),
  to: optionalAddress.describe('The number that is called.'),
  outbound_number: optionalAddress.describe('The number that the callee of an outbound call sees.'),
  menu_path: optionalObject(menuPath).describe("The customer's way through the menu."),
  queue: optionalObject(queue).describe('The leaf queue, if it is known at the start.'),
  agent: optionalAgent.describe('The agent who dialled, of an outbound call.'),
  recording: flag.describe('Whether the session is recorded, so that a recording is expected.'),
  end_user: endUser.describe('The customer, as far as the platform knows.'),
  device: optionalObject(device).describe("The customer's device."),
  custom_data: optionalCustomData.describe("Data that the customer's app or page gave."),
  outbound: optionalObject(outbound).describe('The choices before an outbound call.'),
  previous_call_seconds: optionalAmount.describe('The duration of the call that this one follows, in seconds (APP-6).'),
  /**
   * The source of this start. `events`: a post to `/v1/events`. `webhook`: the platform's own webhook, which does not
   * count messages (TKT-3), and after which a metadata document is expected (LATE-1). `metadata`: a metadata document,
   * when no event reported the session (PLT-4).
   */
  told_by: z
    .enum(['events', 'webhook', 'metadata'])
    .nullish()
    .transform((value) => value ?? 'events')
    .describe('The source of this start. Leave it out: the gateway sets it where it makes a start itself.'),
});
