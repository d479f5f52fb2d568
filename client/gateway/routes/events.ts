import type { FastifyInstance } from 'fastify';
import { parsePost } from '../../../domain/events/parse-events.ts';
import { answer, eventsBody } from '../../../domain/api/open-api.ts';
import { bodyJson } from '../http/body.ts';
import { deliver } from '../http/deliver.ts';
import type { GatewayDeps } from '../http/deps.ts';
import { platformSignIn } from '../http/platform-sign-in.ts';

const description =
  'At least once and in any order. 202 once every event is durably taken; the same event again changes nothing. ' +
  'If some are refused: 422 with the accepted ids and, for each refused event, its fields; resending the whole is harmless. ' +
  'Sign in with Basic, or with `X-Signature-Timestamp` (milliseconds) and `X-Signature`, the hex HMAC-SHA256 of `timestamp.body`.';

/** `POST /v1/events`: session events in the format of this product. */
export function eventRoutes(app: FastifyInstance, { sessions, config }: GatewayDeps): void {
  const signIn = platformSignIn(app, config.platform);
  app.route({
    method: 'POST',
    url: '/v1/events',
    schema: {
      tags: ['platform'],
      summary: 'Session events',
      description,
      security: [{ basic: [] }, { signature: [], signatureTimestamp: [] }],
      body: eventsBody,
      response: {
        202: answer('Every event is durably taken.', 'Accepted'),
        422: answer('Some events were refused; the others are durably taken.', 'Refused'),
        400: answer('Not JSON.', 'Error'),
        401: answer('Not signed in.', 'Error'),
        413: answer('Larger than 5 MiB.', 'Error'),
        503: answer('Temporal is not there; nothing is claimed. Send the same again after Retry-After.', 'Error'),
      },
    },
    onRequest: signIn.onRequest,
    handler: async (request, reply) => {
      signIn.finish(request);
      const { accepted, refused } = parsePost(bodyJson(request.body));
      await deliver(accepted, sessions.send);
      const ids = accepted.map(({ event_id }) => event_id);
      if (refused.length === 0) return await reply.code(202).send({ accepted: ids });
      return await reply.code(422).send({ accepted: ids, refused });
    },
  });
}
