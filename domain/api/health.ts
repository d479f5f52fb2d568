import { z } from 'zod';

/** `GET /healthz` and `GET /readyz`: the answer if all is well. */
export const healthSchema = z
  .object({ status: z.string().describe('`ok` or `ready`.') })
  .meta({ id: 'Health', description: 'The process is well.' });
