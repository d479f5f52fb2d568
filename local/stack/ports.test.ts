import { createServer } from 'node:net';
import type { Server } from 'node:net';
import { afterEach, expect, it } from 'vitest';
import { concretePort, portProblems, portRemedy } from './ports.ts';
import type { PlannedPort } from './ports.ts';

const host = '127.0.0.1';
const open: Server[] = [];

function planned(usedBy: string, port: number, variable: string): PlannedPort {
  return { usedBy, host, port, remedy: portRemedy(variable) };
}

async function takePort(): Promise<number> {
  const port = await concretePort(host, 0);
  const server = createServer();
  open.push(server);
  await new Promise<void>((resolve) => server.listen(port, host, resolve));
  return port;
}

afterEach(async () => {
  await Promise.all(open.splice(0).map((server) => new Promise((resolve) => server.close(resolve))));
});

it('the message about a taken port names the listener and the variable that changes the port', async () => {
  const taken = await takePort();
  const problems = await portProblems([
    planned('the gateway', taken, 'GATEWAY_PORT'),
    planned('the simulator', await concretePort(host, 0), 'SIMULATOR_PORT'),
  ]);
  expect(problems).toEqual([
    `Port ${taken} of the gateway is taken on 127.0.0.1: stop what listens there, or set GATEWAY_PORT to another port.`,
  ]);
});

it('the message about a port that is planned twice names both listeners', async () => {
  const port = await concretePort(host, 0);
  const problems = await portProblems([
    planned('the simulator', port, 'SIMULATOR_PORT'),
    planned('the gateway', port, 'GATEWAY_PORT'),
  ]);
  expect(problems).toEqual([
    `Port ${port} is wanted by the simulator and by the gateway: set GATEWAY_PORT to another port.`,
  ]);
});

it('free ports, and port 0, are no problem and stay free', async () => {
  const ports = [
    planned('the gateway', await concretePort(host, 0), 'GATEWAY_PORT'),
    planned('more', 0, 'METRICS_PORT'),
  ];
  expect(await portProblems(ports)).toEqual([]);
  expect(await portProblems(ports)).toEqual([]);
});
