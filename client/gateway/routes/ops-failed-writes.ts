import type { FastifyInstance, FastifyReply } from 'fastify';
import { z } from 'zod';
import { failedEditSchema } from '../../../domain/operations/edit-schema.ts';
import { failedViewOf } from '../../../domain/operations/plan.ts';
import type { FailedView } from '../../../domain/operations/plan.ts';
import type { FailedResult } from '../../failed-writes.ts';
import type { GatewayDeps } from '../http/deps.ts';
import { GatewayError } from '../http/errors.ts';
import { bodyOf, commandOf, common, denied, keyHeader, operatorsOnly, pageOf, pageQuery } from './operator.ts';
import { answer, refTo } from '../../../domain/api/schemas.ts';

const path = '/v1/ops/failed-writes';

const idsSchema = z.strictObject({ ids: z.array(z.string().min(1).max(500)).min(1).max(100) });
const whySchema = z.strictObject({ why: z.string().trim().min(1).max(500) });

type OneId = { readonly Params: { readonly '*': string } };
type ListQuery = {
  readonly Querystring: {
    readonly cursor?: string;
    readonly limit?: string;
    readonly ticket_id?: string;
    readonly session_id?: string;
  };
};

const oneId = {
  type: 'object',
  properties: { '*': { type: 'string', description: 'The id as it is listed, slashes included: call-397/finished.' } },
} as const;

const ofOne = {
  404: answer('No such failed write.', 'Error'),
  409: answer('It is settled, or a replay is under way.', 'Error'),
  ...denied,
} as const;

function viewOf(result: FailedResult): FailedView {
  switch (result.kind) {
    case 'done':
      return failedViewOf(result.failed, Date.now());
    case 'refused':
      throw new GatewayError('failed_write_busy', null, result.message);
    case 'bad':
      throw new GatewayError('edit_refused', result.problems);
    case 'unknown':
      throw new GatewayError('unknown_failed_write');
    default:
      return result satisfies never;
  }
}

/** OPS-3: what Zendesk refused, to look at, mend, replay or discard. */
export function failedWriteRoutes(app: FastifyInstance, { sessions: { failedWrites }, config }: GatewayDeps): void {
  const onRequest = operatorsOnly({ config });

  app.route<ListQuery>({
    method: 'GET',
    url: path,
    schema: {
      ...common,
      summary: 'The open failed writes',
      querystring: {
        type: 'object',
        properties: { ...pageQuery, ticket_id: { type: 'integer' }, session_id: { type: 'string' } },
      },
      response: { 200: answer('Newest first.', 'FailedWrites'), 400: answer('No such page.', 'Error'), ...denied },
    },
    onRequest,
    handler: async ({ query }) => {
      const { ticket_id: ticket, session_id: sessionId = null } = query;
      if (ticket !== undefined && !/^\d{1,15}$/.test(ticket)) throw new GatewayError('bad_request');
      const ticketId = ticket === undefined ? null : Number(ticket);
      const page = await failedWrites.list({ ...pageOf(query), ticketId, sessionId });
      if (page === null) throw new GatewayError('bad_request');
      return { failedWrites: page.rows, next: page.next };
    },
  });

  app.route<OneId>({
    method: 'GET',
    url: `${path}/*`,
    schema: {
      ...common,
      summary: 'One failed write: why, what stands there, and what a replay would do',
      params: oneId,
      response: { 200: answer('The failed write as it is.', 'FailedWrite'), 404: ofOne[404], ...denied },
    },
    onRequest,
    handler: async ({ params }) => {
      const failed = await failedWrites.show(params['*']);
      if (failed === null) throw new GatewayError('unknown_failed_write');
      return failedViewOf(failed, Date.now());
    },
  });

  app.route<OneId>({
    method: 'PATCH',
    url: `${path}/*`,
    schema: {
      ...common,
      summary: 'Change parts of a failed write',
      description: 'What is left out stays. Nothing is sent to Zendesk before a replay.',
      headers: keyHeader,
      params: oneId,
      body: refTo('FailedWriteEdit'),
      response: {
        200: answer('The failed write as it is now.', 'FailedWrite'),
        422: answer('Nothing was changed; `fields` names each problem.', 'Error'),
        ...ofOne,
      },
    },
    onRequest,
    handler: async (request) => {
      const changes = bodyOf(request, failedEditSchema);
      return viewOf(await failedWrites.edit(request.params['*'], changes, await commandOf(request, config)));
    },
  });

  app.route({
    method: 'POST',
    url: `${path}/replay`,
    schema: {
      ...common,
      summary: 'Replay many failed writes',
      description: 'Each by itself: one that can not be replayed holds none of the others up.',
      headers: keyHeader,
      body: {
        type: 'object',
        required: ['ids'],
        properties: { ids: { type: 'array', items: { type: 'string' }, maxItems: 100 } },
      },
      response: {
        202: answer('What was begun, by id.', 'Replays'),
        422: answer('`fields` names what is wrong.', 'Error'),
        ...denied,
      },
    },
    onRequest,
    handler: async (request, reply) => {
      const { ids } = bodyOf(request, idsSchema);
      const command = await commandOf(request, config);
      const results = [];
      for (const id of new Set(ids)) {
        const result = await failedWrites.replay(id, command);
        const message = result.kind === 'refused' ? result.message : null;
        results.push({ id, result: result.kind === 'done' ? 'begun' : result.kind, message });
      }
      return await reply.code(202).send({ results });
    },
  });

  app.route<OneId>({
    method: 'POST',
    url: `${path}/*`,
    schema: {
      ...common,
      summary: 'Replay or discard one failed write: …/{id}/replay, …/{id}/discard',
      description:
        'A replay looks first whether the write is in Zendesk already, so that it never doubles; read the failed write again for what becomes of it. Discarding takes `{"why": "…"}`.',
      headers: keyHeader,
      params: oneId,
      body: { type: 'object', properties: { why: { type: 'string', description: 'Needed to discard.' } } },
      response: {
        200: answer('Discarded.', 'FailedWrite'),
        202: answer('The replay is begun.', 'FailedWrite'),
        422: answer('`fields` names what is wrong.', 'Error'),
        ...ofOne,
      },
    },
    onRequest,
    handler: async (request, reply): Promise<FastifyReply> => {
      const [, id = '', verb = ''] = /^(.+)\/(replay|discard)$/.exec(request.params['*']) ?? [];
      if (verb === '') throw new GatewayError('not_found');
      if (verb === 'replay') {
        const replayed = viewOf(await failedWrites.replay(id, await commandOf(request, config)));
        return await reply.code(202).send(replayed);
      }
      const { why } = bodyOf(request, whySchema);
      return await reply.send(viewOf(await failedWrites.discard(id, why, await commandOf(request, config))));
    },
  });
}
