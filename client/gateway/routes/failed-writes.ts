import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { failedWriteEditSchema } from '../../../domain/api/failed-write-edit.ts';
import {
  discardBodySchema,
  failedWriteSchema,
  failedWritesPageSchema,
  failedWritesQuerySchema,
  replayManyBodySchema,
  startedReplaysSchema,
} from '../../../domain/api/failed-writes.ts';
import type { GatewayDeps } from '../http/deps.ts';
import { GatewayError } from '../http/errors.ts';
import { changedFailedWrite, failedWriteAction, readFailedWrite, replayMany } from '../http/failed-write-answers.ts';
import { idempotencyHeaders } from '../http/idempotency.ts';
import { answer, bodyErrors, errorAnswers } from '../http/open-api.ts';
import { operatorCommand, operatorErrors, operatorRoute } from '../http/operator-requests.ts';
import { callerOf } from '../http/token-sign-in.ts';

const path = '/v1/ops/failed-writes';

const params = z.object({
  '*': z.string().describe('The id as it is listed, slashes included: call-397/finished.'),
});

const oneErrors = { ...operatorErrors, ...errorAnswers({ 404: 'No such failed write.' }) };
const commandErrors = {
  ...bodyErrors,
  ...oneErrors,
  ...errorAnswers({ 409: 'It is settled, or a replay is under way.' }),
};

/** OPS-3: operators read, edit, replay and discard the writes that Zendesk refused. */
export const failedWriteRoutes: FastifyPluginAsyncZod<Pick<GatewayDeps, 'sessions'>> = async (app, { sessions }) => {
  const { failedWrites } = sessions;

  app.route({
    method: 'GET',
    url: path,
    schema: {
      ...operatorRoute,
      operationId: 'listFailedWrites',
      summary: 'The open failed writes',
      querystring: failedWritesQuerySchema,
      response: {
        200: answer('Newest first.', failedWritesPageSchema),
        ...operatorErrors,
        ...errorAnswers({ 400: 'No such page.' }),
      },
    },
    handler: async ({ query: { cursor, limit, ticket_id, session_id } }) => {
      const filter = { ticketId: ticket_id ?? null, sessionId: session_id ?? null };
      const page = await failedWrites.list({ cursor: cursor ?? null, limit, ...filter });
      if (page === null) throw new GatewayError('bad_request');
      return { failedWrites: page.rows, next: page.next };
    },
  });

  app.route({
    method: 'GET',
    url: `${path}/*`,
    schema: {
      ...operatorRoute,
      operationId: 'readFailedWrite',
      summary: 'One failed write: why, what stands there, and what a replay would do',
      params,
      response: { 200: answer('The failed write as it is.', failedWriteSchema), ...oneErrors },
    },
    handler: async ({ params: { '*': id } }) => await readFailedWrite(failedWrites, id),
  });

  app.route({
    method: 'PATCH',
    url: `${path}/*`,
    schema: {
      ...operatorRoute,
      operationId: 'editFailedWrite',
      summary: 'Change parts of a failed write',
      description: 'What is left out stays. Nothing is sent to Zendesk before a replay.',
      headers: idempotencyHeaders,
      params,
      body: failedWriteEditSchema,
      response: {
        200: answer('The failed write as it is now.', failedWriteSchema),
        ...commandErrors,
        ...errorAnswers({ 422: 'Nothing was changed; `fields` names each problem.' }),
      },
    },
    handler: async (request) => {
      const command = operatorCommand(callerOf(request), request.headers);
      return changedFailedWrite(await failedWrites.edit(request.params['*'], request.body, command));
    },
  });

  app.route({
    method: 'POST',
    url: `${path}/replay`,
    schema: {
      ...operatorRoute,
      operationId: 'replayFailedWrites',
      summary: 'Replay many failed writes',
      description: 'Each by itself: one that can not be replayed holds none of the others up.',
      headers: idempotencyHeaders,
      body: replayManyBodySchema,
      response: { 202: answer('What was begun, by id.', startedReplaysSchema), ...bodyErrors, ...operatorErrors },
    },
    handler: async (request, reply) => {
      const command = operatorCommand(callerOf(request), request.headers);
      return await reply.code(202).send(await replayMany(failedWrites, request.body.ids, command));
    },
  });

  app.route({
    method: 'POST',
    url: `${path}/*`,
    schema: {
      ...operatorRoute,
      operationId: 'settleFailedWrite',
      summary: 'Replay or discard one failed write: …/{id}/replay, …/{id}/discard',
      description:
        'A replay looks first whether the write is in Zendesk already, so that it never doubles; read the failed write again for what becomes of it. It takes no body. Discarding takes `{"why": "…"}`.',
      headers: idempotencyHeaders,
      params,
      body: discardBodySchema,
      response: {
        200: answer('Discarded.', failedWriteSchema),
        202: answer('The replay is begun.', failedWriteSchema),
        ...commandErrors,
      },
    },
    // A replay ignores its body, so that only a discard is refused for a wrong one.
    attachValidation: true,
    handler: async (request, reply) => {
      const { id, action } = failedWriteAction(request.params['*']);
      const command = operatorCommand(callerOf(request), request.headers);
      if (action === 'replay')
        return await reply.code(202).send(changedFailedWrite(await failedWrites.replay(id, command)));
      if (request.validationError !== undefined) throw request.validationError;
      return changedFailedWrite(await failedWrites.discard(id, request.body.why, command));
    },
  });
};
