import fastifyPlugin from 'fastify-plugin';
import { bodyBytes } from './body.ts';
import type { GatewayDeps } from './deps.ts';
import { errorAnswers } from './open-api.ts';
import type { PlatformSignIn } from './sign-in.ts';
import { beginSignIn, finishSignIn } from './sign-in.ts';

const decorator = 'platformSignIn';

/**
 * The sign-in of the platform, in two steps (SEC-1). Basic credentials, and the age of a signature, are checked before the
 * body is read. The signature is checked over the bytes of the body. Both steps refuse the request by 401.
 */
export const platformSignIn = fastifyPlugin<GatewayDeps['config']['platform']>(async (scope, platform) => {
  scope.decorateRequest(decorator, null);
  scope.addHook('onRequest', async (request) => {
    request.setDecorator<PlatformSignIn>(decorator, beginSignIn(request.headers, platform, Date.now()));
  });
  scope.addHook('preValidation', async (request) => {
    finishSignIn(request.getDecorator<PlatformSignIn>(decorator), bodyBytes(request.body), platform.hmacSecret);
  });
});

/** The part of the OpenAPI description that all endpoints for the platform share. */
export const platformRoute = {
  tags: ['platform'],
  security: [{ basic: [] }, { signature: [], signatureTimestamp: [] }],
};

export const platformErrors = errorAnswers({
  400: 'Not JSON.',
  401: 'Not signed in.',
  413: 'Larger than 5 MiB, or more than 500 events.',
  503: 'Temporal is not there; nothing is claimed. Send the same again after Retry-After.',
});
