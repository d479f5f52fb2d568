import { Agent, request } from 'node:http';
import { z } from 'zod';
import type { Bench } from './account.ts';
import { simulator } from './simulator.ts';
import { measure } from './measure.ts';
import type { Measure } from '../tools/bench-page.ts';

const requests = 8_000;
const connections = 16;

/**
 * Measures how many simple requests (show one ticket) the simulator answers per second. It must be much faster than the
 * product, so that the other measurements measure the product.
 */
export async function measureSimulator({ stack }: Bench): Promise<readonly Measure[]> {
  await simulator(stack, 'options', z.unknown(), { latencyMs: 0, rateLimitPerMinute: 0 });
  const seeded = z.object({ tickets: z.array(z.object({ id: z.number() })) });
  const { tickets } = await simulator(stack, 'seed', seeded, { tickets: [{ subject: 'Measured' }] });
  const url = `${stack.simulatorUrl}/api/v2/tickets/${tickets[0]?.id ?? 0}.json`;
  const authorization = `Basic ${Buffer.from('admin@example.com/token:local-only').toString('base64')}`;
  const agent = new Agent({ keepAlive: true, maxSockets: connections });
  const one = (): Promise<void> =>
    new Promise((resolve, reject) => {
      request(url, { agent, headers: { authorization } }, (response) => {
        response.resume();
        response.on('end', () =>
          response.statusCode === 200 ? resolve() : reject(new Error(String(response.statusCode))),
        );
      })
        .on('error', reject)
        .end();
    });
  const many = async (count: number): Promise<void> => {
    for (let i = 0; i < count; i++) await one();
  };
  await many(200);
  const begun = performance.now();
  await Promise.all(Array.from({ length: connections }, () => many(requests / connections)));
  const seconds = (performance.now() - begun) / 1_000;
  agent.destroy();
  return [
    measure({
      name: 'simulator: simple requests a second',
      value: requests / seconds,
      unit: '/s',
      better: 'higher',
      target: 2_000,
    }),
  ];
}
