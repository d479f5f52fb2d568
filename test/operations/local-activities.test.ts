/**
 * This file tests the local activities of sessions. If this test fails, a session can have several of them at once. Their
 * answers may come in another order in a replay, and the session then stops at the next start of a worker.
 */

import type { WorkflowHandle } from '@temporalio/client';
import { expect, it } from 'vitest';
import { z } from 'zod';
import { apiToken } from '../../activities/zendesk/account.testkit.ts';
import type { WorkflowGateway } from '../../activities/sessions.ts';
import { dataConverterOf } from '../../configuration/encryption.ts';
import { workflowBundle } from '../../workers/bundle.ts';
import { workflowGateway } from '../../workers/workflow-gateway.ts';
import { createWorkers } from '../../workers/workers.ts';
import {
  agentOne,
  assigned,
  connected,
  ended,
  event,
  newCaller,
  outcomeOf,
  send,
  started,
  until,
} from '../kit/events.ts';
import { testStack } from '../kit/test-stack.ts';
import { mentions, ticketsOf } from '../kit/zendesk-state.ts';

/** After eight seconds the SDK lets messages in, although a local activity is under way. */
const slowMs = 9_000;

const stack = testStack({ agents: [agentOne], workers: false });

type HistoryEvent = NonNullable<Awaited<ReturnType<WorkflowHandle['fetchHistory']>>['events']>[number];

const time = z
  .object({ seconds: z.number(), nanos: z.number() })
  .transform(({ seconds, nanos }) => seconds + nanos / 1e9);
const marker = z.object({ seq: z.number(), original_schedule_time: time, complete_time: time });

/** The local activities of a history, in the order in which they began; times in seconds since the epoch. */
function localActivitiesOf(events: readonly HistoryEvent[]): readonly z.infer<typeof marker>[] {
  const found = events.flatMap(({ markerRecordedEventAttributes: recorded }) => {
    const [payload] = recorded?.details?.['data']?.payloads ?? [];
    return payload?.data ? [marker.parse(JSON.parse(Buffer.from(payload.data).toString('utf8')))] : [];
  });
  return found.sort((a, b) => a.seq - b.seq);
}

it('TKT-12 a session has one local activity at a time, also if a hand-over takes long', async () => {
  let waits = slowMs;
  /** Sends the writes as the product does, but the first ones not at once. */
  const slow: WorkflowGateway = {
    ...workflowGateway,
    async enqueue(client, shard, writes) {
      const pause = waits;
      waits = 0;
      await new Promise((resolve) => setTimeout(resolve, pause));
      await workflowGateway.enqueue(client, shard, writes);
    },
  };
  const { nativeConnection: connection, namespace = 'default', client } = stack.env;
  const { url, host } = stack.zendesk;
  const workers = await createWorkers({
    connection,
    namespace,
    client,
    dataConverter: dataConverterOf([]),
    bundle: await workflowBundle(),
    zendesk: { zendesk: { url, credentials: apiToken }, fileHosts: [host] },
    requestsPerMinute: 6_000,
    tuning: { shutdownGraceTime: '2s' },
    gateway: slow,
  });
  const { id, number } = newCaller();
  const call = async (): Promise<void> => {
    await stack.sessions.settings.set({ batching: { windowSeconds: 1 } }, 'test');
    await send(stack, started(id, number), assigned(id), connected(id));
    await until(async () => ((await ticketsOf(stack, id)).length > 0 ? true : null));
    for (let n = 0; n < 5; n++) await send(stack, event(id, 'summary.generated', { text: `Summary ${n}.` }));
    await send(stack, ended(id));
    await outcomeOf(stack, id);
  };
  const done = call();
  await Promise.all(workers.map(async (worker) => await worker.runUntil(done)));

  const { events } = await client.workflow.getHandle(`session/${id}`).fetchHistory();
  const all = localActivitiesOf(events ?? []);
  expect(all.length).toBeGreaterThan(2);
  for (const [i, { original_schedule_time: began }] of all.entries())
    expect(began).toBeGreaterThanOrEqual(all[i - 1]?.complete_time ?? 0);
  const [ticket, ...others] = await ticketsOf(stack, id);
  if (ticket === undefined || others.length > 0)
    throw new Error(`${id} has ${others.length} tickets too many, or none`);
  expect(Array.from({ length: 5 }, (_, n) => mentions(ticket, `Summary ${n}.`))).toEqual([1, 1, 1, 1, 1]);
}, 120_000);
