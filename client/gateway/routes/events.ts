import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { acceptedEventsSchema, eventsBodySchema, refusedEventsSchema } from '../../../domain/api/events.ts';
import type { ParsedPost } from '../../../domain/events/parse-events.ts';
import { eventsIn, postParser } from '../../../domain/events/parse-events.ts';
import { bodyJson, requireFewEvents } from '../http/body.ts';
import { inSlices } from '../http/slices.ts';
import { deliver } from '../http/deliver.ts';
import type { GatewayDeps } from '../http/deps.ts';
import { answer, documentedBody } from '../http/open-api.ts';
import { platformErrors, platformRoute } from '../http/platform-sign-in.ts';

const description =
  'At least once and in any order. 202 once every event is durably taken; the same event again changes nothing. ' +
  'If some are refused: 422 with the accepted ids and, for each refused event, its fields; resending the whole is harmless. ' +
  'Sign in with Basic, or with `X-Signature-Timestamp` (milliseconds) and `X-Signature`, the hex HMAC-SHA256 of `timestamp.body`.';

/** Parses a post without holding up other requests. Throws a GatewayError (413) if it has too many events. */
async function parseInSlices(body: unknown, now: number): Promise<ParsedPost> {
  const posted = eventsIn(body);
  if ('refused' in posted) return { accepted: [], refused: [posted.refused], unnamed: 0 };
  requireFewEvents(posted.events.length);
  const parser = postParser(now);
  await inSlices(posted.events, parser.add);
  return parser.result();
}

/** `POST /v1/events`: session events in the format of this product. */
export const eventRoutes: FastifyPluginAsyncZod<Pick<GatewayDeps, 'sessions'>> = async (app, { sessions }) => {
  app.route({
    method: 'POST',
    url: '/v1/events',
    schema: {
      ...platformRoute,
      operationId: 'sendEvents',
      summary: 'Session events',
      description,
      response: {
        202: answer('Every event is durably taken.', acceptedEventsSchema),
        422: answer('Some events were refused; the others are durably taken.', refusedEventsSchema),
        ...platformErrors,
      },
    },
    config: documentedBody(eventsBodySchema),
    handler: async (request, reply) => {
      const body = bodyJson(request.body);
      const { accepted, refused, unnamed } = await parseInSlices(body, Date.now());
      await deliver(accepted, sessions.send);
      const ids = accepted.map(({ event_id }) => event_id);
      if (refused.length === 0) return await reply.code(202).send({ accepted: ids });
      return await reply.code(422).send({ accepted: ids, refused, ...(unnamed > 0 && { more: unnamed }) });
    },
  });
};
