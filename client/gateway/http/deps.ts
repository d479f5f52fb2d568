import type { PayloadCodec } from '@temporalio/common';
import type { GatewayConfiguration } from '../../../configuration/environment.ts';
import type { Logger } from '../../../configuration/logger.ts';
import type { SessionClient } from '../../sessions.ts';

export type GatewayDeps = {
  readonly sessions: SessionClient;
  readonly config: Pick<GatewayConfiguration, 'platform' | 'tokenSecret' | 'zendeskWebhookSecret'>;
  /** Null: what Temporal stores is not encrypted (SEC-6). */
  readonly encryption: {
    readonly codec: PayloadCodec;
    /** Origin of the Temporal UI that may ask for what is encrypted. */
    readonly temporalUi: string;
  } | null;
  readonly logger: Logger;
  /** Whether Temporal can be reached. */
  readonly ready: () => Promise<boolean>;
};
