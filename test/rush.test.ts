import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  agentOne,
  assigned,
  connected,
  ended,
  newCaller,
  outcomeOf,
  send,
  settledOnTicket,
  started,
} from './calls.testkit.ts';
import { startTestStack } from './stack.testkit.ts';
import type { TestStack } from './stack.testkit.ts';
import { ticketsOf } from './zendesk-state.testkit.ts';

/** More calls at once than Zendesk may be asked about. */

let stack: TestStack;
const callers = Array.from({ length: 8 }, () => newCaller());

beforeAll(async () => {
  stack = await startTestStack();
  await stack.startWorkers({ batching: { windowSeconds: 1 }, zendesk: { requestsPerMinute: 120 } });
  await stack.zendesk.seed({
    users: [
      { name: agentOne.name, email: agentOne.email, role: 'agent' },
      ...callers.map(({ number }, i) => ({ name: `Known Caller ${i}`, phone: number, role: 'end-user' })),
    ],
  });
});
afterAll(() => stack.close());

/** In ms since the epoch. */
type Asked = { readonly activity: string; readonly wantedAt: number; readonly begunAt: number };

/** What this call asked of Zendesk until it had its ticket. */
async function askedBy(id: string): Promise<readonly Asked[]> {
  const { events } = await stack.client.workflow.getHandle(`session/${id}`).fetchHistory();
  const at = (event: NonNullable<typeof events>[number] | undefined): number =>
    Number(event?.eventTime?.seconds ?? 0) * 1_000 + (event?.eventTime?.nanos ?? 0) / 1_000_000;
  return (events ?? []).flatMap((event) => {
    const activity = event.activityTaskScheduledEventAttributes?.activityType?.name;
    const begun = (events ?? []).find(
      (other) => String(other.activityTaskStartedEventAttributes?.scheduledEventId) === String(event.eventId),
    );
    return typeof activity === 'string' ? [{ activity, wantedAt: at(event), begunAt: at(begun) }] : [];
  });
}

describe('a rush of calls', () => {
  it('BAT-8 no caller is looked up while an agent waits for a ticket', async () => {
    const ring = ({ id, number }: (typeof callers)[number]): Promise<void> =>
      send(stack, started(id, number), assigned(id), connected(id));
    await Promise.all(callers.map(ring));
    for (const { id } of callers) await settledOnTicket(stack, id);
    for (const { id } of callers) await send(stack, ended(id));
    for (const { id } of callers) expect(await outcomeOf(stack, id)).toMatchObject({ result: 'completed' });
    for (const { id } of callers) expect(await ticketsOf(stack, id)).toHaveLength(1);

    const asked = (await Promise.all(callers.map(({ id }) => askedBy(id)))).flat();
    asked.sort((a, b) => a.begunAt - b.begunAt);
    // A ticket that was wanted while the one before was begun had been there when the next was chosen.
    const overtaken = asked.flatMap(({ activity, begunAt }, i) =>
      activity === 'lookUp'
        ? asked.filter(
            (other) =>
              other.activity === 'openTicket' &&
              other.wantedAt < (asked[i - 1]?.begunAt ?? 0) &&
              other.begunAt > begunAt,
          )
        : [],
    );
    expect(asked).toHaveLength(2 * callers.length);
    expect(overtaken).toEqual([]);
  });
});
