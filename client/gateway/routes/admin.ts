import type { FastifyInstance, FastifyRequest } from 'fastify';
import { answer, refTo } from '../../../domain/api/open-api.ts';
import { createFields } from '../../fields.ts';
import type { VerifiedToken } from '../../tokens.ts';
import { bodyJson } from '../http/body.ts';
import type { GatewayDeps } from '../http/deps.ts';
import { createdFieldsAnswer, savedSettingsAnswer, settingsPreviewAnswer } from '../http/settings-answers.ts';
import { callerName, requireRole } from '../http/sign-in.ts';

const adminRoute = { tags: ['admin'], security: [{ token: [] }] };
const errors = {
  401: answer('No token, or one that does not hold.', 'Error'),
  403: answer('The token is not an administrator’s.', 'Error'),
  503: answer('Temporal or its worker is not there. Try again after Retry-After.', 'Error'),
} as const;

/** Administrators change the settings, check the connection to Zendesk, and create the fields that sessions fill. */
export function adminRoutes(app: FastifyInstance, { sessions, config }: GatewayDeps): void {
  const { settings, operations } = sessions;
  const requireAdmin = async ({ headers }: FastifyRequest): Promise<VerifiedToken> =>
    await requireRole(headers, config.tokenSecret, ['admin']);
  // Other callers are refused before their body is read.
  const onRequest = async (request: FastifyRequest): Promise<void> => {
    await requireAdmin(request);
  };

  app.route({
    method: 'GET',
    url: '/v1/admin/settings',
    schema: {
      ...adminRoute,
      summary: 'The settings in force',
      response: { 200: answer('The whole document.', 'Settings'), ...errors },
    },
    onRequest,
    handler: async () => await settings.get(),
  });

  app.route({
    method: 'PUT',
    url: '/v1/admin/settings',
    schema: {
      ...adminRoute,
      summary: 'Replace the settings',
      description: 'The whole document; keys left out take their defaults. A wrong one is refused as a whole.',
      body: refTo('Settings'),
      response: {
        200: answer('Saved: what holds now, and what an administrator should know.', 'SettingsSaved'),
        400: answer('Not JSON.', 'Error'),
        422: answer('Nothing was saved; `fields` names each problem.', 'Error'),
        ...errors,
      },
    },
    onRequest,
    handler: async (request) => {
      const admin = callerName(await requireAdmin(request));
      return savedSettingsAnswer(await settings.set(bodyJson(request.body), admin));
    },
  });

  app.route({
    method: 'POST',
    url: '/v1/admin/settings/preview',
    schema: {
      ...adminRoute,
      summary: 'What saving these settings would change',
      description: 'Takes the document as PUT does, checks it likewise and saves nothing.',
      body: refTo('Settings'),
      response: {
        200: answer('Each change and from when it would hold, and what to be warned of.', 'SettingsPreview'),
        400: answer('Not JSON.', 'Error'),
        422: answer('It would be refused; `fields` names each problem.', 'Error'),
        ...errors,
      },
    },
    onRequest,
    handler: async (request) => settingsPreviewAnswer(await settings.preview(bodyJson(request.body))),
  });

  app.route({
    method: 'GET',
    url: '/v1/admin/check',
    schema: {
      ...adminRoute,
      summary: 'Whether Zendesk is set up as the product needs it',
      response: { 200: answer('One finding each, with the remedy where something is missing.', 'Check'), ...errors },
    },
    onRequest,
    handler: async () => ({ findings: await operations.check() }),
  });

  app.route({
    method: 'GET',
    url: '/v1/admin/fields',
    schema: {
      ...adminRoute,
      summary: 'The fields that sessions fill, as the settings name them',
      response: { 200: answer('Ids of ticket fields, and the key of the contact field.', 'Fields'), ...errors },
    },
    onRequest,
    handler: async () => ({ fields: (await settings.get()).fields }),
  });

  app.route({
    method: 'POST',
    url: '/v1/admin/fields',
    schema: {
      ...adminRoute,
      summary: 'Create the fields that sessions fill',
      description:
        'Creates in Zendesk what is not there yet, adds it to the active ticket forms and saves the ids in the settings. Takes no body. Running it again creates nothing twice.',
      response: {
        200: answer('The ids as saved, and what was done; null could not be created.', 'FieldsCreated'),
        422: answer('Created, but the settings were refused; `fields` names each problem.', 'Error'),
        502: answer('Zendesk gave no answer that helps; send it again.', 'Error'),
        ...errors,
      },
    },
    onRequest,
    handler: async (request) =>
      createdFieldsAnswer(await createFields(sessions, callerName(await requireAdmin(request)))),
  });

  app.route({
    method: 'GET',
    url: '/v1/admin/settings/history',
    schema: {
      ...adminRoute,
      summary: 'The last changes of the settings',
      response: { 200: answer('Newest first.', 'SettingsHistory'), ...errors },
    },
    onRequest,
    handler: async () => ({ changes: await settings.history() }),
  });
}
