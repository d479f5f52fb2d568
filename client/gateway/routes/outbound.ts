import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import {
  outboundCallSchema,
  outboundCancelledSchema,
  outboundOptionsSchema,
  outboundQuestionSchema,
} from '../../../domain/api/outbound.ts';
import { agentErrors, agentRoute } from '../http/agent-sessions.ts';
import type { GatewayDeps } from '../http/deps.ts';
import type { IdempotencyKeys } from '../http/idempotency.ts';
import { idempotencyHeaders } from '../http/idempotency.ts';
import { answer, bodyErrors, errorAnswers } from '../http/open-api.ts';
import { optionsAnswer } from '../http/outbound-answers.ts';
import { cancelledChoiceAnswer, keptChoiceAnswer, requireOwnChoice, wantedChoice } from '../http/outbound-choices.ts';
import { callerOf } from '../http/token-sign-in.ts';

const errors = {
  ...agentErrors,
  ...errorAnswers({ 503: 'Temporal, its worker or Zendesk is not there. Try again after Retry-After.' }),
};

type Deps = Pick<GatewayDeps, 'sessions'> & { readonly keys: IdempotencyKeys };

/**
 * An agent prepares an outbound call: reads the options, keeps a choice for the call, or cancels it (OUT-4, OUT-11, OUT-12,
 * OUT-14). Nothing is written to Zendesk.
 */
export const outboundRoutes: FastifyPluginAsyncZod<Deps> = async (app, { sessions, keys }) => {
  const { outbound } = sessions;

  app.route({
    method: 'POST',
    url: '/v1/adapter/outbound/options',
    schema: {
      ...agentRoute,
      operationId: 'readOutboundOptions',
      summary: 'What the agent may do before a call, and each field of the page',
      description: 'From what the page has so far, what Zendesk holds now and the settings. Nothing is written.',
      body: outboundQuestionSchema,
      response: { 200: answer('The page.', outboundOptionsSchema), ...bodyErrors, ...errors },
    },
    handler: async (request) => {
      const { options, trouble } = await outbound.options(callerOf(request).agentId, request.body);
      return optionsAnswer(options, trouble);
    },
  });

  app.route({
    method: 'POST',
    url: '/v1/adapter/outbound/calls',
    schema: {
      ...agentRoute,
      operationId: 'keepOutboundChoice',
      summary: 'Keep a complete choice until the platform’s call takes it',
      description:
        'Decided anew, on what Zendesk holds now. One choice an agent: a new one replaces it. The call takes it by `choice_id` within an hour, or by agent and number within 120 seconds.',
      headers: idempotencyHeaders,
      body: outboundQuestionSchema,
      response: {
        200: answer('Dial this.', outboundCallSchema),
        ...bodyErrors,
        ...errors,
        ...errorAnswers({
          409: 'Refused as the options would have shown: `rule` and, for each field, why. Or the key was used with another body.',
        }),
      },
    },
    handler: async (request) => {
      const { agentId } = callerOf(request);
      return keptChoiceAnswer(await outbound.call(agentId, wantedChoice(agentId, keys, request), request.body));
    },
  });

  app.route({
    method: 'POST',
    url: '/v1/adapter/outbound/calls/:key/cancel',
    schema: {
      ...agentRoute,
      operationId: 'cancelOutboundChoice',
      summary: 'Give up a choice before its call',
      description: 'Takes no body. Again: the same answer.',
      params: z.object({ key: z.string().describe('The choice_id.') }),
      response: {
        200: answer('It is open no more.', outboundCancelledSchema),
        ...errors,
        ...errorAnswers({
          403: 'The token is not an agent’s, or the choice is another agent’s.',
          404: 'No such choice, or one of long ago.',
          409: 'Its call has begun.',
        }),
      },
    },
    handler: async (request) => {
      const { agentId } = callerOf(request);
      const { key } = request.params;
      requireOwnChoice(agentId, key);
      return cancelledChoiceAnswer(key, await outbound.cancel(agentId, key));
    },
  });
};
