import { mkdirSync, realpathSync } from 'node:fs';
import { createServer } from 'node:net';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { runInForeground, root } from './setup/process.mjs';
import { setUpOrReport } from './setup.mjs';

const defaultAddress = '127.0.0.1:7233';
const uiPortDistance = 1_000;

/**
 * The first three values raise the limits for polls of the server's internal queues. With the default limits each task waits
 * tens of milliseconds, with these only a few. One partition per task queue makes priorities strict and the rate limit exact.
 * The last value makes the server list a workflow as a problem after its second failed task, instead of the fifth (OPS-6).
 */
const dynamicConfig = [
  'history.transferProcessorMaxPollRPS=2000',
  'history.timerProcessorMaxPollRPS=2000',
  'history.visibilityProcessorMaxPollRPS=200',
  'system.enableActivityEagerExecution=true',
  'matching.numTaskqueueReadPartitions=1',
  'matching.numTaskqueueWritePartitions=1',
  'system.numConsecutiveWorkflowTaskProblemsToTriggerSearchAttribute=2',
];

/** With these settings a killed server loses no data, and writes are far faster than with a full sync at each commit. */
const sqlitePragmas = ['journal_mode=WAL', 'synchronous=NORMAL'];

/**
 * Returns the arguments with which the Temporal CLI starts a dev server. The server always has the namespace `default`.
 *
 * @param {object} options
 * @param {string | undefined} [options.ip] default 127.0.0.1
 * @param {number} options.port
 * @param {number | undefined} [options.uiPort] default: no Web UI
 * @param {string | undefined} [options.dbFile] SQLite file in an existing folder; default: the state is kept in memory
 * @param {string | undefined} [options.namespace] a namespace to create besides `default`
 * @param {'debug' | 'info' | 'warn' | 'error' | 'never'} [options.logLevel] default warn
 * @returns {string[]}
 */
export function temporalServerArgs({ ip = '127.0.0.1', port, uiPort, dbFile, namespace, logLevel = 'warn' }) {
  return [
    'server',
    'start-dev',
    `--ip=${ip}`,
    `--port=${port}`,
    ...(uiPort === undefined ? ['--headless'] : [`--ui-port=${uiPort}`]),
    ...(dbFile === undefined ? [] : [`--db-filename=${dbFile}`]),
    ...(dbFile === undefined ? [] : sqlitePragmas.map((pragma) => `--sqlite-pragma=${pragma}`)),
    ...(namespace === undefined || namespace === 'default' ? [] : [`--namespace=${namespace}`]),
    ...dynamicConfig.map((setting) => `--dynamic-config-value=${setting}`),
    `--log-level=${logLevel}`,
  ];
}

/** `npm run temporal`: runs only the dev server, in the foreground. It uses the same database file as `npm start`. */
async function main() {
  const address = process.env['TEMPORAL_ADDRESS'] || defaultAddress;
  const parsed = parseAddress(address);
  if (!parsed) return fail(`TEMPORAL_ADDRESS is "${address}": write it as HOST:PORT, such as ${defaultAddress}.`);
  const { ip, port } = parsed;
  const uiPort = port + uiPortDistance;
  for (const [checkedPort, usedFor] of /** @type {const} */ ([
    [port, 'of the Temporal server'],
    [uiPort, 'of its Web UI'],
  ])) {
    if (await isFree(ip, checkedPort)) continue;
    return fail(
      `Port ${checkedPort} ${usedFor} on ${ip} can’t be used: stop what listens there, or name another with ` +
        `TEMPORAL_ADDRESS=${ip}:PORT (the Web UI takes PORT + ${uiPortDistance}).`,
    );
  }
  const setup = await setUpOrReport();
  if (!setup?.temporalCliPath) return;
  const dbFile = join(root, '.data/temporal.db');
  mkdirSync(dirname(dbFile), { recursive: true });
  const namespace = process.env['TEMPORAL_NAMESPACE'] || 'default';
  process.stdout.write(
    `Temporal server on ${ip}:${port}, Web UI on http://${ip}:${uiPort}, state in .data/temporal.db\n`,
  );
  const args = temporalServerArgs({ ip, port, uiPort, dbFile, namespace, logLevel: 'error' });
  process.exitCode = await runInForeground(setup.temporalCliPath, args);
}

/** @param {string} address */
function parseAddress(address) {
  const match = /^(?<host>[^:/\s]+):(?<port>\d{1,5})$/.exec(address);
  const host = match?.groups?.['host'];
  const port = Number(match?.groups?.['port']);
  if (!host || port < 1 || port + uiPortDistance > 65_535) return undefined;
  return { ip: host === 'localhost' ? '127.0.0.1' : host, port };
}

/**
 * @param {string} ip
 * @param {number} port
 * @returns {Promise<boolean>}
 */
function isFree(ip, port) {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once('error', () => resolve(false));
    probe.listen(port, ip, () => probe.close(() => resolve(true)));
  });
}

/** @param {string} message */
function fail(message) {
  process.stderr.write(`${message}\n`);
  process.exitCode = 1;
}

const entry = process.argv[1];
if (entry && realpathSync(entry) === fileURLToPath(import.meta.url)) await main();
