import { z } from 'zod';

/** `POST /v1/platform/{calls,chats,metadata}`: the answer to a post of the platform's own webhook or documents. */
export const translatedPostSchema = z.object({
  accepted: z.array(z.string()).describe('Ids of the events or documents that are durably stored.'),
  warnings: z.array(z.string()).describe('A sentence for each value that was not understood. It names the key.'),
});

export type TranslatedPost = z.output<typeof translatedPostSchema>;

/**
 * JSON Schema of a post of snapshots, for the OpenAPI document only. The gateway reads such posts tolerantly: keys in
 * either spelling, and one item by itself or a list of items (PLT-1).
 */
export const snapshotsBody = {
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
