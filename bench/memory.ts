import { readFile, writeFile } from 'node:fs/promises';
import { setTimeout as pause } from 'node:timers/promises';
import { z } from 'zod';
import type { Bench } from './account.ts';
import { agent, callOf, post } from './call.ts';
import { measure } from './measure.ts';
import type { Measure } from '../tools/bench-page.ts';
import { simulator } from './simulator.ts';

const recordingBytes = 50_000_000;

/** Resident memory of a process in MiB: now, and the peak since it started or since the last `resetPeak`. */
export async function memoryOf(pid: number): Promise<{ readonly now: number; readonly peak: number }> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8');
  const of = (name: string): number => Number(new RegExp(`${name}:\\s+(\\d+) kB`).exec(status)?.[1] ?? 0) / 1024;
  return { now: of('VmRSS'), peak: of('VmHWM') };
}

/** Resets the peak of a process's resident memory to its present value. */
async function resetPeak(pid: number): Promise<void> {
  await writeFile(`/proc/${pid}/clear_refs`, '5');
}

/**
 * Measures the memory of worker and gateway after the calls, and how much one large recording adds while it is copied
 * to the ticket (UPD-12).
 */
export async function measureMemory({ stack, log }: Bench): Promise<readonly Measure[]> {
  const worker = await stack.pidOf('workers/main.ts');
  const gateway = await stack.pidOf('client/gateway/main.ts');
  const [workerHolds, gatewayHolds] = [await memoryOf(worker), await memoryOf(gateway)];
  log(`one call with a recording of ${recordingBytes / 1_000_000} MB, kept as a file`);
  await stack.sessions.settings.set({ recordings: { store: 'file' }, batching: { windowSeconds: 1 } }, 'bench');
  await simulator(stack, 'options', z.unknown(), { latencyMs: 0 });
  const id = 'bench-large-1';
  await post(stack, id, 'session.started', callOf(id, '+14185550100'));
  await post(stack, id, 'session.assigned', { agent });
  await post(stack, id, 'session.connected', { agent });
  await post(stack, id, 'session.ended', { disconnected_by: 'agent' });
  const written = `${id}/finished`;
  while ((await stack.sessions.state(id))?.written.includes(written) !== true) await pause(100);
  const before = await memoryOf(worker);
  await resetPeak(worker);
  const url = `${stack.simulatorUrl}/recordings/large.wav?bytes=${recordingBytes}`;
  await post(stack, id, 'recording.ready', { segment: '1', url, content_type: 'audio/wav', duration_s: 3_000 });
  await stack.client.workflow.getHandle(`session/${id}`).result();
  const after = await memoryOf(worker);
  return [
    measure({ name: 'worker: resident memory at the end', value: workerHolds.now, unit: 'MiB', better: 'lower' }),
    measure({ name: 'worker: resident memory, peak', value: workerHolds.peak, unit: 'MiB', better: 'lower' }),
    measure({ name: 'gateway: resident memory at the end', value: gatewayHolds.now, unit: 'MiB', better: 'lower' }),
    measure({ name: 'gateway: resident memory, peak', value: gatewayHolds.peak, unit: 'MiB', better: 'lower' }),
    measure({
      name: 'one recording of 50 MB: worker memory on top',
      value: Math.max(0, after.peak - before.now),
      unit: 'MiB',
      better: 'lower',
      target: 64,
    }),
  ];
}
