import { setTimeout as pause } from 'node:timers/promises';
import { freeOfLimits, settingsFor } from './account.ts';
import type { Bench } from './account.ts';
import { seedCallers } from './callers.ts';
import { mean, measure } from './measure.ts';
import type { Measure } from '../tools/bench-page.ts';
import { sixEvents } from './throughput.ts';

/** As Temporal numbers the events of a history (temporal.api.enums.v1.EventType). */
const shown: readonly (readonly [label: string, eventType: number])[] = [
  ['signals in', 26],
  ['workflow tasks', 5],
  ['activities', 10],
  ['local activities and other markers', 25],
  ['timers', 17],
  ['search attributes written', 40],
];

const count = 5;
/** A write is answered in that time too: a second or two for the window, as long again for its job. */
const apartMs = 4_000;

/** Standard inbound calls of known contacts, their six events so far apart that nothing shares a workflow task with another. */
export async function measureHistory({ stack, tell }: Bench): Promise<readonly Measure[]> {
  await freeOfLimits(stack, 50);
  await settingsFor(stack, { on: true, windowSeconds: 1 });
  tell(`${count} inbound calls, their six events ${apartMs / 1_000} s apart`);
  const callers = await seedCallers(
    stack,
    700,
    Array.from({ length: count }, () => 1),
  );
  const histories = await Promise.all(
    callers.map(async ({ phone }, i) => {
      const id = `bench-history-${i}`;
      for (const event of sixEvents(id, phone, `${stack.simulatorUrl}/recordings/${id}.wav?seconds=1`)) {
        await stack.sessions.send({ ...event, timestamp: Date.now() });
        await pause(apartMs);
      }
      const handle = stack.client.workflow.getHandle(`session/${id}`);
      await handle.result();
      return ((await handle.fetchHistory()).events ?? []).map(({ eventType }) => Number(eventType));
    }),
  );
  const most = Math.max(...histories.map((events) => events.length));
  return [
    measure('history: events of an inbound call, most', most, 'events', 'lower', 55),
    ...shown.map(([label, type]) =>
      measure(
        `history:   ${label}`,
        mean(histories.map((events) => events.filter((each) => each === type).length)),
        'a call',
        'lower',
      ),
    ),
  ];
}
