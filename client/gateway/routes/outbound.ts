import type { FastifyInstance, FastifyRequest } from 'fastify';
import { answer, refTo } from '../../../domain/api/open-api.ts';
import { outboundQuestionSchema } from '../../../domain/api/outbound.ts';
import { requireAgent } from '../http/agent-sessions.ts';
import { parseBody } from '../http/body.ts';
import type { GatewayDeps } from '../http/deps.ts';
import { idempotencyHeaders } from '../http/idempotency.ts';
import { optionsAnswer } from '../http/outbound-answers.ts';
import { cancelledChoiceAnswer, choiceKey, keptChoiceAnswer, requireOwnChoice } from '../http/outbound-choices.ts';

const agentRoute = { tags: ['adapter'], security: [{ token: [] }] };
const errors = {
  401: answer('No token, or one that does not hold.', 'Error'),
  403: answer('The token is not an agent’s.', 'Error'),
  503: answer('Temporal, its worker or Zendesk is not there. Try again after Retry-After.', 'Error'),
} as const;
const bodyErrors = {
  400: answer('Not JSON.', 'Error'),
  422: answer('`fields` names what is wrong.', 'Error'),
} as const;

/**
 * An agent prepares an outbound call: reads the options, keeps a choice for the call, or cancels it (OUT-4, OUT-11, OUT-12,
 * OUT-14). Nothing is written to Zendesk.
 */
export function outboundRoutes(app: FastifyInstance, { sessions: { outbound }, config }: GatewayDeps): void {
  const agentOf = async ({ headers }: FastifyRequest): Promise<string> =>
    await requireAgent(headers, config.tokenSecret);
  // Other callers are refused before their body is read.
  const onRequest = async (request: FastifyRequest): Promise<void> => void (await agentOf(request));

  app.route({
    method: 'POST',
    url: '/v1/adapter/outbound/options',
    schema: {
      ...agentRoute,
      summary: 'What the agent may do before a call, and each field of the page',
      description: 'From what the page has so far, what Zendesk holds now and the settings. Nothing is written.',
      body: refTo('OutboundQuestion'),
      response: { 200: answer('The page.', 'OutboundOptions'), ...bodyErrors, ...errors },
    },
    onRequest,
    handler: async (request) => {
      const agentId = await agentOf(request);
      const question = parseBody(request.body, outboundQuestionSchema);
      const { options, trouble } = await outbound.options(agentId, question);
      return optionsAnswer(options, trouble);
    },
  });

  app.route({
    method: 'POST',
    url: '/v1/adapter/outbound/calls',
    schema: {
      ...agentRoute,
      summary: 'Keep a complete choice until the platform’s call takes it',
      description:
        'Decided anew, on what Zendesk holds now. One choice an agent: a new one replaces it. The call takes it by `choice_id` within an hour, or by agent and number within 120 seconds.',
      headers: idempotencyHeaders,
      body: refTo('OutboundQuestion'),
      response: {
        200: answer('Dial this.', 'OutboundCall'),
        409: answer('Refused as the options would have shown: `rule` and, for each field, why.', 'Error'),
        ...bodyErrors,
        ...errors,
      },
    },
    onRequest,
    handler: async (request) => {
      const agentId = await agentOf(request);
      const question = parseBody(request.body, outboundQuestionSchema);
      return keptChoiceAnswer(await outbound.call(agentId, choiceKey(agentId, request.headers), question));
    },
  });

  app.route<{ Params: { key: string } }>({
    method: 'POST',
    url: '/v1/adapter/outbound/calls/:key/cancel',
    schema: {
      ...agentRoute,
      summary: 'Give up a choice before its call',
      description: 'Takes no body. Again: the same answer.',
      params: { type: 'object', properties: { key: { type: 'string', description: 'The choice_id.' } } },
      response: {
        200: answer('It is open no more.', 'OutboundCancelled'),
        404: answer('No such choice, or one of long ago.', 'Error'),
        409: answer('Its call has begun.', 'Error'),
        ...errors,
        403: answer('The token is not an agent’s, or the choice is another agent’s.', 'Error'),
      },
    },
    onRequest,
    handler: async (request) => {
      const agentId = await agentOf(request);
      const { key } = request.params;
      requireOwnChoice(agentId, key);
      return cancelledChoiceAnswer(key, await outbound.cancel(agentId, key));
    },
  });
}
