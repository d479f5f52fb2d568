import { randomUUID } from 'node:crypto';
import fastify, { type FastifyInstance, type FastifyReply } from 'fastify';
import { controlRoutes } from './control/routes.ts';
import { badRequest, invalidEndpoint, Refusal } from './core/errors.ts';
import { gate } from './http/gate.ts';
import { objectIn } from './core/json.ts';
import { issueToken } from './core/sign-in.ts';
import type { Simulation } from './simulation/simulation.ts';
import { pageRoutes } from './pages/routes.ts';
import { accountRoutes } from './routes/account.ts';
import { formRoutes } from './routes/forms.ts';
import { recordingRoutes } from './routes/recordings.ts';
import { fieldRoutes } from './routes/fields.ts';
import { searchRoutes } from './routes/search.ts';
import { voiceRoutes } from './routes/voice.ts';
import { webhookRoutes } from './routes/webhooks.ts';
import { ticketRoutes } from './routes/tickets.ts';
import { attachmentRoutes, uploadRoutes } from './routes/uploads.ts';
import { userFieldRoutes } from './routes/user-fields.ts';
import { userRoutes } from './routes/users.ts';

/** Zendesk answers each path of the API with and without the suffix `.json`. */
const withoutSuffix = (url: string): string => url.replace(/^(\/api\/v2\/[^?]*?)\.json(?=$|\?)/, '$1');

export function buildServer(simulation: Simulation): FastifyInstance {
  const app = fastify({
    logger: false,
    genReqId: () => randomUUID(),
    requestIdHeader: false,
    bodyLimit: 10 * 1024 * 1024,
    forceCloseConnections: true,
    rewriteUrl: (request) => withoutSuffix(request.url ?? '/'),
    routerOptions: { ignoreTrailingSlash: true },
  });

  app.addHook('onRequest', async (request, reply) => {
    void reply.header('x-request-id', request.id);
  });
  app.removeContentTypeParser('application/json');
  app.addContentTypeParser('application/json', { parseAs: 'string' }, (_request, body, done) => {
    // Some requests, such as a screen pop, have a JSON content type but no body.
    if (body === '') return done(null, undefined);
    try {
      done(null, JSON.parse(String(body)));
    } catch {
      done(badRequest('InvalidJSON', 'The body is not valid JSON'));
    }
  });
  app.addContentTypeParser('application/x-www-form-urlencoded', { parseAs: 'string' }, (_request, body, done) =>
    done(null, Object.fromEntries(new URLSearchParams(String(body)))),
  );
  app.addContentTypeParser('*', { parseAs: 'string' }, (_request, _body, done) => done(null, undefined));
  app.setErrorHandler((cause, _request, reply) => answerError(cause, reply));
  app.setNotFoundHandler(() => {
    throw invalidEndpoint();
  });

  app.post('/oauth/tokens', (request) => issueToken(simulation.account, objectIn(request.body)));
  controlRoutes(app, simulation);
  attachmentRoutes(app, simulation);
  recordingRoutes(app);
  pageRoutes(app, simulation);
  app.register(
    async (api) => {
      gate(api, simulation);
      api.setNotFoundHandler(() => {
        throw invalidEndpoint();
      });
      userRoutes(api, simulation);
      ticketRoutes(api, simulation);
      searchRoutes(api, simulation);
      fieldRoutes(api, simulation);
      formRoutes(api, simulation);
      userFieldRoutes(api, simulation);
      accountRoutes(api, simulation);
      voiceRoutes(api, simulation);
      webhookRoutes(api, simulation);
      api.register(async (files) => uploadRoutes(files, simulation));
    },
    { prefix: '/api/v2' },
  );
  return app;
}

function answerError(cause: unknown, reply: FastifyReply): FastifyReply {
  if (cause instanceof Refusal) {
    void reply.code(cause.status).headers(cause.headers);
    return typeof cause.body === 'string' ? reply.type('text/plain').send(cause.body) : reply.send(cause.body);
  }
  const status = cause instanceof Error && 'statusCode' in cause ? Number(cause.statusCode) : 500;
  const description = cause instanceof Error ? cause.message : String(cause);
  if (status >= 500)
    process.stderr.write(`Simulator: ${cause instanceof Error ? (cause.stack ?? description) : description}\n`);
  return reply.code(status).send({ error: status >= 500 ? 'InternalError' : 'BadRequest', description });
}
