import { z } from 'zod';

/** JSON Schema of the question that `POST /v1/ops/dry-run` takes, for the OpenAPI document only. */
export const dryRunBody = {
  type: 'object',
  required: ['session'],
  properties: {
    session: { type: 'object', description: 'The item of session.started. `id` may be left out.' },
    events: {
      type: 'array',
      items: { type: 'object' },
      description: 'The events after the start, each with `type` and `item`. By default an agent answers.',
    },
    settings: {
      type: 'object',
      description: 'Values that replace those of the current settings. A list is replaced as a whole.',
    },
  },
} as const;

/** `POST /v1/ops/dry-run`: the contact and the ticket that a session would get, and why (OPS-2). */
export const dryRunSchema = z.object({
  contact: z.looseObject({ kind: z.enum(['existing', 'new', 'pick', 'none']) }),
  ticket: z.looseObject({ kind: z.enum(['new', 'append', 'none', 'wait']) }),
  reasons: z.array(z.object({ about: z.string(), rule: z.string(), because: z.string() })),
  waitsFor: z.array(z.object({ for: z.string(), until: z.int().nullable() })),
  trouble: z
    .object({ code: z.string(), message: z.string() })
    .nullable()
    .describe('Why Zendesk could not be asked. The answer is then made without data from Zendesk.'),
});

export type DryRun = z.output<typeof dryRunSchema>;
