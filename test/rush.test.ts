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
import { openHouse } from './stack.testkit.ts';
import type { House } from './stack.testkit.ts';
import { ticketsOf } from './zendesk-state.testkit.ts';

/** More calls at once than Zendesk may be asked about. */

let house: House;
const callers = Array.from({ length: 8 }, () => newCaller());

beforeAll(async () => {
  house = await openHouse();
  await house.startWorkers({ batching: { windowSeconds: 1 }, zendesk: { requestsPerMinute: 120 } });
  await house.zendesk.seed({
    users: [
      { name: agentOne.name, email: agentOne.email, role: 'agent' },
      ...callers.map(({ number }, i) => ({ name: `Known Caller ${i}`, phone: number, role: 'end-user' })),
    ],
  });
});
afterAll(() => house.close());

/** In ms since the epoch. */
type Asked = { readonly activity: string; readonly wantedAt: number; readonly begunAt: number };

/** What this call asked of Zendesk until it had its ticket. */
async function askedBy(id: string): Promise<readonly Asked[]> {
  const { events } = await house.client.workflow.getHandle(`session/${id}`).fetchHistory();
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
      send(house, started(id, number), assigned(id), connected(id));
    await Promise.all(callers.map(ring));
    for (const { id } of callers) await settledOnTicket(house, id);
    for (const { id } of callers) await send(house, ended(id));
    for (const { id } of callers) expect(await outcomeOf(house, id)).toMatchObject({ result: 'completed' });
    for (const { id } of callers) expect(await ticketsOf(house, id)).toHaveLength(1);

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
