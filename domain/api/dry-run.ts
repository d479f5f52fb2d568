import { z } from 'zod';

/** JSON Schema of the question that `POST /v1/ops/dry-run` takes, for the OpenAPI document only. */
export const dryRunBody = {
  type: 'object',
  required: ['session'],
  properties: {
    session: { type: 'object', description: 'As session.started carries it; `id` may be left out.' },
    events: {
      type: 'array',
      items: { type: 'object' },
      description: 'What happens then, each with `type` and `item`; by default an agent answers.',
    },
    settings: { type: 'object', description: 'What differs from the settings in force; lists are replaced whole.' },
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
    .describe('Why Zendesk could not be asked; the answer is then what is known without it.'),
});

export type DryRun = z.output<typeof dryRunSchema>;
