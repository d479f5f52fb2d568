import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { healthSchema } from '../../../domain/api/health.ts';
import type { Readiness } from '../../readiness.ts';
import type { GatewayDeps } from '../http/deps.ts';
import { answer, errorAnswers } from '../http/open-api.ts';

/**
 * `/healthz` and `/readyz`: a supervisor such as Kubernetes asks whether the process lives, and whether Temporal has what it
 * needs.
 */
export const probeRoutes: FastifyPluginAsyncZod<Pick<GatewayDeps, 'ready'>> = async (app, { ready }) => {
  const tags = ['probes'];
  let pending: Promise<Readiness> | null = null;
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
      summary: 'Temporal can be reached, and is set up',
      response: {
        200: answer('Send events.', healthSchema),
        ...errorAnswers({ 503: 'Temporal is not there, or lacks what the product needs. The code says which.' }),
      },
    },
    handler: async () => {
      // Probes that come at the same time share one look.
      pending ??= ready().finally(() => {
        pending = null;
      });
      const { problem, warnings } = await pending;
      if (problem !== null) throw problem;
      return { status: 'ready', ...(warnings.length === 0 ? {} : { warnings: [...warnings] }) };
    },
  });
};
