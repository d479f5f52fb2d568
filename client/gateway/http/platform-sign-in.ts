import type { FastifyInstance, FastifyRequest } from 'fastify';
import { bodyBytes } from './body.ts';
import type { GatewayDeps } from './deps.ts';
import type { PlatformSignIn } from './sign-in.ts';
import { beginSignIn, finishSignIn } from './sign-in.ts';

const decorator = 'platformSignIn';

/**
 * The sign-in of the platform, in two steps (SEC-1). `onRequest` checks Basic credentials, and the age of a signature,
 * before the body is read. `finish` checks the signature over the body; every handler calls it first. Both throw a
 * GatewayError (401).
 */
export function platformSignIn(
  app: FastifyInstance,
  platform: GatewayDeps['config']['platform'],
): {
  readonly onRequest: (request: FastifyRequest) => Promise<void>;
  readonly finish: (request: FastifyRequest) => void;
} {
  if (!app.hasRequestDecorator(decorator)) app.decorateRequest(decorator, null);
  return {
    onRequest: async (request) => {
      request.setDecorator<PlatformSignIn>(decorator, beginSignIn(request.headers, platform, Date.now()));
    },
    finish: (request) => {
      const signIn = request.getDecorator<PlatformSignIn | null>(decorator);
      finishSignIn(signIn ?? 'none', bodyBytes(request.body), platform.hmacSecret);
    },
  };
}
