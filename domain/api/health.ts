import { z } from 'zod';

/** `GET /healthz` and `GET /readyz`: the answer if all is well. */
export const healthSchema = z
  .object({
    status: z.string().describe('`ok` or `ready`.'),
    warnings: z
      .array(z.string())
      .exactOptional()
      .describe('What an operator should change, although the process is ready. Left out: nothing.'),
  })
  .meta({ id: 'Health', description: 'The process is well.' });
