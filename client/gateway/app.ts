import { randomUUID } from 'node:crypto';
import fastifySwagger from '@fastify/swagger';
import fastifySwaggerUi from '@fastify/swagger-ui';
import { fastify, LogController } from 'fastify';
import type { FastifyBaseLogger, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { TemporalProblem } from '../errors.ts';
import { watchAgents } from '../adapter/watch.ts';
import { adapterRoutes } from './routes/adapter.ts';
import { adapterStreamRoutes } from './routes/adapter-stream.ts';
import { adminRoutes } from './routes/admin.ts';
import { codecRoutes } from './routes/codec.ts';
import type { GatewayDeps } from './http/deps.ts';
import { answerOf, GatewayError, retryAfterSeconds } from './http/errors.ts';
import { dryRunRoutes } from './routes/dry-run.ts';
import { eventRoutes } from './routes/events.ts';
import { openApi } from './http/open-api.ts';
import { opsRoutes } from './routes/ops.ts';
import { outboundRoutes } from './routes/outbound.ts';
import { platformRoutes } from './routes/platform.ts';
import { failedWriteRoutes } from './routes/ops-failed-writes.ts';
import { unattachedRoutes } from './routes/ops-unattached.ts';
import { answer, components } from '../../domain/api/schemas.ts';
import { sessionSearchRoutes } from './routes/session-search.ts';
import { zendeskWebhookRoutes } from './routes/zendesk-webhook.ts';

export type { GatewayDeps } from './http/deps.ts';

/** SEC-2. */
export const maxPostBytes = 5 * 1024 * 1024;

const probes: readonly (string | undefined)[] = ['/healthz', '/readyz'];

/** A caller's own request id is kept where it is harmless in a log. */
function requestId({ headers }: { readonly headers: Readonly<Record<string, unknown>> }): string {
  const given = headers['x-request-id'];
  return typeof given === 'string' && /^[\w.-]{1,64}$/.test(given) ? given : randomUUID();
}

function sendError(error: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const { status, body } = answerOf(error);
  if (status >= 500) request.log.error({ err: error, code: body.error.code }, 'request failed');
  if (status === 503) void reply.header('retry-after', retryAfterSeconds);
  if (status === 401)
    void reply.header('www-authenticate', body.error.code === 'no_token' ? 'Bearer' : 'Basic realm="platform"');
  return reply.code(status).type('application/json; charset=utf-8').send(body);
}

/**
 * The HTTP doors, not yet listening: events of the platform, sessions for agents and operators, settings for administrators,
 * `/healthz`, `/readyz`, `/openapi.json` and `/docs`. Bodies are checked by zod alone, and never logged.
 */
export function buildGateway(deps: GatewayDeps): FastifyInstance {
  const loggerInstance: FastifyBaseLogger = deps.logger;
  const app = fastify({
    loggerInstance,
    logController: new LogController({ disableRequestLogging: true, requestIdLogLabel: 'requestId' }),
    genReqId: requestId,
    bodyLimit: maxPostBytes,
    // A caller that sends its post byte by byte holds no connection for ever.
    requestTimeout: 60_000,
    frameworkErrors: sendError,
    return503OnClosing: true,
    forceCloseConnections: 'idle',
  });
  // Signatures are over the bytes as they came, so no parser may touch them.
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body));
  app.setValidatorCompiler(() => () => true);
  app.setSerializerCompiler(() => (data) => JSON.stringify(data));
  app.setErrorHandler(sendError);
  app.setNotFoundHandler((request, reply) => sendError(new GatewayError('not_found'), request, reply));
  app.addHook('onRequest', async (request, reply) => {
    void reply.header('x-request-id', request.id);
  });
  app.addHook('onResponse', async (request, reply) => {
    const { url: route } = request.routeOptions;
    const line = { method: request.method, route, status: reply.statusCode, ms: Math.round(reply.elapsedTime) };
    if (probes.includes(route)) request.log.debug(line, 'answered');
    else request.log.info(line, 'answered');
  });
  const watch = watchAgents(deps.sessions, {
    onProblem: (error) => app.log.warn({ err: error }, 'the sessions that changed are not known: asked again'),
  });
  for (const component of components()) app.addSchema(component);
  void app.register(fastifySwagger, openApi);
  void app.register(fastifySwaggerUi, { routePrefix: '/docs', logLevel: 'warn' });
  // Routes stand in a plugin of their own, so that the document is there to collect them.
  void app.register(async (doors) => {
    probeRoutes(doors, deps.ready);
    eventRoutes(doors, deps);
    platformRoutes(doors, deps);
    adapterRoutes(doors, deps, watch);
    adapterStreamRoutes(doors, deps, watch);
    adminRoutes(doors, deps);
    opsRoutes(doors, deps);
    dryRunRoutes(doors, deps);
    outboundRoutes(doors, deps);
    sessionSearchRoutes(doors, deps);
    failedWriteRoutes(doors, deps);
    unattachedRoutes(doors, deps);
    zendeskWebhookRoutes(doors, deps);
    codecRoutes(doors, deps);
    doors.get('/openapi.json', { schema: { hide: true } }, async () => app.swagger());
  });
  return app;
}

function probeRoutes(app: FastifyInstance, ready: GatewayDeps['ready']): void {
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
