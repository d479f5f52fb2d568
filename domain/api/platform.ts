import { z } from 'zod';
import { limits } from '../limits.ts';
import { metadataDocument } from '../events/metadata-document.ts';

/** `POST /v1/platform/{calls,chats,metadata}`: the answer to a post of the platform's own webhook or documents. */
export const translatedPostSchema = z
  .object({
    accepted: z.array(z.string()).describe('Ids of the events or documents that are durably stored.'),
    warnings: z
      .array(z.string())
      .describe('A sentence for each value that was not understood, cut or left out. It names the key.'),
    more: z.int().optional().describe('The number of further warnings, which are not named. Left out: none.'),
  })
  .meta({ id: 'Translated', description: 'A post of the platform is durably stored.' });

/*
 * The following schemas are for the OpenAPI document only. The gateway reads such posts tolerantly: keys in either
 * spelling, and one item by itself or a list of items (PLT-1).
 */

const id = z.union([z.int(), z.string()]);
const time = z.string().nullable().describe('ISO 8601. Without a zone it is UTC.');

const participant = z.object({
  type: z.string().optional().describe('`agent`, `virtual_agent` or `external`. The first external is the customer.'),
  state: z.string().optional().describe('The state of the participant, such as `accepted` or `connected`.'),
  id: id.optional().describe("The platform's id of the agent."),
  name: z.string().optional().describe('The name.'),
  email: z.string().optional().describe('The e-mail address, by which the agent is found in Zendesk.'),
  dn: z.string().optional().describe("The customer's number."),
  connected_at: time.optional().describe('When the participant was connected.'),
  ended_at: time.optional().describe('When the participant left.'),
});

const disposition = z.object({
  disposition_id: id.optional().describe("The platform's id of the disposition."),
  code: id.optional().describe('The disposition code.'),
  list: z.string().optional().describe('The list from which the code was chosen.'),
  note: z.string().optional().describe("The agent's note."),
});

const snapshot = z.object({
  call_id: id.optional().describe('The number of a call: 138 becomes the session `call-138`.'),
  chat_id: id.optional().describe('The number of a chat: 138 becomes the session `chat-138`.'),
  state: z.string().optional().describe('The state of the session.'),
  direction: z.string().optional().describe('`incoming` or `outgoing`.'),
  session_type_v2: z.string().optional().describe('The type of the session.'),
  language: z.string().optional().describe('The language of the session.'),
  queue_path_ids: z.string().optional().describe('The ids of the queue path, joined by slashes. The last is the leaf.'),
  queue_path_names: z.string().optional().describe('The names of the queue path, joined by slashes.'),
  support_number: z.string().optional().describe('The number that the customer called.'),
  initiator: z.string().optional().describe('The agent or bot that began the session, such as `agent_1`.'),
  connected_at: time.optional().describe('When the customer was connected.'),
  ends_at: time.optional().describe('When the session ended.'),
  participants: z.array(participant).optional().describe('Everybody who takes part.'),
  dispositions: z.array(disposition).optional().describe('The disposition codes that were submitted.'),
});

/** `POST /v1/platform/{calls,chats}`: a post of snapshots. */
export const snapshotsBodySchema = z.object({
  count: z.int().optional().describe('The number of events. It is not checked.'),
  events: z
    .array(
      z.object({
        event_id: z.string().optional().describe('The id of the snapshot.'),
        timestamp: z.int().optional().describe('Milliseconds since the epoch.'),
        item: snapshot.describe('The call or chat as it is now.'),
      }),
    )
    .max(limits.post.events.value)
    .describe('The snapshots, in any order.'),
});

const metadata = metadataDocument.meta({
  id: 'MetadataDocument',
  description: "The platform's metadata document of one session.",
});

/** `POST /v1/platform/metadata`: one document, or a list. */
export const metadataBodySchema = z.union([metadata, z.array(metadata).max(limits.post.events.value)]);
