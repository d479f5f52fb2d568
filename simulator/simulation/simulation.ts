import type { Account } from '../core/account.ts';
import type { Faults } from '../core/faults.ts';
import type { Limits } from '../core/limits.ts';
import type { JobRunner } from '../tickets/jobs.ts';

/** A running simulator: the account, and what stands between it and its clients. */
export type Simulation = {
  readonly account: Account;
  readonly faults: Faults;
  readonly limits: Limits;
  readonly jobs: JobRunner;
  /** Requests since the last reset by shape, such as `GET /api/v2/tickets/:id`. */
  readonly requests: Map<string, number>;
};
