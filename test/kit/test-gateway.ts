import { afterAll, beforeAll } from 'vitest';
import { temporalReadiness } from '../../client/readiness.ts';
import { buildGateway } from '../../client/gateway/app.ts';
import { liftedBrakes } from '../../client/gateway/http/brakes.ts';
import { platform, tokenSecret } from '../../client/gateway/gateway.testkit.ts';
import { createLogger } from '../../configuration/logger.ts';
import type { TestStack } from './stack.ts';

/** A gateway that listens on a free port. Its accounts and tokens are those of `client/gateway/gateway.testkit.ts`. */
export type TestGateway = { readonly url: string };

export const silentLogger = createLogger({ name: 'gateway', level: 'silent', pretty: false });

/** Gives a test file a gateway in front of its stack, from before its first test until after its last one. */
export function testGateway(stack: TestStack): TestGateway {
  let running: { readonly url: string; readonly close: () => Promise<void> } | null = null;
  beforeAll(async () => {
    const app = buildGateway({
      sessions: stack.sessions,
      config: { platform, tokenSecrets: [tokenSecret], zendeskWebhookSecret: null },
      encryption: null,
      // Some tests ask again and again until something has happened.
      brakeLimits: liftedBrakes,
      logger: silentLogger,
      ready: () => temporalReadiness(stack.client),
    });
    running = { url: await app.listen({ host: '127.0.0.1', port: 0 }), close: () => app.close() };
  });
  afterAll(async () => {
    await running?.close();
  });
  return {
    get url() {
      if (running === null) throw new Error('The gateway starts in a beforeAll hook: use it in hooks and tests only.');
      return running.url;
    },
  };
}
