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
import type { Command } from '../../failed-writes.ts';
import {
  changedFailedWrite,
  failedWriteAction,
  readFailedWrite,
  replayMany,
  requireFailedWriteId,
} from '../http/failed-write-answers.ts';
import type { IdempotencyHeaders } from '../http/idempotency.ts';
import { idempotencyHeaders } from '../http/idempotency.ts';
import { answer, bodyErrors, errorAnswers } from '../http/open-api.ts';
import type { OperatorDeps } from '../http/operator-requests.ts';
import {
  openCursor,
  operatorCommand,
  operatorErrors,
  operatorRoute,
  sealCursor,
  wrongCursor,
} from '../http/operator-requests.ts';
import { callerOf } from '../http/token-sign-in.ts';

const path = '/v1/ops/failed-writes';

const params = z.object({
  '*': z.string().describe('The id as it is listed, slashes included: call-397/finished.'),
});

const oneErrors = { ...operatorErrors, ...errorAnswers({ 404: 'No such failed write.' }) };
const commandErrors = {
  ...bodyErrors,
  ...oneErrors,
  ...errorAnswers({ 409: 'It is settled, or a replay is under way. Or the key was used with another body.' }),
};

type KeyedBody = {
  readonly request: Parameters<typeof callerOf>[0] & { readonly headers: IdempotencyHeaders };
  readonly body: unknown;
};

/** OPS-3: operators read, edit, replay and discard the writes that Zendesk refused. */
export const failedWriteRoutes: FastifyPluginAsyncZod<OperatorDeps> = async (app, { sessions, keys, cursors }) => {
  const { failedWrites } = sessions;
  const commandOf = ({ request, body }: KeyedBody, endpoint: string, of: string): Command =>
    operatorCommand(callerOf(request), keys, { headers: request.headers, endpoint, of, body });

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
      const list = { name: 'failed writes', filter };
      const from = openCursor(cursors, list, { cursor, code: 'bad_request' });
      const page = await failedWrites.list({ cursor: from, limit, ...filter });
      if (page === null) throw wrongCursor('bad_request');
      return { failedWrites: page.rows, next: sealCursor(cursors, list, page.next) };
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
      const id = requireFailedWriteId(request.params['*']);
      const command = commandOf({ request, body: request.body }, 'edit', id);
      return changedFailedWrite(await failedWrites.edit(id, request.body, command));
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
      response: {
        202: answer('What was begun, by id.', startedReplaysSchema),
        ...bodyErrors,
        ...operatorErrors,
        ...errorAnswers({ 409: 'The key was used with another body.' }),
      },
    },
    handler: async (request, reply) => {
      const command = commandOf({ request, body: request.body }, 'replay-many', '');
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
      if (action === 'replay') {
        // A replay takes no body, so that its key is not bound to one.
        const command = commandOf({ request, body: null }, action, id);
        return await reply.code(202).send(changedFailedWrite(await failedWrites.replay(id, command)));
      }
      if (request.validationError !== undefined) throw request.validationError;
      const command = commandOf({ request, body: request.body }, action, id);
      return changedFailedWrite(await failedWrites.discard(id, request.body.why, command));
    },
  });
};
