import { setTimeout as pause } from 'node:timers/promises';
import { removeZendeskLimits, saveBatching } from './account.ts';
import type { Bench } from './account.ts';
import { seedCallers } from './callers.ts';
import { mean, measure } from './measure.ts';
import type { Measure } from '../tools/bench-page.ts';
import { sixEvents } from './throughput.ts';

/** The event types that are reported, by Temporal's numbers (temporal.api.enums.v1.EventType). */
const eventTypes: readonly (readonly [label: string, eventType: number])[] = [
  ['signals in', 26],
  ['workflow tasks', 5],
  ['activities', 10],
  ['local activities and other markers', 25],
  ['timers', 17],
  ['search attributes written', 40],
];

const count = 5;
/** Long enough for the answer to a write: one or two seconds for the batch window, and the same for the bulk job. */
const betweenEventsMs = 4_000;

/**
 * Counts the history events of standard inbound calls of known contacts. The six events of a call come so far apart
 * that no two of them share a workflow task, which gives the longest history.
 */
export async function measureHistory({ stack, log }: Bench): Promise<readonly Measure[]> {
  await removeZendeskLimits(stack, 50);
  await saveBatching(stack, { on: true, windowSeconds: 1 });
  log(`${count} inbound calls, their six events ${betweenEventsMs / 1_000} s apart`);
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
        await pause(betweenEventsMs);
      }
      const handle = stack.client.workflow.getHandle(`session/${id}`);
      await handle.result();
      return ((await handle.fetchHistory()).events ?? []).map(({ eventType }) => Number(eventType));
    }),
  );
  const most = Math.max(...histories.map((events) => events.length));
  return [
    measure({
      name: 'history: events of an inbound call, most',
      value: most,
      unit: 'events',
      better: 'lower',
      target: 55,
    }),
    ...eventTypes.map(([label, type]) =>
      measure({
        name: `history:   ${label}`,
        value: mean(histories.map((events) => events.filter((each) => each === type).length)),
        unit: 'a call',
        better: 'lower',
      }),
    ),
  ];
}
