import { get } from 'node:http';
import type { IncomingMessage } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import { issueToken } from '../client/tokens.ts';
import { removeZendeskLimits, saveBatching } from './account.ts';
import type { Bench } from './account.ts';
import { callOf, post } from './call.ts';
import type { BenchStack } from './stack.ts';
import { measure } from './measure.ts';
import type { Measure } from '../tools/bench-page.ts';
import { memoryOf } from './memory.ts';

const agents = 200;
/** The secret with which a local gateway checks tokens. */
const tokenSecret = 'local-only';
/** How long to listen: long enough for a heartbeat and for changes of each session. */
const listenMs = 16_000;

type Stream = {
  readonly response: IncomingMessage;
  /** Number of events received so far. */
  readonly events: () => number;
};

async function listen(stack: BenchStack, agentId: string): Promise<Stream> {
  const token = await issueToken(tokenSecret, { agentId, email: null, role: 'agent' }, '1h');
  const headers = { authorization: `Bearer ${token}` };
  return await new Promise((resolve, reject) => {
    const request = get(`${stack.gatewayUrl}/v1/adapter/stream`, { headers, agent: false }, (response) => {
      let events = 0;
      response.on('data', (chunk: Buffer) => (events += chunk.toString().split('event: ').length - 1));
      response.on('error', () => undefined);
      if (response.statusCode === 200) resolve({ response, events: () => events });
      else reject(new Error(`The stream answered ${response.statusCode}.`));
    });
    request.on('error', reject);
  });
}

/** Measures how much memory the gateway needs for agents who watch their live sessions (ADP-3), each with one call. */
export async function measureStreams({ stack, log }: Bench): Promise<readonly Measure[]> {
  await removeZendeskLimits(stack, 0);
  await saveBatching(stack, { on: true, windowSeconds: 1 });
  const gateway = await stack.pidOf('client/gateway/main.ts');
  const before = await memoryOf(gateway);
  log(`${agents} agents listen, each with a call`);
  const ids = Array.from({ length: agents }, (_, i) => `stream-${i}`);
  const streams = await Promise.all(ids.map((id) => listen(stack, id)));
  const started = Date.now();
  for (const [i, id] of ids.entries()) {
    await post(stack, id, 'session.started', callOf(id, `+1418556${String(i).padStart(4, '0')}`));
    await post(stack, id, 'session.assigned', { agent: { id, email: `${id}@example.com`, name: `Agent ${i}` } });
  }
  while (streams.some(({ events }) => events() < 2) && Date.now() - started < 60_000) await pause(100);
  await pause(listenMs);
  const after = await memoryOf(gateway);
  const informed = streams.filter(({ events }) => events() >= 2).length;
  for (const { response } of streams) response.destroy();
  return [
    measure({
      name: `agents of ${agents} who heard of their call`,
      value: informed,
      unit: '',
      better: 'higher',
      target: agents,
    }),
    measure({
      name: `${agents} agents connected: gateway memory on top`,
      value: Math.max(0, after.now - before.now),
      unit: 'MiB',
      better: 'lower',
      target: 150,
    }),
    measure({
      name: `${agents} agents connected: gateway memory, all of it`,
      value: after.now,
      unit: 'MiB',
      better: 'lower',
    }),
  ];
}
