import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { metadataBodySchema, snapshotsBodySchema, translatedPostSchema } from '../../../domain/api/platform.ts';
import { countItems } from '../../../domain/platform/webhook-body.ts';
import { limits } from '../../../domain/limits.ts';
import { bodyJson, requireFewEvents } from '../http/body.ts';
import { deliver } from '../http/deliver.ts';
import type { GatewayDeps } from '../http/deps.ts';
import { answer, documentedBody } from '../http/open-api.ts';
import { platformErrors, platformRoute } from '../http/platform-sign-in.ts';
import { translateMetadata, translateSnapshots } from '../http/translate-platform.ts';

const description =
  'Refused only where it is not JSON. What is not understood becomes a warning on its session, and is named in the answer; ' +
  'the same post again changes nothing. Sign in with Basic.';

const endpoints = [
  {
    url: '/v1/platform/calls',
    operationId: 'sendCallSnapshots',
    summary: "The platform's own webhook for calls",
    body: snapshotsBodySchema,
    translate: (body: unknown, now: number) => translateSnapshots('call', body, now),
  },
  {
    url: '/v1/platform/chats',
    operationId: 'sendChatSnapshots',
    summary: "The platform's own webhook for chats",
    body: snapshotsBodySchema,
    translate: (body: unknown, now: number) => translateSnapshots('chat', body, now),
  },
  {
    url: '/v1/platform/metadata',
    operationId: 'sendMetadata',
    summary: "The platform's metadata documents",
    body: metadataBodySchema,
    translate: translateMetadata,
  },
] as const;

/**
 * `POST /v1/platform/{calls,chats,metadata}`: the platform posts its own format here, as the platform documents it. The
 * gateway translates it into session events.
 */
export const platformRoutes: FastifyPluginAsyncZod<Pick<GatewayDeps, 'sessions'>> = async (app, { sessions }) => {
  for (const { url, operationId, summary, body, translate } of endpoints) {
    app.route({
      method: 'POST',
      url,
      schema: {
        ...platformRoute,
        operationId,
        summary,
        description,
        response: { 202: answer('What could be read is durably taken.', translatedPostSchema), ...platformErrors },
      },
      config: documentedBody(body),
      handler: async (request, reply) => {
        const posted = bodyJson(request.body);
        requireFewEvents(countItems(posted));
        const { events, accepted, warnings, itemsWithoutSession } = await translate(posted, Date.now());
        if (itemsWithoutSession > 0)
          request.log.warn({ path: url, items: itemsWithoutSession }, 'items that name no session were left out');
        await deliver(events, sessions.send);
        const named = warnings.slice(0, limits.post.warnings.value);
        const more = warnings.length - named.length;
        return await reply.code(202).send({ accepted: [...accepted], warnings: named, ...(more > 0 && { more }) });
      },
    });
  }
};
