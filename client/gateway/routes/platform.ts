import type { FastifyInstance } from 'fastify';
import { answer, metadataBody } from '../../../domain/api/open-api.ts';
import { snapshotsBody } from '../../../domain/api/platform.ts';
import { bodyJson } from '../http/body.ts';
import { deliver } from '../http/deliver.ts';
import type { GatewayDeps } from '../http/deps.ts';
import { platformSignIn } from '../http/platform-sign-in.ts';
import { translateMetadata, translateSnapshots } from '../http/translate-platform.ts';

const description =
  'Refused only where it is not JSON. What is not understood becomes a warning on its session, and is named in the answer; ' +
  'the same post again changes nothing. Sign in with Basic.';

const endpoints = [
  {
    url: '/v1/platform/calls',
    summary: "The platform's own webhook for calls",
    body: snapshotsBody,
    translate: (body: unknown, now: number) => translateSnapshots('call', body, now),
  },
  {
    url: '/v1/platform/chats',
    summary: "The platform's own webhook for chats",
    body: snapshotsBody,
    translate: (body: unknown, now: number) => translateSnapshots('chat', body, now),
  },
  {
    url: '/v1/platform/metadata',
    summary: "The platform's metadata documents",
    body: metadataBody,
    translate: translateMetadata,
  },
] as const;

/**
 * `POST /v1/platform/{calls,chats,metadata}`: the platform posts its own format here, as the platform documents it. The
 * gateway translates it into session events.
 */
export function platformRoutes(app: FastifyInstance, { sessions, config }: GatewayDeps): void {
  const signIn = platformSignIn(app, config.platform);
  for (const { url, summary, body, translate } of endpoints) {
    app.route({
      method: 'POST',
      url,
      schema: {
        tags: ['platform'],
        summary,
        description,
        security: [{ basic: [] }, { signature: [], signatureTimestamp: [] }],
        body,
        response: {
          202: answer('What could be read is durably taken.', 'Translated'),
          400: answer('Not JSON.', 'Error'),
          401: answer('Not signed in.', 'Error'),
          413: answer('Larger than 5 MiB.', 'Error'),
          503: answer('Temporal is not there; nothing is claimed. Send the same again after Retry-After.', 'Error'),
        },
      },
      onRequest: signIn.onRequest,
      handler: async (request, reply) => {
        signIn.finish(request);
        const { events, accepted, warnings, itemsWithoutSession } = translate(bodyJson(request.body), Date.now());
        if (itemsWithoutSession > 0)
          request.log.warn({ path: url, items: itemsWithoutSession }, 'items that name no session were left out');
        await deliver(events, sessions.send);
        return await reply.code(202).send({ accepted, warnings });
      },
    });
  }
}
