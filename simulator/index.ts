import { openAccount } from './core/account.ts';
import { startClock } from './core/clock.ts';
import { Faults } from './core/faults.ts';
import { Limits } from './core/limits.ts';
import { openStore, readState, resetAccount, restore, type Store } from './simulation/state.ts';
import { defaults, type Settings, type SimulatorOptions } from './core/options.ts';
import { buildServer } from './server.ts';
import { startJobRunner } from './tickets/jobs.ts';
import { startTriggers } from './tickets/triggers.ts';

export type { SimulatorOptions } from './core/options.ts';
export type Simulator = {
  /** The address without a path, such as `http://127.0.0.1:8090`. */
  readonly url: string;
  readonly port: number;
  readonly close: () => Promise<void>;
};

/**
 * Starts a simulated Zendesk and resolves once it listens. Rejects with the error of Node if it cannot listen (such as
 * `EADDRINUSE`), and with a SyntaxError if the data file is not JSON.
 */
export async function startSimulator(options: SimulatorOptions = {}): Promise<Simulator> {
  const settings: Settings = { ...defaults, ...options };
  const state = settings.dataFile === '' ? undefined : await readState(settings.dataFile);
  const clock = startClock(state?.clockOffsetMs ?? 0);
  const account = openAccount(clock, settings);
  if (state === undefined) resetAccount(account);
  else restore(account, state);

  const limits = new Limits(clock, settings);
  const faults = new Faults();
  const jobs = startJobRunner(account, limits, faults);
  const triggers = startTriggers(account);
  const app = buildServer({ account, limits, faults, jobs, triggers, requests: new Map() });
  await app.listen({ port: settings.port, host: settings.host });

  let store: Store | undefined;
  if (settings.dataFile !== '') {
    store = openStore(account, settings.dataFile);
    account.changed = store.saveSoon;
    account.changed();
  }
  jobs.resume();
  const address = app.server.address();
  const port = typeof address === 'object' && address !== null ? address.port : settings.port;
  return {
    url: `http://${settings.host}:${port}`,
    port,
    close: async () => {
      clock.stop();
      await app.close();
      await store?.close();
    },
  };
}
