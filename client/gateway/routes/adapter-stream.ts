import type { ServerResponse } from 'node:http';
import type { FastifyInstance } from 'fastify';
import type { AgentNews, AgentWatch } from '../../adapter/watch.ts';
import type { GatewayDeps } from '../http/deps.ts';
import { refTo, answer } from '../../../domain/api/schemas.ts';
import { bearerOf } from '../http/sign-in.ts';

/** Keeps proxies from taking a quiet stream for a dead one. */
const heartbeatMs = 15_000;
/** A page that reads no more is let go; when it comes back it gets the state as it is then. */
const mostUnreadBytes = 1024 * 1024;
/** How long a page waits before it comes back. */
const retryMs = 2_000;
/** Longer than any timer can wait, and than any token should hold. */
const longestStreamMs = 24 * 60 * 60_000;

/** ADP-3: an agent's live sessions as they change, as server-sent events. */
export function adapterStreamRoutes(app: FastifyInstance, { config }: GatewayDeps, watch: AgentWatch): void {
  const open = new Set<ServerResponse>();
  const heartbeat = setInterval(() => {
    for (const response of open) write(response, ': alive\n\n');
  }, heartbeatMs).unref();
  // Streams end before the server waits for what is under way.
  app.addHook('preClose', async () => {
    clearInterval(heartbeat);
    watch.close();
    for (const response of open) response.end();
  });

  app.route({
    method: 'GET',
    url: '/v1/adapter/stream',
    schema: {
      tags: ['adapter'],
      summary: 'The agent’s live sessions as they change, as server-sent events',
      description:
        '`sessions` first, with all of them (`AgentSessions`), after a reconnect too; then `session` for each that is new or has changed (`AgentSession`), ' +
        'and `gone` with its `id` for each that is over or another agent’s. Ends when the token does. EventSource can not send a token: read it with fetch.',
      security: [{ token: [] }],
      response: {
        200: {
          description: 'Goes on until either side ends it.',
          content: { 'text/event-stream': { schema: refTo('AgentSessions') } },
        },
        401: answer('No token, or one that does not hold.', 'Error'),
        403: answer('The token is no agent’s.', 'Error'),
        503: answer('Temporal or its worker is not there. Try again after Retry-After.', 'Error'),
      },
    },
    handler: async (request, reply) => {
      const { agentId, expiresAt } = await bearerOf(request.headers, config.tokenSecret, ['agent']);
      const { raw } = reply;
      let count = 0;
      const hear = (news: AgentNews): void => {
        if (news.kind === 'sessions') begin(raw, request.id);
        count += 1;
        write(raw, `id: ${count}\nevent: ${news.kind}\ndata: ${JSON.stringify(dataOf(news))}\n\n`);
      };
      const stop = await watch.listen(agentId, hear);
      reply.hijack();
      if (raw.destroyed) {
        stop();
        return;
      }
      const holdsMs = Math.min(expiresAt - Date.now(), longestStreamMs);
      const expiry = setTimeout(() => raw.end(), holdsMs).unref();
      open.add(raw);
      raw.once('close', () => {
        clearTimeout(expiry);
        open.delete(raw);
        stop();
      });
    },
  });
}

function begin(response: ServerResponse, requestId: string): void {
  if (response.destroyed) return;
  response.writeHead(200, {
    'content-type': 'text/event-stream; charset=utf-8',
    'cache-control': 'no-store',
    // A stream that was ended leaves no idle connection, which a gateway that stops would wait for.
    connection: 'close',
    'x-accel-buffering': 'no',
    'x-request-id': requestId,
  });
  write(response, `retry: ${retryMs}\n\n`);
}

function dataOf(news: AgentNews): unknown {
  switch (news.kind) {
    case 'sessions':
      return { sessions: news.sessions };
    case 'session':
      return news.session;
    case 'gone':
      return { id: news.id };
    default:
      return news satisfies never;
  }
}

function write(response: ServerResponse, text: string): void {
  if (response.destroyed || response.writableEnded) return;
  if (response.writableLength > mostUnreadBytes) response.destroy();
  else response.write(text);
}
