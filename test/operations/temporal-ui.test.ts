/**
 * This file tests what the Temporal UI shows of a session. If these tests fail, an operator reads on the time line that a
 * session waits although it does not, cannot see what a step did, or finds no link to the ticket.
 */

import type { WorkflowHandle } from '@temporalio/client';
import { describe, expect, it } from 'vitest';
import {
  agentOne,
  assigned,
  connected,
  ended,
  newCaller,
  outcomeOf,
  send,
  started,
  stateWhenWritten,
  until,
} from '../kit/events.ts';
import { testStack } from '../kit/test-stack.ts';
import { ticketOf } from '../kit/zendesk-state.ts';

const stack = testStack({ agents: [agentOne] });

type HistoryEvent = NonNullable<Awaited<ReturnType<WorkflowHandle['fetchHistory']>>['events']>[number];

async function eventsOf(id: string): Promise<readonly HistoryEvent[]> {
  const { events } = await stack.client.workflow.getHandle(`session/${id}`).fetchHistory();
  return events ?? [];
}

/** The summary of an event as the Temporal UI shows it. Empty: it has none. */
function summaryOf({ userMetadata }: HistoryEvent): string {
  const data = userMetadata?.summary?.data;
  return data === null || data === undefined ? '' : String(JSON.parse(Buffer.from(data).toString('utf8')));
}

/** The bars of timers on the time line: their texts, and whether the wait that they name has ended. */
async function barsOf(id: string): Promise<readonly { readonly text: string; readonly ended: boolean }[]> {
  const events = await eventsOf(id);
  const endedTimers = new Set(
    events.flatMap(({ timerCanceledEventAttributes: canceled, timerFiredEventAttributes: fired }) =>
      Number(canceled?.startedEventId ?? fired?.startedEventId ?? 0),
    ),
  );
  return events
    .filter(({ timerStartedEventAttributes: timer }) => Boolean(timer))
    .map((event) => ({ text: summaryOf(event), ended: endedTimers.has(Number(event.eventId)) }));
}

async function detailsOf(id: string): Promise<string> {
  const handle = stack.client.workflow.getHandle(`session/${id}`);
  const metadata = await handle.query<{ readonly currentDetails?: string }>('__temporal_workflow_metadata');
  return metadata.currentDetails ?? '';
}

describe('a session in the Temporal UI', () => {
  it('OPS-1 the bar of a wait ends when the wait is over', async () => {
    const { id, number } = newCaller();
    await send(stack, started(id, number));
    await until(async () => (await barsOf(id)).length > 0);
    expect(await barsOf(id)).toEqual([{ text: 'Waits for an agent', ended: false }]);
    await send(stack, assigned(id), connected(id));
    await stateWhenWritten(stack, id);
    const live = await barsOf(id);
    expect(live.find(({ text }) => text === 'Waits for an agent')).toEqual({ text: 'Waits for an agent', ended: true });
    expect(live.filter(({ ended: isOver }) => !isOver).map(({ text }) => text)).toContain(
      'Waits for the end of the session',
    );
    await send(stack, ended(id));
    await outcomeOf(stack, id);
    const waits = (await barsOf(id)).filter(({ text }) => text.startsWith('Waits for'));
    expect(waits.filter(({ ended: isOver }) => !isOver)).toEqual([]);
  });

  it('OPS-1 every step says in words what it does, also those that ask Temporal itself', async () => {
    const { id, number } = newCaller();
    await send(stack, started(id, number), assigned(id), connected(id), ended(id));
    await outcomeOf(stack, id);
    const { id: ticketId } = await ticketOf(stack, id);
    const events = await eventsOf(id);
    expect(events.map(summaryOf)[0]).toBe('Inbound call');
    const steps = events.filter(
      ({ markerRecordedEventAttributes: marker, activityTaskScheduledEventAttributes: activity }) =>
        Boolean(activity) || marker?.markerName === 'core_local_activity',
    );
    const summaries = steps.map(summaryOf);
    expect(summaries).not.toContain('');
    expect(summaries).toContain('Read the settings in force');
    expect(summaries).toContainEqual(expect.stringMatching(`^Hand over for ticket ${ticketId}: .*finished`));
  });

  it('OPS-1 the details link the ticket and the contact in Zendesk', async () => {
    const { id, number } = newCaller();
    await send(stack, started(id, number), assigned(id), connected(id));
    const { ticketId, contactId } = await stateWhenWritten(stack, id);
    const details = await detailsOf(id);
    expect(details).toContain(`(${stack.zendesk.url}/agent/tickets/${ticketId})`);
    expect(details).toContain(`(${stack.zendesk.url}/agent/users/${contactId})`);
  });
});
