import type { FastifyInstance, FastifyPluginAsync } from 'fastify';
import { limits } from '../../domain/limits.ts';
import { watchAgents } from '../adapter/watch.ts';
import { createBrakes, defaultBrakeLimits } from './http/brakes.ts';
import { signedCursors } from './http/cursors.ts';
import type { GatewayDeps } from './http/deps.ts';
import { GatewayError } from './http/errors.ts';
import { idempotencyHeaders, idempotencyKeys, RememberedKey } from './http/idempotency.ts';
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
  const { received } = limits;
  const brakes = createBrakes(deps.brakeLimits ?? defaultBrakeLimits);
  const keys = idempotencyKeys();
  const cursors = signedCursors(tokenSecrets);
  const forOperators = { sessions, keys, cursors };

  app.addHook('onError', async ({ headers }, _reply, error: unknown) => {
    if (!(error instanceof GatewayError) || error.code !== 'key_reused' || error instanceof RememberedKey) return;
    const { data } = idempotencyHeaders.safeParse(headers);
    if (data !== undefined) keys.forget(data);
  });
  await app.register(probeRoutes, deps);

  await app.register(async (platform) => {
    limitBodies(platform, received.postBytes.value);
    await platform.register(platformSignIn, { platform: config.platform, brakes });
    await platform.register(eventRoutes, deps);
    await platform.register(platformRoutes, deps);
  });

  await app.register(async (agents) => {
    limitBodies(agents, received.agentBytes.value);
    await agents.register(tokenSignIn, { tokenSecrets, roles: ['agent'], brakes });
    const watch = watchAgents(sessions, {
      onProblem: (error) => app.log.warn({ err: error }, 'the sessions that changed are not known: asked again'),
    });
    await agents.register(adapterRoutes, { sessions, watch, keys });
    await agents.register(adapterStreamRoutes, { watch, brakes });
    await agents.register(outboundRoutes, { sessions, keys });
  });

  await app.register(async (administrators) => {
    limitBodies(administrators, received.operatorBytes.value);
    await administrators.register(tokenSignIn, { tokenSecrets, roles: ['admin'], brakes });
    await administrators.register(adminRoutes, deps);
  });

  await app.register(async (operators) => {
    limitBodies(operators, received.operatorBytes.value);
    await operators.register(tokenSignIn, { tokenSecrets, roles: operatorRoles, brakes });
    await operators.register(operationsRoutes, deps);
    await operators.register(dryRunRoutes, deps);
    await operators.register(sessionSearchRoutes, forOperators);
    await operators.register(failedWriteRoutes, forOperators);
    await operators.register(unattachedRoutes, forOperators);
  });

  await app.register(async (zendesk) => {
    limitBodies(zendesk, received.operatorBytes.value);
    await zendesk.register(zendeskWebhookRoutes, { sessions, config, brakes });
  });
  await app.register(codecRoutes, { ...deps, brakes, prefix: '/v1/codec' });
};

/** Sets the largest body that the endpoints of a scope take, where an endpoint does not set another one. */
function limitBodies(scope: FastifyInstance, bytes: number): void {
  scope.addHook('onRoute', (route) => {
    route.bodyLimit ??= bytes;
  });
}
