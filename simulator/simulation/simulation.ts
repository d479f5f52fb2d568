import type { Account } from '../core/account.ts';
import type { Faults } from '../core/faults.ts';
import type { Limits } from '../core/limits.ts';
import type { JobRunner } from '../tickets/jobs.ts';
import type { Triggers } from '../tickets/triggers.ts';

/** A running simulator: the account, and the faults, limits and jobs between it and its clients. */
export type Simulation = {
  readonly account: Account;
  readonly faults: Faults;
  readonly limits: Limits;
  readonly jobs: JobRunner;
  readonly triggers: Triggers;
  /** The number of requests since the last reset, by method and route, such as `GET /api/v2/tickets/:id`. */
  readonly requests: Map<string, number>;
};
