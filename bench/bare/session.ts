import { condition, proxyActivities, proxyLocalActivities, setHandler } from '@temporalio/workflow';
import type { ZendeskActivities } from '../../activities/contract.ts';
import type { SessionActivities } from '../../activities/sessions.ts';
import { eventTypes } from '../../domain/events/event-list.ts';
import type { TicketDraft } from '../../domain/zendesk/ticket.ts';
import type { TicketWrite } from '../../domain/zendesk/ticket-write.ts';
import { eventSignal, taskQueues, writesSettled } from '../../workflows/messages.ts';

const zendesk = proxyActivities<ZendeskActivities>({ startToCloseTimeout: '40s', taskQueue: taskQueues.zendesk });
const local = proxyLocalActivities<Pick<SessionActivities, 'readSettings' | 'handOver'>>({
  startToCloseTimeout: '10s',
});

/** Everything that the bare session writes, prepared beforehand so that the workflow computes nothing. */
export type BareStart = {
  readonly phone: string;
  readonly draft: Omit<TicketDraft, 'requesterId' | 'dueAt'>;
  readonly finished: Omit<TicketWrite, 'ticketId'>;
  readonly recording: Omit<TicketWrite, 'ticketId'>;
};

/**
 * The comparison for the product's throughput: a workflow that handles a standard inbound call of a known contact with
 * the product's messages and activities, but without any rules.
 */
export async function bareSession({ phone, draft, finished, recording }: BareStart): Promise<void> {
  const received: string[] = [];
  let answered = 0;
  for (const type of eventTypes)
    setHandler(eventSignal(type), () => {
      received.push(type);
    });
  setHandler(writesSettled, (outcomes) => {
    answered += outcomes.length;
  });
  await local.readSettings();
  const { contacts } = await zendesk.lookUp({ by: 'phone', phone, defaultCountry: 'US' });
  await condition(() => received.includes('session.assigned'));
  const { ticketId } = await zendesk.openTicket(
    { ...draft, dueAt: Date.now(), requesterId: contacts[0]?.id ?? 0 },
    { show: true },
  );
  await condition(() => received.includes('session.ended'));
  await local.handOver({ writes: [{ ...finished, ticketId }], shards: 1 });
  await condition(() => received.includes('recording.ready'));
  await local.handOver({ writes: [{ ...recording, ticketId }], shards: 1 });
  await condition(() => answered >= 2);
}
