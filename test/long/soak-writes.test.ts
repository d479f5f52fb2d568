/**
 * This file sends the writes of a busy week through one shard of one worker process. The test takes minutes, so it runs
 * only if ENDURANCE_WRITES gives a number. If it fails, a worker grows for weeks until it stops, or writes are lost,
 * doubled or out of order.
 */

import { beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { collector } from '../../activities/collector.ts';
import { emptyChange } from '../../domain/zendesk/change.ts';
import type { TicketWrite } from '../../domain/zendesk/ticket-write.ts';
import { workflowGateway } from '../../workers/workflow-gateway.ts';
import { writesState } from '../../workflows/messages.ts';
import { until } from '../kit/events.ts';
import { testStack } from '../kit/test-stack.ts';
import type { WorkerProcess } from '../kit/worker-process.ts';
import { runsOf } from '../kit/workflow-runs.ts';
import { ledger } from '../kit/zendesk-state.ts';

const writes = Number(process.env['ENDURANCE_WRITES'] ?? 0);
/**
 * The number of writes that wait at one moment. It is well below the limit at which sessions must hold writes back
 * (BAT-9).
 */
const writesPerRound = 1_000;
const writesPerReport = 10_000;
const ticketsPerRound = 50;
/** Each ticket is written to in every tenth round, so that no ticket reaches its limit of updates (BAT-8). */
const ticketCount = 500;
/** During these first writes the worker still compiles code and fills its caches, so they are not compared. */
const warmUpWrites = 20_000;
/** The smallest of this many reports is compared, because the size of a heap depends on how far a run is. */
const reportsCompared = 3;
/** The limit for the growth of each heap. A worker that kept fifty bytes of each write would reach it. */
const maxGrowthBytes = 3 * 1024 * 1024;
const maxEvents = 2_000;

// The hooks do not run while the only test of this file is skipped.
const stack = testStack({ simulator: { jobQueuedMs: 10, jobWorkingMs: 10, updatesPerTicket: 0 }, workers: false });
let worker: WorkerProcess;

beforeAll(async () => {
  const preload = new URL('../kit/heap-preload.mjs', import.meta.url).href;
  worker = await stack.spawnWorker({ NODE_OPTIONS: `--import ${preload}` });
  await stack.sessions.settings.set({ batching: { windowSeconds: 1 } }, 'test');
});

const shard = 0;

function write(ticketId: number, n: number): TicketWrite {
  const sessionId = `endurance-${ticketId}`;
  const comment = { title: `Note ${n}`, lines: [{ label: 'Text', value: 'What there is to say.' }] };
  return {
    id: `${sessionId}/${n}`,
    sessionId,
    ticketId,
    dueAt: Date.now(),
    check: false,
    change: { ...emptyChange, comment },
  };
}

const heap = z.object({ heapOf: z.enum(['main', 'workflows']), heapUsed: z.number(), rss: z.number() });

type Memory = { readonly writes: number; readonly main: number; readonly workflows: number; readonly rss: number };

/** Gives the sizes of the heaps of the worker after its garbage is collected, in bytes. */
async function memory(written: number): Promise<Memory> {
  const linesBefore = worker.log.length;
  worker.signal('SIGUSR2');
  return await until(async () => {
    const reports = worker.log
      .slice(linesBefore)
      .filter((line) => line.startsWith('{"heapOf"'))
      .map((line) => heap.parse(JSON.parse(line)));
    const main = reports.find(({ heapOf }) => heapOf === 'main');
    const workflows = reports.find(({ heapOf }) => heapOf === 'workflows');
    if (main === undefined || workflows === undefined) return null;
    return { writes: written, main: main.heapUsed, workflows: workflows.heapUsed, rss: main.rss };
  });
}

function growth(heaps: readonly number[]): number {
  return Math.min(...heaps.slice(-reportsCompared)) - Math.min(...heaps.slice(0, reportsCompared));
}

const marked = z.looseObject({ ticket_id: z.number(), metadata: z.looseObject({ writes: z.array(z.string()) }) });

/** The ids of the writes that Zendesk applied, by ticket and in order. A write that was applied twice occurs twice. */
async function appliedByTicket(): Promise<ReadonlyMap<number, readonly string[]>> {
  const applied = new Map<number, string[]>();
  const entries = [...(await ledger(stack, 'ticket.update')), ...(await ledger(stack, 'ticket.update_many.item'))];
  for (const entry of entries.toSorted((a, b) => Number(a['seq']) - Number(b['seq']))) {
    const { ticket_id, metadata } = marked.parse(entry);
    applied.set(ticket_id, [...(applied.get(ticket_id) ?? []), ...metadata.writes]);
  }
  return applied;
}

describe.runIf(writes > 0)('one shard for a long time', () => {
  it('BAT-7 the memory of the worker stays flat, each history stays short, and each write is applied once and in order', async () => {
    const seeded = await stack.zendesk.seed({
      tickets: Array.from({ length: ticketCount }, (_, i) => ({ subject: `Written to ${i}` })),
    });
    const handle = stack.client.workflow.getHandle(`ticket-writes/${shard}`);
    // Hands writes over as a worker does for its sessions. These sessions do not exist, so nobody receives the results.
    const handOver = collector((to, group) => workflowGateway.enqueue(stack.client, to, group));
    const expected = new Map<number, string[]>(seeded.tickets.map((id) => [id, []]));
    const reports: Memory[] = [];
    for (let written = 0; written < writes; written += writesPerRound) {
      const first = (written / writesPerRound) * ticketsPerRound;
      const round = Array.from({ length: writesPerRound }, (_, i) => {
        const ticketId = seeded.tickets[(first + (i % ticketsPerRound)) % ticketCount] ?? 0;
        return write(ticketId, written + i);
      });
      for (const { ticketId, id } of round) expected.get(ticketId)?.push(id);
      await Promise.all(round.map((one) => handOver(shard, one)));
      await until(async () => {
        const { waiting, underWay } = await handle.query(writesState);
        return waiting + underWay === 0;
      });
      if ((written + writesPerRound) % writesPerReport === 0) reports.push(await memory(written + writesPerRound));
    }
    const megabytes = (bytes: number): number => Math.round(bytes / 104_857.6) / 10;
    console.table(
      reports.map(({ writes: after, main, workflows, rss }) => ({
        'after writes': after,
        'main heap MiB': megabytes(main),
        'workflows heap MiB': megabytes(workflows),
        'rss MiB': megabytes(rss),
      })),
    );

    expect(await appliedByTicket()).toEqual(expected);
    for (const { events } of await runsOf(stack.env, `ticket-writes/${shard}`)) expect(events).toBeLessThan(maxEvents);
    const compared = reports.filter((one) => one.writes >= warmUpWrites);
    expect(growth(compared.map(({ main }) => main))).toBeLessThan(maxGrowthBytes);
    expect(growth(compared.map(({ workflows }) => workflows))).toBeLessThan(maxGrowthBytes);
  }, 3_000_000);
});
