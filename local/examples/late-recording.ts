import { inboundCall, servedTicket } from './call.ts';
import type { Example } from './example-context.ts';
import { pause, waitForTicket, seedCustomers } from './example-context.ts';

const recordedSeconds = 4;

/** Each recording is put on the ticket once (UPD-12), even if it arrives after the end of the call (LATE-1). */
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
    const ticket = await waitForTicket(context, call.id);
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
        // The text of the section contains the segment. `recordings` checks the file and the voice comment.
        sections: [...served.sections, { title: 'Call recording', names: 'Segment: a' }],
        recordings: 1,
      },
      summary: `the recording is on ticket ${ticket.id}, once`,
    };
  },
};
