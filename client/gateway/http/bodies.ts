import type { FastifyInstance, FastifyRequest } from 'fastify';
import { limits } from '../../../domain/limits.ts';
import { GatewayError } from './errors.ts';

/** A number of bytes that may be held at the same time. */
type ByteBudget = {
  /** Takes bytes. False: there is not enough left, and nothing was taken. */
  readonly take: (bytes: number) => boolean;
  readonly giveBack: (bytes: number) => void;
};

function byteBudget(all: number): ByteBudget {
  let left = all;
  return {
    take: (bytes) => {
      if (bytes > left) return false;
      left -= bytes;
      return true;
    },
    giveBack: (bytes) => {
      left += bytes;
    },
  };
}

/** How many bytes of bodies a gateway holds at the same time, of all connections together, and how long it waits for one. */
export type BodyLimits = {
  readonly bodyBytes: number;
  readonly unverifiedBodyBytes: number;
  /** In this time a body must arrive. */
  readonly bodyMs: number;
  readonly unverifiedBodyMs: number;
};

export const defaultBodyLimits: BodyLimits = {
  bodyBytes: limits.brakes.bodyBytes.value,
  unverifiedBodyBytes: limits.brakes.unverifiedBodyBytes.value,
  bodyMs: limits.received.bodySeconds.value * 1_000,
  unverifiedBodyMs: limits.received.unverifiedBodySeconds.value * 1_000,
};

const decorator = 'heldBody';

/** The bytes that one request holds of a budget until its response is closed. */
type HeldBody = { budget: ByteBudget; bytes: number; isUnverified: boolean; readonly budgets: Budgets };
type Budgets = { readonly known: ByteBudget; readonly unverified: ByteBudget };

/**
 * Marks a request whose caller is known only once the signature over its body is checked. Its body has less time to arrive
 * and a smaller budget. Call it in a hook before the body is read.
 */
export function expectUnverifiedBody(request: FastifyRequest): void {
  const held = request.getDecorator<HeldBody>(decorator);
  held.isUnverified = true;
  held.budget = held.budgets.unverified;
}

/** Counts the body as one of a signed-in caller from now on. Throws a GatewayError (503) if there is no room for it. */
export function bodyIsVerified(request: FastifyRequest): void {
  const held = request.getDecorator<HeldBody>(decorator);
  const { known } = held.budgets;
  if (held.budget === known) return;
  if (!known.take(held.bytes)) throw new GatewayError('too_busy');
  held.budget.giveBack(held.bytes);
  held.budget = known;
}

/**
 * Reads the body of each request as bytes, because a signature covers them. Nothing is read before the hooks `onRequest`,
 * so nothing of a caller whom the headers already refuse. A body that is too large, too slow, or more than the gateway holds
 * at the same time, is refused with 413, 408 or 503, and its connection is closed.
 *
 * The bytes count until the response is closed, because the parsed body exists until then.
 */
export function readBodies(app: FastifyInstance, limit: BodyLimits): void {
  const budgets = { known: byteBudget(limit.bodyBytes), unverified: byteBudget(limit.unverifiedBodyBytes) };
  app.decorateRequest(decorator, null);
  app.addHook('onRequest', async (request, reply) => {
    const held: HeldBody = { budget: budgets.known, bytes: 0, isUnverified: false, budgets };
    request.setDecorator<HeldBody>(decorator, held);
    reply.raw.once('close', () => held.budget.giveBack(held.bytes));
  });
  app.addHook('preParsing', async (request, reply, payload) => {
    const { bodyLimit } = request.routeOptions;
    if (Number(request.headers['content-length'] ?? 0) > bodyLimit) {
      void reply.header('connection', 'close');
      throw tooLarge(bodyLimit);
    }
    // A caller that sent `Expect: 100-continue` waits for this before it sends its body.
    if (request.headers.expect !== undefined) reply.raw.writeContinue();
    return payload;
  });
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', async (request: FastifyRequest, payload: NodeJS.ReadableStream) => {
    const held = request.getDecorator<HeldBody>(decorator);
    return await collect(payload, {
      mostBytes: request.routeOptions.bodyLimit,
      mostMs: held.isUnverified ? limit.unverifiedBodyMs : limit.bodyMs,
      hold: (bytes) => {
        if (!held.budget.take(bytes)) return false;
        held.bytes += bytes;
        return true;
      },
    });
  });
}

type Collecting = {
  readonly mostBytes: number;
  readonly mostMs: number;
  /** Counts bytes that have arrived. False: the gateway may not hold them. */
  readonly hold: (bytes: number) => boolean;
};

/** Throws a GatewayError: 413, 408 or 503, or 400 if the caller ended the connection before the end of the body. */
async function collect(payload: NodeJS.ReadableStream, limit: Collecting): Promise<Buffer> {
  return await new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let bytes = 0;
    const stop = (): void => {
      clearTimeout(timer);
      payload.off('data', onData).off('end', onEnd).off('error', onCut).off('close', onCut);
    };
    const refuse = (error: GatewayError): void => {
      stop();
      payload.pause();
      reject(error);
    };
    const onData = (chunk: Buffer): void => {
      bytes += chunk.length;
      if (bytes > limit.mostBytes) refuse(tooLarge(limit.mostBytes));
      else if (!limit.hold(chunk.length)) refuse(new GatewayError('too_busy'));
      else chunks.push(chunk);
    };
    const onEnd = (): void => {
      stop();
      resolve(Buffer.concat(chunks, bytes));
    };
    const onCut = (): void => refuse(new GatewayError('bad_request'));
    const timer = setTimeout(() => refuse(new GatewayError('too_slow')), limit.mostMs);
    payload.on('data', onData).on('end', onEnd).on('error', onCut).on('close', onCut);
  });
}

function tooLarge(mostBytes: number): GatewayError {
  const size = mostBytes % 2 ** 20 === 0 ? `${mostBytes / 2 ** 20} MiB` : `${mostBytes / 2 ** 10} KiB`;
  return new GatewayError('too_large', null, `The body is larger than ${size}: send less in one request.`);
}
