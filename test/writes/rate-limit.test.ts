/**
 * This file tests more calls at once than Zendesk allows requests for. If this test fails, agents wait for the ticket
 * of their call while the product looks up other callers.
 */

import { describe, expect, it } from 'vitest';
import {
  agentOne,
  assigned,
  connected,
  ended,
  newCaller,
  outcomeOf,
  send,
  stateWhenWritten,
  started,
} from '../kit/events.ts';
import { testStack } from '../kit/test-stack.ts';
import { ticketsOf } from '../kit/zendesk-state.ts';

const callers = Array.from({ length: 8 }, () => newCaller());

const stack = testStack({
  agents: [agentOne],
  async settings({ zendesk }) {
    const users = callers.map(({ number }, i) => ({ name: `Known Caller ${i}`, phone: number, role: 'end-user' }));
    await zendesk.seed({ users });
    return { batching: { windowSeconds: 1 }, zendesk: { requestsPerMinute: 120 } };
  },
});

/** One activity of a session. The times are in ms since the epoch. */
type ActivityCall = { readonly activity: string; readonly scheduledAt: number; readonly startedAt: number };

/** Gives the activities of the session, with the times at which they were scheduled and started. */
async function activityCallsOf(id: string): Promise<readonly ActivityCall[]> {
  const { events } = await stack.client.workflow.getHandle(`session/${id}`).fetchHistory();
  const at = (event: NonNullable<typeof events>[number] | undefined): number =>
    Number(event?.eventTime?.seconds ?? 0) * 1_000 + (event?.eventTime?.nanos ?? 0) / 1_000_000;
  return (events ?? []).flatMap((event) => {
    const activity = event.activityTaskScheduledEventAttributes?.activityType?.name;
    const startEvent = (events ?? []).find(
      (other) => String(other.activityTaskStartedEventAttributes?.scheduledEventId) === String(event.eventId),
    );
    return typeof activity === 'string' ? [{ activity, scheduledAt: at(event), startedAt: at(startEvent) }] : [];
  });
}

describe('a rush of calls', () => {
  it('BAT-8 no caller is looked up while an agent waits for a ticket', async () => {
    const sendCall = ({ id, number }: (typeof callers)[number]): Promise<void> =>
      send(stack, started(id, number), assigned(id), connected(id));
    await Promise.all(callers.map(sendCall));
    for (const { id } of callers) await stateWhenWritten(stack, id);
    for (const { id } of callers) await send(stack, ended(id));
    for (const { id } of callers) expect(await outcomeOf(stack, id)).toMatchObject({ result: 'completed' });
    for (const { id } of callers) expect(await ticketsOf(stack, id)).toHaveLength(1);

    const activityCalls = (await Promise.all(callers.map(({ id }) => activityCallsOf(id)))).flat();
    activityCalls.sort((a, b) => a.startedAt - b.startedAt);
    // A ticket that was scheduled before the previous activity started was already waiting when this look-up was
    // chosen.
    const delayedTickets = activityCalls.flatMap(({ activity, startedAt }, i) =>
      activity === 'lookUp'
        ? activityCalls.filter(
            (other) =>
              other.activity === 'openTicket' &&
              other.scheduledAt < (activityCalls[i - 1]?.startedAt ?? 0) &&
              other.startedAt > startedAt,
          )
        : [],
    );
    expect(activityCalls).toHaveLength(2 * callers.length);
    expect(delayedTickets).toEqual([]);
  });
});
