import type { FastifyInstance, FastifyReply } from 'fastify';
import { failedWriteEditSchema } from '../../../domain/api/failed-write-edit.ts';
import { discardBodySchema, replayManyBodySchema } from '../../../domain/api/failed-writes.ts';
import { answer, refTo } from '../../../domain/api/open-api.ts';
import { pageQuery } from '../../../domain/api/pages.ts';
import { parseBody } from '../http/body.ts';
import type { GatewayDeps } from '../http/deps.ts';
import { GatewayError } from '../http/errors.ts';
import {
  changedFailedWrite,
  failedWriteAction,
  readFailedWrite,
  replayMany,
  ticketIdFilter,
} from '../http/failed-write-answers.ts';
import { idempotencyHeaders } from '../http/idempotency.ts';
import {
  operatorCommand,
  operatorErrors,
  operatorRoute,
  operatorsOnly,
  pageRequest,
} from '../http/operator-requests.ts';

const path = '/v1/ops/failed-writes';

type OneRoute = { readonly Params: { readonly '*': string } };
type ListRoute = {
  readonly Querystring: {
    readonly cursor?: string;
    readonly limit?: string;
    readonly ticket_id?: string;
    readonly session_id?: string;
  };
};

const oneParams = {
  type: 'object',
  properties: { '*': { type: 'string', description: 'The id as it is listed, slashes included: call-397/finished.' } },
} as const;

const commandErrors = {
  404: answer('No such failed write.', 'Error'),
  409: answer('It is settled, or a replay is under way.', 'Error'),
  ...operatorErrors,
} as const;

/** OPS-3: operators read, edit, replay and discard the writes that Zendesk refused. */
export function failedWriteRoutes(app: FastifyInstance, { sessions: { failedWrites }, config }: GatewayDeps): void {
  const onRequest = operatorsOnly(config);

  app.route<ListRoute>({
    method: 'GET',
    url: path,
    schema: {
      ...operatorRoute,
      summary: 'The open failed writes',
      querystring: {
        type: 'object',
        properties: { ...pageQuery, ticket_id: { type: 'integer' }, session_id: { type: 'string' } },
      },
      response: {
        200: answer('Newest first.', 'FailedWrites'),
        400: answer('No such page.', 'Error'),
        ...operatorErrors,
      },
    },
    onRequest,
    handler: async ({ query }) => {
      const filter = { ticketId: ticketIdFilter(query.ticket_id), sessionId: query.session_id ?? null };
      const page = await failedWrites.list({ ...pageRequest(query), ...filter });
      if (page === null) throw new GatewayError('bad_request');
      return { failedWrites: page.rows, next: page.next };
    },
  });

  app.route<OneRoute>({
    method: 'GET',
    url: `${path}/*`,
    schema: {
      ...operatorRoute,
      summary: 'One failed write: why, what stands there, and what a replay would do',
      params: oneParams,
      response: {
        200: answer('The failed write as it is.', 'FailedWrite'),
        404: commandErrors[404],
        ...operatorErrors,
      },
    },
    onRequest,
    handler: async ({ params }) => await readFailedWrite(failedWrites, params['*']),
  });

  app.route<OneRoute>({
    method: 'PATCH',
    url: `${path}/*`,
    schema: {
      ...operatorRoute,
      summary: 'Change parts of a failed write',
      description: 'What is left out stays. Nothing is sent to Zendesk before a replay.',
      headers: idempotencyHeaders,
      params: oneParams,
      body: refTo('FailedWriteEdit'),
      response: {
        200: answer('The failed write as it is now.', 'FailedWrite'),
        422: answer('Nothing was changed; `fields` names each problem.', 'Error'),
        ...commandErrors,
      },
    },
    onRequest,
    handler: async ({ body, headers, params }) => {
      const changes = parseBody(body, failedWriteEditSchema);
      const command = await operatorCommand(headers, config);
      return changedFailedWrite(await failedWrites.edit(params['*'], changes, command));
    },
  });

  app.route({
    method: 'POST',
    url: `${path}/replay`,
    schema: {
      ...operatorRoute,
      summary: 'Replay many failed writes',
      description: 'Each by itself: one that can not be replayed holds none of the others up.',
      headers: idempotencyHeaders,
      body: {
        type: 'object',
        required: ['ids'],
        properties: { ids: { type: 'array', items: { type: 'string' }, maxItems: 100 } },
      },
      response: {
        202: answer('What was begun, by id.', 'Replays'),
        422: answer('`fields` names what is wrong.', 'Error'),
        ...operatorErrors,
      },
    },
    onRequest,
    handler: async ({ body, headers }, reply) => {
      const { ids } = parseBody(body, replayManyBodySchema);
      const command = await operatorCommand(headers, config);
      return await reply.code(202).send(await replayMany(failedWrites, ids, command));
    },
  });

  app.route<OneRoute>({
    method: 'POST',
    url: `${path}/*`,
    schema: {
      ...operatorRoute,
      summary: 'Replay or discard one failed write: …/{id}/replay, …/{id}/discard',
      description:
        'A replay looks first whether the write is in Zendesk already, so that it never doubles; read the failed write again for what becomes of it. Discarding takes `{"why": "…"}`.',
      headers: idempotencyHeaders,
      params: oneParams,
      body: { type: 'object', properties: { why: { type: 'string', description: 'Needed to discard.' } } },
      response: {
        200: answer('Discarded.', 'FailedWrite'),
        202: answer('The replay is begun.', 'FailedWrite'),
        422: answer('`fields` names what is wrong.', 'Error'),
        ...commandErrors,
      },
    },
    onRequest,
    handler: async ({ body, headers, params }, reply): Promise<FastifyReply> => {
      const { id, action } = failedWriteAction(params['*']);
      if (action === 'replay') {
        const command = await operatorCommand(headers, config);
        return await reply.code(202).send(changedFailedWrite(await failedWrites.replay(id, command)));
      }
      const { why } = parseBody(body, discardBodySchema);
      const command = await operatorCommand(headers, config);
      return await reply.send(changedFailedWrite(await failedWrites.discard(id, why, command)));
    },
  });
}
