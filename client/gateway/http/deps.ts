import type { PayloadCodec } from '@temporalio/common';
import type { GatewayConfiguration } from '../../../configuration/environment.ts';
import type { Logger } from '../../../configuration/logger.ts';
import type { Readiness } from '../../readiness.ts';
import type { SessionClient } from '../../sessions.ts';
import type { BodyLimits } from './bodies.ts';
import type { BrakeLimits } from './brakes.ts';

/** Everything that the gateway needs from outside. */
export type GatewayDeps = {
  readonly sessions: SessionClient;
  readonly config: Pick<GatewayConfiguration, 'platform' | 'tokenSecrets' | 'zendeskWebhookSecret'> &
    Partial<Pick<GatewayConfiguration, 'trustedProxies'>>;
  /** Null: the payloads that Temporal stores are not encrypted (SEC-6). */
  readonly encryption: {
    readonly codec: PayloadCodec;
    /** The origin of the Temporal UI. Only pages of this origin may ask for decrypted payloads. */
    readonly temporalUi: string;
  } | null;
  readonly logger: Logger;
  /** Whether Temporal has what the product needs. It answers within a second, and never rejects. */
  readonly ready: () => Promise<Readiness>;
  /** Default: the limits of domain/limits.ts. */
  readonly bodyLimits?: BodyLimits;
  readonly brakeLimits?: BrakeLimits;
};
