import { z } from 'zod';
import type { House } from './house.ts';
import { forgetPeak, memoryOf, simulator } from './house.ts';
import { measure } from './measure.ts';
import type { Measure } from './measure.ts';
import { callOf, post } from './sessions.ts';

const agent = { id: 7, email: 'agent.bench@example.com', name: 'Agent One' };
const recordingBytes = 50_000_000;

/** What the processes hold after the calls, and what one large recording costs on top (UPD-12). */
export async function measureMemory(house: House, tell: (line: string) => void): Promise<readonly Measure[]> {
  const worker = await house.pidOf('workers/main.ts');
  const gateway = await house.pidOf('client/gateway/main.ts');
  const [workerHolds, gatewayHolds] = [await memoryOf(worker), await memoryOf(gateway)];
  tell(`one call with a recording of ${recordingBytes / 1_000_000} MB, kept as a file`);
  await house.sessions.settings.set({ recordings: { store: 'file' }, batching: { windowSeconds: 1 } }, 'bench');
  await simulator(house, 'options', z.unknown(), { latencyMs: 0 });
  const id = 'bench-large-1';
  await post(house, id, 'session.started', callOf(id, '+14175550100'));
  await post(house, id, 'session.assigned', { agent });
  await post(house, id, 'session.connected', { agent });
  await post(house, id, 'session.ended', { disconnected_by: 'agent' });
  const written = `${id}/finished`;
  while ((await house.sessions.state(id))?.written.includes(written) !== true)
    await new Promise((resolve) => setTimeout(resolve, 100));
  const before = await memoryOf(worker);
  await forgetPeak(worker);
  const url = `${house.simulatorUrl}/recordings/large.wav?bytes=${recordingBytes}`;
  await post(house, id, 'recording.ready', { segment: '1', url, content_type: 'audio/wav', duration_s: 3_000 });
  await house.client.workflow.getHandle(`session/${id}`).result();
  const after = await memoryOf(worker);
  return [
    measure('worker, resident', workerHolds.now, 'MiB', 'lower'),
    measure('gateway, resident', gatewayHolds.now, 'MiB', 'lower'),
    measure('one recording of 50 MB: worker memory on top', Math.max(0, after.peak - before.now), 'MiB', 'lower', 64),
  ];
}
