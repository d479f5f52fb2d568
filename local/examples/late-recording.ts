import { inboundCall, servedTicket } from './call.ts';
import type { Example } from './example-context.ts';
import { pause, madeTicket, seedCustomers } from './example-context.ts';

const recordedSeconds = 4;

/** UPD-12, LATE-1. */
export const lateRecording: Example = {
  title: 'A recording that comes late',
  rules: ['UPD-12', 'LATE-1'],
  play: async (context) => {
    const number = context.newNumber();
    const [customer] = await seedCustomers(context, ['Recorded Customer'], number);
    if (customer === undefined) throw new Error('The simulator took no contact.');
    const call = inboundCall(context, number, { recording: true });
    await call.rings(customer.name);
    await call.assigned();
    const ticket = await madeTicket(context, call.id);
    context.print(`Ticket ${ticket.id} is there`);
    context.printLink('in Zendesk', context.ticketUrl(ticket.id));
    await call.connected();
    const startedAt = new Date().toISOString();
    await call.ended(1);
    context.print('The session stays open: a recording is still to come, within a day');
    await pause(context, 1_500);
    context.print('The platform has the recording ready; it is fetched and attached, then shown as a voice comment');
    await context.platform.send(call.id, 'recording.ready', {
      segment: 'a',
      url: context.recordingUrl(call.id, recordedSeconds),
      content_type: 'audio/wav',
      started_at: startedAt,
      duration_s: recordedSeconds,
    });
    const served = servedTicket(call.id, customer.id, context.agent);
    return {
      ticket: {
        ...served,
        // The section names its segment; the file and the voice comment are counted.
        sections: [...served.sections, { title: 'Call recording', names: 'Segment: a' }],
        recordings: 1,
      },
      told: `the recording is on ticket ${ticket.id}, once`,
    };
  },
};
