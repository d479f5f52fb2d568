import { mkdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { readEnvironment } from '../../configuration/environment.ts';
import type { Configuration } from '../../configuration/environment.ts';
import { isLoopbackHost } from '../../configuration/loopback.ts';
import { localTemporal } from '../../configuration/temporal.ts';
import type { Wish } from './ports.ts';
import { concretePort, setAnother } from './ports.ts';

/** What is started, where it listens, and the environment that all of it shares. */
export type Plan = {
  readonly config: Configuration;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly dataDir: string;
  readonly logDir: string;
  /** Null: the server that TEMPORAL_ADDRESS names is used. */
  readonly devServer: { readonly cli: string; readonly port: number; readonly uiPort: number } | null;
  /** Null: a real Zendesk is named. */
  readonly simulatorUrl: string | null;
  readonly gatewayUrl: string;
  /** Base of the Temporal UI, without a slash at the end; null: not known. */
  readonly temporalUi: string | null;
  readonly wishes: readonly Wish[];
};

/** Nothing can be started: each problem is one line that says what to do. */
export type Planned =
  | { readonly ok: true; readonly plan: Plan }
  | { readonly ok: false; readonly problems: readonly string[] };

const loopback = '127.0.0.1';
const devPort = 7233;
/** Where `npm run temporal` and the dev server itself put their UI. */
const uiDistance = 1_000;

export const root = fileURLToPath(new URL('../..', import.meta.url));

/** @param env of this process; TEMPORAL_CLI_PATH is the program of the dev server, found by the set-up of `npm start` */
export async function makePlan(env: NodeJS.ProcessEnv, dataDir: string): Promise<Planned> {
  const address = env['TEMPORAL_ADDRESS'] || null;
  const cli = env['TEMPORAL_CLI_PATH'] || null;
  if (address === null && cli === null)
    return {
      ok: false,
      problems: [
        'TEMPORAL_CLI_PATH: missing: start with `npm start`, which finds the Temporal server, or set TEMPORAL_ADDRESS',
      ],
    };
  const first = readEnvironment({ ...env, TEMPORAL_ADDRESS: address ?? localTemporal });
  if (!first.ok) return first;
  const { gateway, metricsHost, zendesk } = first.config;
  const [gatewayPort, simulatorPort, metricsPort] = await Promise.all([
    concretePort(gateway.host, gateway.port),
    concretePort(loopback, first.config.simulatorPort),
    concretePort(metricsHost, first.config.metricsPort),
  ]);
  const folder = resolve(root, dataDir);
  const simulator = `${loopback}:${simulatorPort}`;
  const shared = {
    ...env,
    TEMPORAL_ADDRESS: address ?? localTemporal,
    GATEWAY_PORT: String(gatewayPort),
    SIMULATOR_PORT: String(simulatorPort),
    METRICS_PORT: String(metricsPort),
    TEMPORAL_UI_URL: env['TEMPORAL_UI_URL'] || uiOf(address ?? localTemporal) || undefined,
    ...(zendesk.simulated
      ? {
          SIMULATOR_HOST: loopback,
          SIMULATOR_DATA_FILE: join(folder, 'simulator.json'),
          // The examples' recordings come from there, whatever else is allowed.
          FILE_HOSTS: env['FILE_HOSTS'] ? `${env['FILE_HOSTS']},${simulator}` : simulator,
        }
      : {}),
  };
  const second = readEnvironment(shared);
  if (!second.ok) return second;
  const logDir = join(folder, 'logs');
  await mkdir(logDir, { recursive: true });

  const useServer = `set TEMPORAL_ADDRESS to a Temporal server that runs (HOST:PORT), and none is started`;
  const wishes: readonly Wish[] = [
    ...(address === null
      ? [
          { what: 'the Temporal server', host: loopback, port: devPort, remedy: useServer },
          { what: 'the Temporal Web UI', host: loopback, port: devPort + uiDistance, remedy: useServer },
        ]
      : []),
    ...(zendesk.simulated
      ? [
          {
            what: 'the Zendesk simulator',
            host: loopback,
            port: simulatorPort,
            remedy: setAnother('SIMULATOR_PORT'),
          },
        ]
      : []),
    { what: 'the gateway', host: gateway.host, port: gatewayPort, remedy: setAnother('GATEWAY_PORT') },
    { what: "the worker's metrics", host: metricsHost, port: metricsPort, remedy: setAnother('METRICS_PORT') },
  ];
  return {
    ok: true,
    plan: {
      config: second.config,
      env: shared,
      dataDir: folder,
      logDir,
      devServer: cli === null || address !== null ? null : { cli, port: devPort, uiPort: devPort + uiDistance },
      simulatorUrl: zendesk.simulated ? `http://${simulator}` : null,
      gatewayUrl: `http://${reachable(gateway.host)}:${gatewayPort}`,
      temporalUi: uiOf(address ?? localTemporal),
      wishes,
    },
  };
}

/** An address that means "all interfaces" can't be connected to everywhere. */
function reachable(host: string): string {
  if (host === '0.0.0.0' || host === '::') return loopback;
  return host.includes(':') && !host.startsWith('[') ? `[${host}]` : host;
}

function uiOf(address: string): string | null {
  const { hostname, port } = new URL(`http://${address}`);
  return isLoopbackHost(hostname) && port !== '' ? `http://${hostname}:${Number(port) + uiDistance}` : null;
}
