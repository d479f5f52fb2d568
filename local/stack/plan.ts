import { mkdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { readEnvironment } from '../../configuration/environment.ts';
import type { Configuration } from '../../configuration/environment.ts';
import { isLoopbackHost } from '../../configuration/loopback.ts';
import { localTemporal } from '../../configuration/temporal.ts';
import type { PlannedPort } from './ports.ts';
import { concretePort, portRemedy } from './ports.ts';

/** The processes to start, their addresses, and the environment variables that all of them get. */
export type Plan = {
  readonly config: Configuration;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly dataDir: string;
  readonly logDir: string;
  /** Null if TEMPORAL_ADDRESS names a server to use instead. */
  readonly devServer: { readonly cli: string; readonly port: number; readonly uiPort: number } | null;
  /** Null if ZENDESK_URL names a Zendesk. */
  readonly simulatorUrl: string | null;
  readonly gatewayUrl: string;
  /** Base address of the Temporal UI, without a slash at the end. Null if it is not known. */
  readonly temporalUi: string | null;
  readonly ports: readonly PlannedPort[];
};

/** With problems nothing can be started. Each problem is one line that says what to do. */
export type PlanResult =
  | { readonly ok: true; readonly plan: Plan }
  | { readonly ok: false; readonly problems: readonly string[] };

const loopback = '127.0.0.1';
const devServerPort = 7233;
/** The UI's port is the server's port plus this number, as in `npm run temporal` and by the dev server's default. */
const uiPortOffset = 1_000;

export const root = fileURLToPath(new URL('../..', import.meta.url));

/**
 * Decides which processes `npm start` starts and on which ports, and creates the folder for the logs.
 *
 * @param env the environment of this process. The set-up of `npm start` adds TEMPORAL_CLI_PATH, the program of the dev server.
 * @param dataDir folder for state and logs, relative to the root of the repository
 */
export async function makePlan(env: NodeJS.ProcessEnv, dataDir: string): Promise<PlanResult> {
  const address = env['TEMPORAL_ADDRESS'] || null;
  const cli = env['TEMPORAL_CLI_PATH'] || null;
  if (address === null && cli === null)
    return {
      ok: false,
      problems: [
        'TEMPORAL_CLI_PATH: missing: start with `npm start`, which finds the Temporal server, or set TEMPORAL_ADDRESS',
      ],
    };
  const given = readEnvironment({ ...env, TEMPORAL_ADDRESS: address ?? localTemporal });
  if (!given.ok) return given;
  const { gateway, metricsHost, zendesk } = given.config;
  const [gatewayPort, simulatorPort, metricsPort] = await Promise.all([
    concretePort(gateway.host, gateway.port),
    concretePort(loopback, given.config.simulatorPort),
    concretePort(metricsHost, given.config.metricsPort),
  ]);
  const folder = resolve(root, dataDir);
  const simulator = `${loopback}:${simulatorPort}`;
  const simulatorFiles = `private:${simulator}`;
  const sharedEnv = {
    ...env,
    TEMPORAL_ADDRESS: address ?? localTemporal,
    GATEWAY_PORT: String(gatewayPort),
    SIMULATOR_PORT: String(simulatorPort),
    METRICS_PORT: String(metricsPort),
    TEMPORAL_UI_URL: env['TEMPORAL_UI_URL'] || temporalUiUrl(address ?? localTemporal) || undefined,
    ...(zendesk.simulated
      ? {
          SIMULATOR_HOST: loopback,
          SIMULATOR_DATA_FILE: join(folder, 'simulator.json'),
          // The simulator is always an allowed host, because it serves the recordings of the example calls.
          FILE_HOSTS: env['FILE_HOSTS'] ? `${env['FILE_HOSTS']},${simulatorFiles}` : simulatorFiles,
        }
      : {}),
  };
  const resolved = readEnvironment(sharedEnv);
  if (!resolved.ok) return resolved;
  const logDir = join(folder, 'logs');
  await mkdir(logDir, { recursive: true });

  const temporalRemedy = `set TEMPORAL_ADDRESS to a Temporal server that runs (HOST:PORT), and none is started`;
  const ports: readonly PlannedPort[] = [
    ...(address === null
      ? [
          { usedBy: 'the Temporal server', host: loopback, port: devServerPort, remedy: temporalRemedy },
          { usedBy: 'the Temporal Web UI', host: loopback, port: devServerPort + uiPortOffset, remedy: temporalRemedy },
        ]
      : []),
    ...(zendesk.simulated
      ? [
          {
            usedBy: 'the Zendesk simulator',
            host: loopback,
            port: simulatorPort,
            remedy: portRemedy('SIMULATOR_PORT'),
          },
        ]
      : []),
    { usedBy: 'the gateway', host: gateway.host, port: gatewayPort, remedy: portRemedy('GATEWAY_PORT') },
    { usedBy: "the worker's metrics", host: metricsHost, port: metricsPort, remedy: portRemedy('METRICS_PORT') },
  ];
  return {
    ok: true,
    plan: {
      config: resolved.config,
      env: sharedEnv,
      dataDir: folder,
      logDir,
      devServer:
        cli === null || address !== null ? null : { cli, port: devServerPort, uiPort: devServerPort + uiPortOffset },
      simulatorUrl: zendesk.simulated ? `http://${simulator}` : null,
      gatewayUrl: `http://${connectableHost(gateway.host)}:${gatewayPort}`,
      temporalUi: temporalUiUrl(address ?? localTemporal),
      ports,
    },
  };
}

/** Replaces an address that means "all interfaces", since not every system can connect to it. IPv6 addresses get brackets. */
function connectableHost(host: string): string {
  if (host === '0.0.0.0' || host === '::') return loopback;
  return host.includes(':') && !host.startsWith('[') ? `[${host}]` : host;
}

function temporalUiUrl(address: string): string | null {
  const { hostname, port } = new URL(`http://${address}`);
  return isLoopbackHost(hostname) && port !== '' ? `http://${hostname}:${Number(port) + uiPortOffset}` : null;
}
