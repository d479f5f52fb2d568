import { randomUUID } from 'node:crypto';
import fastifySwagger from '@fastify/swagger';
import fastifySwaggerUi from '@fastify/swagger-ui';
import { fastify, LogController } from 'fastify';
import type { FastifyBaseLogger, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { limits } from '../../domain/limits.ts';
import { endpoints } from './endpoints.ts';
import type { GatewayDeps } from './http/deps.ts';
import { errorResponse, GatewayError, retryAfterSeconds } from './http/errors.ts';
import { openApi } from './http/open-api.ts';
import { validatorCompiler } from './http/validation.ts';

export type { GatewayDeps } from './http/deps.ts';

/** Supervisors ask these every few seconds, so that they are logged at the level debug only. */
const probes: readonly (string | undefined)[] = ['/healthz', '/readyz'];

/** The request id: that of the caller if it is safe to log, else a new one. */
function requestId({ headers }: { readonly headers: Readonly<Record<string, unknown>> }): string {
  const given = headers['x-request-id'];
  return typeof given === 'string' && /^[\w.-]{1,64}$/.test(given) ? given : randomUUID();
}

function sendError(error: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const { status, body } = errorResponse(error);
  if (status >= 500) request.log.error({ err: error, code: body.error.code }, 'request failed');
  if (status === 503) void reply.header('retry-after', retryAfterSeconds);
  if (status === 401)
    void reply.header('www-authenticate', body.error.code === 'no_token' ? 'Bearer' : 'Basic realm="platform"');
  return reply.code(status).type('application/json; charset=utf-8').send(body);
}

/**
 * Builds the HTTP API; it does not listen yet. The platform posts events, agents and operators read and change sessions,
 * administrators change settings. `/healthz`, `/readyz`, `/openapi.json` and `/docs` are part of it. The zod schemas of the
 * routes check requests and describe the API. Bodies are never logged.
 */
export function buildGateway(deps: GatewayDeps): FastifyInstance {
  const loggerInstance: FastifyBaseLogger = deps.logger;
  const app = fastify({
    loggerInstance,
    logController: new LogController({ disableRequestLogging: true, requestIdLogLabel: 'requestId' }),
    genReqId: requestId,
    bodyLimit: limits.post.bytes.value,
    // A caller that sends its body very slowly cannot keep a connection for ever.
    requestTimeout: 60_000,
    frameworkErrors: sendError,
    return503OnClosing: true,
    forceCloseConnections: 'idle',
  });
  // A signature covers the bytes of the body, so that no parser may change them.
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body));
  app.setValidatorCompiler(validatorCompiler());
  // TypeScript checks answers against their schemas, and the tests do so at run time. An answer is sent as it is, because it
  // may come from another version: settings that were saved before, or the session of a newer worker.
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
  void app.register(fastifySwagger, openApi);
  void app.register(fastifySwaggerUi, { routePrefix: '/docs', logLevel: 'warn' });
  // The swagger plugin describes only routes that are added after it.
  void app.register(endpoints, deps);
  app.get('/openapi.json', { schema: { hide: true } }, async () => app.swagger());
  return app;
}
