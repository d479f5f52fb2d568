import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import {
  savedSettingsSchema,
  settingsBodySchema,
  settingsHistorySchema,
  settingsInForceSchema,
  settingsPreviewSchema,
} from '../../../domain/api/settings.ts';
import {
  connectionCheckSchema,
  createdFieldsSchema,
  sessionFieldsSchema,
} from '../../../domain/api/zendesk-account.ts';
import { limits } from '../../../domain/limits.ts';
import { createFields } from '../../fields.ts';
import type { GatewayDeps } from '../http/deps.ts';
import { answer, bodyErrors, errorAnswers } from '../http/open-api.ts';
import {
  createdFieldsAnswer,
  refuseSettings,
  savedSettingsAnswer,
  settingsHistoryAnswer,
  settingsPreviewAnswer,
} from '../http/settings-answers.ts';
import { callerName, callerOf } from '../http/token-sign-in.ts';
import { validatorCompiler } from '../http/validation.ts';

const adminRoute = { tags: ['admin'], security: [{ token: [] }] };
const errors = errorAnswers({
  401: 'No token, or one that does not hold.',
  403: 'The token is not an administrator’s.',
  503: 'Temporal or its worker is not there. Try again after Retry-After.',
});

/** Administrators change the settings, check the connection to Zendesk, and create the fields that sessions fill. */
export const adminRoutes: FastifyPluginAsyncZod<Pick<GatewayDeps, 'sessions'>> = async (app, { sessions }) => {
  const { settings, operations } = sessions;
  app.setValidatorCompiler(validatorCompiler(refuseSettings));

  app.route({
    method: 'GET',
    url: '/v1/admin/settings',
    schema: {
      ...adminRoute,
      operationId: 'readSettings',
      summary: 'The settings in force',
      response: { 200: answer('The whole document.', settingsInForceSchema), ...errors },
    },
    handler: async () => await settings.get(),
  });

  app.route({
    method: 'PUT',
    url: '/v1/admin/settings',
    bodyLimit: limits.received.settingsBytes.value,
    schema: {
      ...adminRoute,
      operationId: 'replaceSettings',
      summary: 'Replace the settings',
      description: 'The whole document; keys left out take their defaults. A wrong one is refused as a whole.',
      body: settingsBodySchema,
      response: {
        200: answer('Saved: what holds now, and what an administrator should know.', savedSettingsSchema),
        ...bodyErrors,
        ...errors,
        ...errorAnswers({ 422: 'Nothing was saved; `fields` names each problem.' }),
      },
    },
    handler: async (request) => savedSettingsAnswer(await settings.set(request.body, callerName(callerOf(request)))),
  });

  app.route({
    method: 'POST',
    url: '/v1/admin/settings/preview',
    bodyLimit: limits.received.settingsBytes.value,
    schema: {
      ...adminRoute,
      operationId: 'previewSettings',
      summary: 'What saving these settings would change',
      description: 'Takes the document as PUT does, checks it likewise and saves nothing.',
      body: settingsBodySchema,
      response: {
        200: answer('Each change and from when it would hold, and what to be warned of.', settingsPreviewSchema),
        ...bodyErrors,
        ...errors,
        ...errorAnswers({ 422: 'It would be refused; `fields` names each problem.' }),
      },
    },
    handler: async (request) => settingsPreviewAnswer(await settings.preview(request.body)),
  });

  app.route({
    method: 'GET',
    url: '/v1/admin/check',
    schema: {
      ...adminRoute,
      operationId: 'checkConnection',
      summary: 'Whether Zendesk is set up as the product needs it',
      response: {
        200: answer('One finding each, with the remedy where something is missing.', connectionCheckSchema),
        ...errors,
      },
    },
    handler: async () => ({ findings: await operations.check() }),
  });

  app.route({
    method: 'GET',
    url: '/v1/admin/fields',
    schema: {
      ...adminRoute,
      operationId: 'readFields',
      summary: 'The fields that sessions fill, as the settings name them',
      response: {
        200: answer('Ids of ticket fields, and the key of the contact field.', sessionFieldsSchema),
        ...errors,
      },
    },
    handler: async () => ({ fields: (await settings.get()).fields }),
  });

  app.route({
    method: 'POST',
    url: '/v1/admin/fields',
    schema: {
      ...adminRoute,
      operationId: 'createFields',
      summary: 'Create the fields that sessions fill',
      description:
        'Creates in Zendesk what is not there yet, adds it to the active ticket forms and saves the ids in the settings. Takes no body. Running it again creates nothing twice.',
      response: {
        200: answer('The ids as saved, and what was done; null could not be created.', createdFieldsSchema),
        ...errors,
        ...errorAnswers({
          422: 'Created, but the settings were refused; `fields` names each problem.',
          502: 'Zendesk gave no answer that helps; send it again.',
        }),
      },
    },
    handler: async (request) => createdFieldsAnswer(await createFields(sessions, callerName(callerOf(request)))),
  });

  app.route({
    method: 'GET',
    url: '/v1/admin/settings/history',
    schema: {
      ...adminRoute,
      operationId: 'readSettingsHistory',
      summary: 'The last changes of the settings',
      response: { 200: answer('Newest first.', settingsHistorySchema), ...errors },
    },
    handler: async () => settingsHistoryAnswer(await settings.history()),
  });
};
