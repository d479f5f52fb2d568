import type { FastifyInstance } from 'fastify';
import { answer } from '../../../domain/api/open-api.ts';
import { TemporalProblem } from '../../errors.ts';
import type { GatewayDeps } from '../http/deps.ts';

/** `/healthz` and `/readyz`: a supervisor such as Kubernetes asks whether the process lives and can reach Temporal. */
export function probeRoutes(app: FastifyInstance, { ready }: Pick<GatewayDeps, 'ready'>): void {
  const tags = ['probes'];
  app.get(
    '/healthz',
    { schema: { tags, summary: 'The process lives', response: { 200: answer('It does.', 'Health') } } },
    async () => ({ status: 'ok' }),
  );
  app.get(
    '/readyz',
    {
      schema: {
        tags,
        summary: 'Temporal can be reached',
        response: { 200: answer('Send events.', 'Health'), 503: answer('Temporal is not there.', 'Error') },
      },
    },
    async () => {
      if (await ready()) return { status: 'ready' };
      throw new TemporalProblem('unreachable');
    },
  );
}
