import { randomUUID } from 'node:crypto';
import fastifySwagger from '@fastify/swagger';
import fastifySwaggerUi from '@fastify/swagger-ui';
import { fastify, LogController } from 'fastify';
import type { FastifyBaseLogger, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { limits } from '../../domain/limits.ts';
import { endpoints } from './endpoints.ts';
import { defaultBodyLimits, readBodies } from './http/bodies.ts';
import type { GatewayDeps } from './http/deps.ts';
import { errorResponse, GatewayError, jsonType, retryAfterOf } from './http/errors.ts';
import { knownAddresses } from './http/known-addresses.ts';
import { describeCommonErrors, openApi } from './http/open-api.ts';
import { answerExpectations, answerUnparsedRequest, noteEarlyAnswer } from './http/unparsed-requests.ts';
import { validatorCompiler } from './http/validation.ts';

export type { GatewayDeps } from './http/deps.ts';

/** Supervisors ask these every few seconds, so that they are logged at the level debug only. */
const probes: readonly (string | undefined)[] = ['/healthz', '/readyz'];

/** Errors with a status of 5xx that are no failure of the gateway, so that no caller can fill the log with them. */
const expectedAtGateway: readonly string[] = ['too_busy', 'stopping'];

/** The request id: that of the caller if it is safe to log, else a new one. */
function requestId({ headers }: { readonly headers: Readonly<Record<string, unknown>> }): string {
  const given = headers['x-request-id'];
  return typeof given === 'string' && /^[\w.-]{1,64}$/.test(given) ? given : randomUUID();
}

function sendError(error: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const { status, body } = errorResponse(error);
  const { code } = body.error;
  if (status >= 500 && !expectedAtGateway.includes(code)) request.log.error({ err: error, code }, 'request failed');
  void reply.header('x-request-id', request.id);
  const retryAfter = retryAfterOf(error, status);
  if (retryAfter !== null) void reply.header('retry-after', retryAfter);
  if (status === 401) void reply.header('www-authenticate', code === 'no_token' ? 'Bearer' : 'Basic realm="platform"');
  return reply.code(status).type(jsonType).send(body);
}

/**
 * Builds the HTTP API; it does not listen yet. The platform posts events, agents and operators read and change sessions,
 * administrators change settings. `/healthz`, `/readyz`, `/openapi.json` and `/docs` are part of it. The zod schemas of the
 * routes check requests and describe the API. Bodies are never logged.
 */
export function buildGateway(deps: GatewayDeps): FastifyInstance {
  const { trustedProxies = [] } = deps.config;
  const loggerInstance: FastifyBaseLogger = deps.logger;
  const app = fastify({
    loggerInstance,
    logController: new LogController({ disableRequestLogging: true, requestIdLogLabel: 'requestId' }),
    genReqId: requestId,
    bodyLimit: limits.received.agentBytes.value,
    // A caller that sends its headers, or a body that nobody reads, very slowly can not keep a connection for ever.
    requestTimeout: 40_000,
    http: {
      maxHeaderSize: limits.received.headerBytes.value,
      headersTimeout: 10_000,
      connectionsCheckingInterval: 2_000,
      // Node's own answer to a request without this header is empty.
      requireHostHeader: false,
    },
    frameworkErrors: sendError,
    clientErrorHandler: answerUnparsedRequest,
    // A gateway that stops answers in `onRequest`. Fastify's own answer has another form.
    return503OnClosing: false,
    forceCloseConnections: 'idle',
    trustProxy: trustedProxies.length === 0 ? false : [...trustedProxies],
  });
  answerExpectations(app);
  readBodies(app, deps.bodyLimits ?? defaultBodyLimits);
  app.setValidatorCompiler(validatorCompiler());
  // TypeScript checks answers against their schemas, and the tests do so at run time. An answer is sent as it is, because it
  // may come from another version: settings that were saved before, or the session of a newer worker.
  app.setSerializerCompiler(() => (data) => JSON.stringify(data));
  app.setErrorHandler(sendError);
  app.setNotFoundHandler(() => {
    throw new GatewayError('not_found');
  });
  const addresses = knownAddresses(app);
  let isStopping = false;
  app.addHook('preClose', async () => {
    isStopping = true;
  });
  app.addHook('onRequest', async (request, reply) => {
    void reply.header('x-request-id', request.id);
    if (isStopping) {
      void reply.header('connection', 'close');
      throw new GatewayError('stopping');
    }
    if (request.headers.host === undefined && request.raw.httpVersion === '1.1') throw new GatewayError('bad_request');
    // The body of a request to an unknown address is not read.
    if (request.is404) {
      const allowed = addresses.methodsAt(request.url);
      if (allowed.length === 0) throw new GatewayError('not_found');
      void reply.header('allow', allowed.join(', '));
      throw new GatewayError('method_not_allowed');
    }
  });
  app.addHook('onResponse', noteEarlyAnswer);
  app.addHook('onResponse', async (request, reply) => {
    const { url: route } = request.routeOptions;
    const { statusCode: status } = reply;
    // The address of a refused sign-in tells an operator from where somebody guesses passwords.
    const address = status === 401 || status === 429 ? { address: request.ip } : {};
    const line = { method: request.method, route, status, ms: Math.round(reply.elapsedTime), ...address };
    if (probes.includes(route)) request.log.debug(line, 'answered');
    else request.log.info(line, 'answered');
  });
  app.addHook('onRoute', describeCommonErrors);
  void app.register(fastifySwagger, openApi);
  void app.register(fastifySwaggerUi, { routePrefix: '/docs', logLevel: 'warn' });
  // The swagger plugin describes only routes that are added after it.
  void app.register(endpoints, deps);
  app.get('/openapi.json', { schema: { hide: true } }, async () => app.swagger());
  return app;
}
