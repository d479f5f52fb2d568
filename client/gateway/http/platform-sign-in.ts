import fastifyPlugin from 'fastify-plugin';
import { bodyIsVerified, expectUnverifiedBody } from './bodies.ts';
import { bodyBytes } from './body.ts';
import type { Brakes } from './brakes.ts';
import type { GatewayDeps } from './deps.ts';
import { GatewayError } from './errors.ts';
import { errorAnswers } from './open-api.ts';
import type { PlatformSignIn } from './sign-in.ts';
import { beginSignIn, isSignedBody } from './sign-in.ts';

const decorator = 'platformSignIn';

type PlatformSignInOptions = Pick<GatewayDeps['config'], 'platform'> & { readonly brakes: Brakes };

/**
 * The sign-in of the platform, in two steps (SEC-1). Basic credentials, and the form and the age of a signature, are checked
 * before the body is read. The signature is checked over the bytes of the body. Both steps refuse the request by 401, or by
 * 429 after too many wrong credentials from the same address.
 */
export const platformSignIn = fastifyPlugin<PlatformSignInOptions>(async (scope, { platform, brakes }) => {
  scope.decorateRequest(decorator, null);
  scope.addHook('onRequest', async (request) => {
    await brakes.beforeSignIn(request.ip);
    const signIn = beginSignIn(request.headers, platform, Date.now());
    if (signIn === 'wrong') {
      await brakes.afterWrongSignIn(request.ip);
      throw new GatewayError('unauthenticated');
    }
    if (signIn === 'basic') brakes.afterRightSignIn(request.ip);
    else expectUnverifiedBody(request);
    request.setDecorator<PlatformSignIn>(decorator, signIn);
  });
  scope.addHook('preValidation', async (request) => {
    const signIn = request.getDecorator<PlatformSignIn>(decorator);
    if (signIn === 'basic') return;
    if (!isSignedBody(signIn, bodyBytes(request.body), platform.hmacSecret)) {
      await brakes.afterWrongSignIn(request.ip);
      throw new GatewayError('unauthenticated');
    }
    brakes.afterRightSignIn(request.ip);
    bodyIsVerified(request);
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
  429: 'Too many wrong passwords or signatures came from this address. Try again after Retry-After.',
  503: 'Temporal is not there, or too much is being received; nothing is claimed. Send the same again after Retry-After.',
});
