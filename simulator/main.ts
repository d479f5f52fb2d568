import { startSimulator } from './index.ts';

/** `npm run simulator`: runs a simulator in the foreground. */
const port = Number(process.env.SIMULATOR_PORT ?? 8090);
const host = process.env.SIMULATOR_HOST ?? '127.0.0.1';
const dataFile = process.env.SIMULATOR_DATA_FILE ?? '.data/simulator.json';

function fail(line: string): never {
  process.stderr.write(`${line}\n`);
  process.exit(1);
}

if (!Number.isInteger(port) || port < 0 || port > 65_535) {
  fail(`SIMULATOR_PORT must be a port from 0 to 65535; it is "${process.env.SIMULATOR_PORT ?? ''}".`);
}

const simulator = await startSimulator({ port, host, dataFile }).catch((cause: unknown) => {
  const code = cause instanceof Error && 'code' in cause ? cause.code : undefined;
  if (code === 'EADDRINUSE')
    fail(`Port ${port} is taken: stop what listens there, or set SIMULATOR_PORT to another port.`);
  if (cause instanceof SyntaxError) fail(`${dataFile} is not readable as JSON: delete it, or set SIMULATOR_DATA_FILE.`);
  return fail(`The simulator can't start: ${String(cause)}`);
});

process.stdout.write(`Zendesk simulator: ${simulator.url} (API ${simulator.url}/api/v2, state in ${dataFile})\n`);

let closing = false;
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.on(signal, () => {
    if (closing) return;
    closing = true;
    void simulator.close().then(() => process.exit(0));
  });
}
