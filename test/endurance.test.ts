import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { collector } from '../activities/collector.ts';
import { emptyChange } from '../domain/zendesk/change.ts';
import type { TicketWrite } from '../domain/zendesk/ticket-write.ts';
import { workflowGateway } from '../workers/workflow-gateway.ts';
import { writesState } from '../workflows/messages.ts';
import { until } from './calls.testkit.ts';
import { startTestStack } from './stack.testkit.ts';
import type { TestStack, WorkerProcess } from './stack.testkit.ts';
import { runsOf } from './workflow-runs.testkit.ts';
import { ledger } from './zendesk-state.testkit.ts';

/** As many writes as a busy week has, through one shard of a worker process. It takes minutes: only where a number is given. */

const writes = Number(process.env['ENDURANCE_WRITES'] ?? 0);
/** What waits at one moment stays well under the mark from which sessions are asked to hold back (BAT-9). */
const perRound = 1_000;
const perReport = 10_000;
const ticketsPerRound = 50;
/** Each ticket's turn comes in every tenth round, so that no limit of a ticket is met (BAT-8). */
const ticketCount = 500;
/** Before it the worker still compiles what it runs, and fills its caches. */
const warm = 20_000;
/** The least that a heap held in so many reports: what it holds varies with how much of a run is behind. */
const reportsCompared = 3;
/** Of each heap. Were fifty bytes kept of each write, they would be as much. */
const mostGrowthBytes = 3 * 1024 * 1024;
const mostEvents = 2_000;

let stack: TestStack;
let worker: WorkerProcess;

beforeAll(async () => {
  if (writes === 0) return;
  stack = await startTestStack({ jobQueuedMs: 10, jobWorkingMs: 10, updatesPerTicket: 0 });
  const preload = new URL('heap-preload.mjs', import.meta.url).href;
  worker = await stack.spawnWorker({ NODE_OPTIONS: `--import ${preload}` });
  await stack.sessions.settings.set({ batching: { windowSeconds: 1 } }, 'test');
});
afterAll(async () => {
  if (writes > 0) await stack.close();
}, 600_000);

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

/** What the worker's heaps hold once the garbage is collected, in bytes. */
async function memory(written: number): Promise<Memory> {
  const told = worker.log.length;
  worker.signal('SIGUSR2');
  return await until(async () => {
    const reports = worker.log
      .slice(told)
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

/** Ids of the writes that Zendesk applied, as often as it did, by ticket and in order. */
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
  it('BAT-7 the memory of its worker stays flat and each history short; each write is there once, in order', async () => {
    const seeded = await stack.zendesk.seed({
      tickets: Array.from({ length: ticketCount }, (_, i) => ({ subject: `Written to ${i}` })),
    });
    const handle = stack.client.workflow.getHandle(`ticket-writes/${shard}`);
    // As a worker hands over what its sessions write. These sessions are gone: nobody learns the answers.
    const handOver = collector((to, group) => workflowGateway.enqueue(stack.client, to, group));
    const expected = new Map<number, string[]>(seeded.tickets.map((id) => [id, []]));
    const table: Memory[] = [];
    for (let written = 0; written < writes; written += perRound) {
      const first = (written / perRound) * ticketsPerRound;
      const round = Array.from({ length: perRound }, (_, i) => {
        const ticketId = seeded.tickets[(first + (i % ticketsPerRound)) % ticketCount] ?? 0;
        return write(ticketId, written + i);
      });
      for (const { ticketId, id } of round) expected.get(ticketId)?.push(id);
      await Promise.all(round.map((one) => handOver(shard, one)));
      await until(async () => {
        const { waiting, underWay } = await handle.query(writesState);
        return waiting + underWay === 0;
      });
      if ((written + perRound) % perReport === 0) table.push(await memory(written + perRound));
    }
    const megabytes = (bytes: number): number => Math.round(bytes / 104_857.6) / 10;
    console.table(
      table.map(({ writes: after, main, workflows, rss }) => ({
        'after writes': after,
        'main heap MiB': megabytes(main),
        'workflows heap MiB': megabytes(workflows),
        'rss MiB': megabytes(rss),
      })),
    );

    expect(await appliedByTicket()).toEqual(expected);
    for (const { events } of await runsOf(stack.env, `ticket-writes/${shard}`)) expect(events).toBeLessThan(mostEvents);
    const compared = table.filter((one) => one.writes >= warm);
    expect(growth(compared.map(({ main }) => main))).toBeLessThan(mostGrowthBytes);
    expect(growth(compared.map(({ workflows }) => workflows))).toBeLessThan(mostGrowthBytes);
  }, 3_000_000);
});
