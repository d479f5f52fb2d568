import type { GatewayConfiguration } from '../../configuration/environment.ts';
import type { Logger } from '../../configuration/logger.ts';
import type { SessionClient } from '../sessions.ts';

export type GatewayDeps = {
  readonly sessions: SessionClient;
  readonly config: Pick<GatewayConfiguration, 'platform' | 'tokenSecret' | 'zendeskWebhookSecret'>;
  readonly logger: Logger;
  /** Whether Temporal can be reached. */
  readonly ready: () => Promise<boolean>;
};
