import type { FastifyReply, FastifyRequest } from 'fastify';
import { invalidAttribute, unauthenticated } from '../core/errors.ts';
import type { Fault } from '../core/faults.ts';
import { idIn, objectIn, textIn, type Json } from '../core/json.ts';
import type { Origin } from '../core/ledger-entry.ts';
import type { User } from '../core/records.ts';
import type { Links } from '../tickets/present.ts';

type Context = { readonly me: User | undefined; readonly fault: Fault | undefined; readonly lateMs: number };

const contexts = new WeakMap<FastifyRequest, Context>();

export function setContext(request: FastifyRequest, change: Partial<Context>): void {
  contexts.set(request, { ...contextOf(request), ...change });
}

export function contextOf(request: FastifyRequest): Context {
  return contexts.get(request) ?? { me: undefined, fault: undefined, lateMs: 0 };
}

/** The signed-in user. Throws Refusal 401 without one. */
export function meOf(request: FastifyRequest): User {
  const { me } = contextOf(request);
  if (me === undefined) throw unauthenticated();
  return me;
}

export const pathOf = (request: FastifyRequest): string =>
  (request.url.split('?', 1)[0] ?? '').replace(/^\/api\/v2/, '').replace(/(.)\/$/, '$1');

export const originOf = (request: FastifyRequest): Origin => ({
  request_id: request.id,
  method: request.method,
  path: pathOf(request),
});

/** The bases of links. They begin with the address that the client used. */
export function linksOf(request: FastifyRequest): Links {
  const root = `http://${request.host}`;
  return { root, api: `${root}/api/v2` };
}

/** The full address of a list, as in its `next_page`. */
export const addressOf = (request: FastifyRequest): string => `${linksOf(request).api}${pathOf(request)}.json`;

export const queryOf = (request: FastifyRequest): Json => objectIn(request.query);

export const paramOf = (request: FastifyRequest, name: string): string => textIn(objectIn(request.params)[name]) ?? '';

/** An id of the path. Throws Refusal 400 if it is not an integer. */
export function idOf(request: FastifyRequest, name = 'id'): number {
  const id = idIn(paramOf(request, name));
  if (id === undefined) throw invalidAttribute(name);
  return id;
}

/**
 * The object under `name` in the body, without the keys that a client may not write. The header X-Zendesk-API-Warn names
 * the removed keys, as in real answers.
 */
export function bodyOf(
  request: FastifyRequest,
  reply: FastifyReply,
  name: string,
  allowed?: ReadonlySet<string>,
): Json {
  const given = objectIn(objectIn(request.body)[name]);
  return allowed === undefined ? given : permit(given, reply, allowed);
}

export function permit(given: Json, reply: FastifyReply, allowed: ReadonlySet<string>): Json {
  const dropped = Object.keys(given).filter((key) => !allowed.has(key));
  if (dropped.length === 0) return given;
  void reply.header(
    'x-zendesk-api-warn',
    `Removed restricted keys ${JSON.stringify(dropped)} from parameters according to whitelist`,
  );
  return Object.fromEntries(Object.entries(given).filter(([key]) => allowed.has(key)));
}
