import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { isObject } from '../core/json.ts';
import type { Fault } from '../core/faults.ts';
import { endpointQuota, quotaHeaders } from '../core/limits.ts';
import { signedIn } from '../core/sign-in.ts';
import type { Simulation } from '../simulation/simulation.ts';
import { contextOf, pathOf, setContext } from './context.ts';

const updatesTickets = /^\/tickets\/(\d+(\/tags)?|update_many)$/;

const dropConnection = (request: FastifyRequest): void => {
  request.raw.socket.destroy();
};
const never = (): Promise<never> => new Promise(() => undefined);

/** The hooks that each request of the API passes before its route: latency, faults, rate limits, sign-in. */
export function gate(app: FastifyInstance, { account, faults, limits, requests }: Simulation): void {
  const { clock, settings } = account;

  app.addHook('onRequest', async (request, reply) => {
    const path = pathOf(request);
    const shape = `${request.method} ${request.routeOptions.url ?? path}`;
    requests.set(shape, (requests.get(shape) ?? 0) + 1);
    if (settings.latencyMs > 0) await clock.sleep(settings.latencyMs);
    const fault = faults.forRequest(request.method, path);
    if (fault !== undefined) {
      setContext(request, { fault });
      const answered = await applyFault(fault, request, reply);
      if (answered !== undefined) return answered;
    }
    const quota = limits.request();
    if (quota !== undefined) void reply.headers(quotaHeaders(quota));
    setContext(request, { me: signedIn(account, request.headers.authorization) });
    if (request.method === 'PUT' && updatesTickets.test(path)) {
      const updates = limits.ticketUpdate();
      if (updates !== undefined) void reply.header('zendesk-ratelimit-tickets-update', endpointQuota(updates));
    }
    return undefined;
  });

  /** Applies a fault before the route runs. Gives the reply if the fault has answered the request. */
  const applyFault = async (
    fault: Fault,
    request: FastifyRequest,
    reply: FastifyReply,
  ): Promise<FastifyReply | undefined> => {
    if (fault.kind === 'status') return answerInstead(fault, reply);
    if (fault.kind === 'delay') await clock.sleep(fault.delayMs);
    if (fault.kind === 'reset') dropConnection(request);
    // After a dropped connection, and for the fault `never`, the request must never reach its route.
    return fault.kind === 'reset' || fault.kind === 'never' ? never() : undefined;
  };

  app.addHook('preHandler', async (request) => {
    const { fault } = contextOf(request);
    if (fault?.kind !== 'late_commit') return;
    dropConnection(request);
    // A bulk request is accepted at once. Its job runs late instead.
    const isBulk = /\/(update_many|merge)$/.test(pathOf(request));
    if (isBulk) setContext(request, { lateMs: fault.delayMs });
    else await clock.sleep(fault.delayMs);
  });

  app.addHook('onSend', async (request, _reply, payload) => {
    if (contextOf(request).fault?.kind === 'lost_answer') dropConnection(request);
    return payload;
  });
}

/** The answer that a fault gives instead of the real one. Without a body it is the error page of a proxy. */
function answerInstead(fault: Fault, reply: FastifyReply): FastifyReply {
  if (fault.retryAfterSeconds !== undefined) void reply.header('retry-after', String(fault.retryAfterSeconds));
  void reply.code(fault.status);
  if (fault.body === undefined) {
    const page = `<html><head><title>${fault.status}</title></head><body><h1>${fault.status}</h1></body></html>`;
    return fault.status === 429
      ? reply.send({ error: 'TooManyRequests', description: 'Too many requests' })
      : reply.type(fault.contentType ?? 'text/html').send(page);
  }
  const text = typeof fault.body === 'string' ? fault.body : JSON.stringify(fault.body);
  const usual = isObject(fault.body) || Array.isArray(fault.body) ? 'application/json; charset=utf-8' : 'text/plain';
  return reply.type(fault.contentType ?? usual).send(text);
}
