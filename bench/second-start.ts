import type { Home } from './house.ts';
import { measure } from './measure.ts';
import type { Measure } from './measure.ts';
import { callOf, post } from './sessions.ts';

const agent = { id: 7, email: 'agent.bench@example.com', name: 'Agent One' };

/** From the start of everything, on data that are there, to the first ticket; the installed packages are only used. */
export async function measureSecondStart(home: Home): Promise<readonly Measure[]> {
  const begun = performance.now();
  const house = await home.open();
  try {
    const id = 'bench-second-start';
    await post(house, id, 'session.started', callOf(id, '+14185550100'));
    await post(house, id, 'session.assigned', { agent });
    while (((await house.sessions.state(id).catch(() => null))?.ticketId ?? null) === null)
      await new Promise((resolve) => setTimeout(resolve, 20));
    return [measure('second start to first ticket', (performance.now() - begun) / 1_000, 's', 'lower', 15)];
  } finally {
    await house.stop();
  }
}
