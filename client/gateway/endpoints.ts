import type { FastifyPluginAsync } from 'fastify';
import { watchAgents } from '../adapter/watch.ts';
import type { GatewayDeps } from './http/deps.ts';
import { operatorRoles } from './http/operator-requests.ts';
import { platformSignIn } from './http/platform-sign-in.ts';
import { tokenSignIn } from './http/token-sign-in.ts';
import { adapterRoutes } from './routes/adapter.ts';
import { adapterStreamRoutes } from './routes/adapter-stream.ts';
import { adminRoutes } from './routes/admin.ts';
import { codecRoutes } from './routes/codec.ts';
import { dryRunRoutes } from './routes/dry-run.ts';
import { eventRoutes } from './routes/events.ts';
import { failedWriteRoutes } from './routes/failed-writes.ts';
import { operationsRoutes } from './routes/operations.ts';
import { outboundRoutes } from './routes/outbound.ts';
import { platformRoutes } from './routes/platform.ts';
import { probeRoutes } from './routes/probes.ts';
import { sessionSearchRoutes } from './routes/session-search.ts';
import { unattachedRoutes } from './routes/unattached.ts';
import { zendeskWebhookRoutes } from './routes/zendesk-webhook.ts';

/** The endpoints, in one scope for each kind of caller. The sign-in of a scope holds for all endpoints in it. */
export const endpoints: FastifyPluginAsync<GatewayDeps> = async (app, deps) => {
  const { sessions, config } = deps;
  const { tokenSecrets } = config;

  await app.register(probeRoutes, deps);

  await app.register(async (platform) => {
    await platform.register(platformSignIn, config.platform);
    await platform.register(eventRoutes, deps);
    await platform.register(platformRoutes, deps);
  });

  await app.register(async (agents) => {
    await agents.register(tokenSignIn, { tokenSecrets, roles: ['agent'] });
    const watch = watchAgents(sessions, {
      onProblem: (error) => app.log.warn({ err: error }, 'the sessions that changed are not known: asked again'),
    });
    await agents.register(adapterRoutes, { sessions, watch });
    await agents.register(adapterStreamRoutes, { watch });
    await agents.register(outboundRoutes, deps);
  });

  await app.register(async (administrators) => {
    await administrators.register(tokenSignIn, { tokenSecrets, roles: ['admin'] });
    await administrators.register(adminRoutes, deps);
  });

  await app.register(async (operators) => {
    await operators.register(tokenSignIn, { tokenSecrets, roles: operatorRoles });
    await operators.register(operationsRoutes, deps);
    await operators.register(dryRunRoutes, deps);
    await operators.register(sessionSearchRoutes, deps);
    await operators.register(failedWriteRoutes, deps);
    await operators.register(unattachedRoutes, deps);
  });

  await app.register(zendeskWebhookRoutes, deps);
  await app.register(codecRoutes, { ...deps, prefix: '/v1/codec' });
};
