import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { healthSchema } from '../../../domain/api/health.ts';
import { TemporalProblem } from '../../errors.ts';
import type { GatewayDeps } from '../http/deps.ts';
import { answer, errorAnswers } from '../http/open-api.ts';

/** `/healthz` and `/readyz`: a supervisor such as Kubernetes asks whether the process lives and can reach Temporal. */
export const probeRoutes: FastifyPluginAsyncZod<Pick<GatewayDeps, 'ready'>> = async (app, { ready }) => {
  const tags = ['probes'];
  app.route({
    method: 'GET',
    url: '/healthz',
    schema: {
      tags,
      operationId: 'isAlive',
      summary: 'The process lives',
      response: { 200: answer('It does.', healthSchema) },
    },
    handler: async () => ({ status: 'ok' }),
  });

  app.route({
    method: 'GET',
    url: '/readyz',
    schema: {
      tags,
      operationId: 'isReady',
      summary: 'Temporal can be reached',
      response: { 200: answer('Send events.', healthSchema), ...errorAnswers({ 503: 'Temporal is not there.' }) },
    },
    handler: async () => {
      if (await ready()) return { status: 'ready' };
      throw new TemporalProblem('unreachable');
    },
  });
};
