import { createServer } from 'node:net';
import type { Server } from 'node:net';
import { afterEach, expect, it } from 'vitest';
import { concretePort, portProblems, setAnother } from './ports.ts';
import type { Wish } from './ports.ts';

const host = '127.0.0.1';
const open: Server[] = [];

function wish(what: string, port: number, variable: string): Wish {
  return { what, host, port, remedy: setAnother(variable) };
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

it('a taken port is told with who wants it and the variable that changes it', async () => {
  const taken = await takePort();
  const problems = await portProblems([
    wish('the gateway', taken, 'GATEWAY_PORT'),
    wish('the simulator', await concretePort(host, 0), 'SIMULATOR_PORT'),
  ]);
  expect(problems).toEqual([
    `Port ${taken} of the gateway is taken on 127.0.0.1: stop what listens there, or set GATEWAY_PORT to another port.`,
  ]);
});

it('one port wished for twice is told with both who want it', async () => {
  const port = await concretePort(host, 0);
  const problems = await portProblems([
    wish('the simulator', port, 'SIMULATOR_PORT'),
    wish('the gateway', port, 'GATEWAY_PORT'),
  ]);
  expect(problems).toEqual([
    `Port ${port} is wanted by the simulator and by the gateway: set GATEWAY_PORT to another port.`,
  ]);
});

it('free ports, and 0 for any, have no problem and are free afterwards', async () => {
  const wishes = [wish('the gateway', await concretePort(host, 0), 'GATEWAY_PORT'), wish('more', 0, 'METRICS_PORT')];
  expect(await portProblems(wishes)).toEqual([]);
  expect(await portProblems(wishes)).toEqual([]);
});
