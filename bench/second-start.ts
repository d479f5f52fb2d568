import { setTimeout as pause } from 'node:timers/promises';
import { agent, callOf, post } from './call.ts';
import type { BenchFolders } from './stack.ts';
import { measure } from './measure.ts';
import type { Measure } from '../tools/bench-page.ts';
import { ticketsMade } from './simulator.ts';

const id = 'bench-second-start';

/**
 * Measures a second `npm start` on existing data and with everything installed: until the gateway accepts events, and
 * until the ticket of the first call exists. The call's agent is assigned as soon as the gateway accepts events.
 */
export async function measureSecondStart(folders: BenchFolders): Promise<readonly Measure[]> {
  const begun = Date.now();
  const stack = await folders.start();
  try {
    const opened = Date.now();
    await post(stack, id, 'session.started', callOf(id, '+14195550100'));
    await post(stack, id, 'session.assigned', { agent });
    const made = async (): Promise<number> => {
      for (;;) {
        const at = (await ticketsMade(stack)).get(id);
        if (at !== undefined) return at;
        await pause(100);
      }
    };
    const madeAt = await Promise.race([made(), stack.ready.then(made)]);
    return [
      measure({
        name: 'second start: until the gateway takes events',
        value: (opened - begun) / 1_000,
        unit: 's',
        better: 'lower',
      }),
      measure({
        name: 'second start: until the first ticket',
        value: (madeAt - begun) / 1_000,
        unit: 's',
        better: 'lower',
        target: 15,
      }),
    ];
  } finally {
    await stack.stop();
  }
}
