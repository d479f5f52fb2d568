import type { FastifyInstance, FastifyRequest } from 'fastify';
import { createFields } from '../../fields.ts';
import { jsonOf } from '../http/body.ts';
import type { GatewayDeps } from '../http/deps.ts';
import { GatewayError } from '../http/errors.ts';
import { answer, refTo } from '../../../domain/api/schemas.ts';
import { bearerOf } from '../http/sign-in.ts';

const denied = {
  401: answer('No token, or one that does not hold.', 'Error'),
  403: answer('The token is not an administrator’s.', 'Error'),
  503: answer('Temporal or its worker is not there. Try again after Retry-After.', 'Error'),
} as const;
const common = { tags: ['admin'], security: [{ token: [] }] };

/** The settings document, the connection check and the fields of sessions, for administrators. */
export function adminRoutes(app: FastifyInstance, { sessions, config }: GatewayDeps): void {
  const { settings, operations } = sessions;
  // Before a body is read.
  const onRequest = async (request: FastifyRequest): Promise<void> => {
    await bearerOf(request.headers, config.tokenSecret, ['admin']);
  };

  app.route({
    method: 'GET',
    url: '/v1/admin/settings',
    schema: {
      ...common,
      summary: 'The settings in force',
      response: { 200: answer('The whole document.', 'Settings'), ...denied },
    },
    onRequest,
    handler: async () => await settings.get(),
  });

  app.route({
    method: 'PUT',
    url: '/v1/admin/settings',
    schema: {
      ...common,
      summary: 'Replace the settings',
      description: 'The whole document; keys left out take their defaults. A wrong one is refused as a whole.',
      body: refTo('Settings'),
      response: {
        200: answer('Saved: what holds now, and what an administrator should know.', 'SettingsSaved'),
        400: answer('Not JSON.', 'Error'),
        422: answer('Nothing was saved; `fields` names each problem.', 'Error'),
        ...denied,
      },
    },
    onRequest,
    handler: async (request) => {
      const { email, agentId } = await bearerOf(request.headers, config.tokenSecret, ['admin']);
      const result = await settings.set(jsonOf(request.body), email ?? agentId);
      if (result.kind === 'refused') throw new GatewayError('settings_refused', result.problems);
      return { settings: result.settings, warnings: result.warnings };
    },
  });

  app.route({
    method: 'POST',
    url: '/v1/admin/settings/preview',
    schema: {
      ...common,
      summary: 'What saving these settings would change',
      description: 'Takes the document as PUT does, checks it likewise and saves nothing.',
      body: refTo('Settings'),
      response: {
        200: answer('Each change and from when it would hold, and what to be warned of.', 'SettingsPreview'),
        400: answer('Not JSON.', 'Error'),
        422: answer('It would be refused; `fields` names each problem.', 'Error'),
        ...denied,
      },
    },
    onRequest,
    handler: async (request) => {
      const { preview, runningSessions } = await settings.preview(jsonOf(request.body));
      if (!preview.ok) throw new GatewayError('settings_refused', preview.problems);
      return { changes: preview.changes, warnings: preview.warnings, runningSessions };
    },
  });

  app.route({
    method: 'GET',
    url: '/v1/admin/check',
    schema: {
      ...common,
      summary: 'Whether Zendesk is set up as the product needs it',
      response: { 200: answer('One finding each, with the remedy where something is missing.', 'Check'), ...denied },
    },
    onRequest,
    handler: async () => ({ findings: await operations.check() }),
  });

  app.route({
    method: 'GET',
    url: '/v1/admin/fields',
    schema: {
      ...common,
      summary: 'The fields that sessions fill, as the settings name them',
      response: { 200: answer('Ids of ticket fields, and the key of the contact field.', 'Fields'), ...denied },
    },
    onRequest,
    handler: async () => ({ fields: (await settings.get()).fields }),
  });

  app.route({
    method: 'POST',
    url: '/v1/admin/fields',
    schema: {
      ...common,
      summary: 'Create the fields that sessions fill',
      description:
        'Creates in Zendesk what is not there yet, adds it to the active ticket forms and saves the ids in the settings. Takes no body. Running it again creates nothing twice.',
      response: {
        200: answer('The ids as saved, and what was done; null could not be created.', 'FieldsCreated'),
        422: answer('Created, but the settings were refused; `fields` names each problem.', 'Error'),
        502: answer('Zendesk gave no answer that helps; send it again.', 'Error'),
        ...denied,
      },
    },
    onRequest,
    handler: async (request) => {
      const { email, agentId } = await bearerOf(request.headers, config.tokenSecret, ['admin']);
      const result = await createFields(sessions, email ?? agentId);
      switch (result.kind) {
        case 'saved':
          return { fields: result.fields, steps: result.steps };
        case 'refused':
          throw new GatewayError('settings_refused', result.problems);
        case 'failed':
          throw new GatewayError('fields_failed', [{ path: '', message: result.message }]);
        default:
          return result satisfies never;
      }
    },
  });

  app.route({
    method: 'GET',
    url: '/v1/admin/settings/history',
    schema: {
      ...common,
      summary: 'The last changes of the settings',
      response: { 200: answer('Newest first.', 'SettingsHistory'), ...denied },
    },
    onRequest,
    handler: async () => ({ changes: await settings.history() }),
  });
}
