import { inboundCall, servedTicket } from './call.ts';
import type { Story } from './example-context.ts';
import { beat, madeTicket, seedCustomers } from './example-context.ts';

const recordedSeconds = 4;

/** UPD-12, LATE-1. */
export const lateRecording: Story = {
  title: 'A recording that comes late',
  rules: ['UPD-12', 'LATE-1'],
  play: async (stage) => {
    const number = stage.newNumber();
    const [customer] = await seedCustomers(stage, ['Recorded Customer'], number);
    if (customer === undefined) throw new Error('The simulator took no contact.');
    const call = inboundCall(stage, number, { recording: true });
    await call.rings(customer.name);
    await call.assigned();
    const ticket = await madeTicket(stage, call.id);
    stage.say(`Ticket ${ticket.id} is there`);
    stage.see('in Zendesk', stage.ticketUrl(ticket.id));
    await call.connected();
    const startedAt = new Date().toISOString();
    await call.ended(1);
    stage.say('The session stays open: a recording is still to come, within a day');
    await beat(stage, 1_500);
    stage.say('The platform has the recording ready; it is fetched and attached, then shown as a voice comment');
    await stage.platform.send(call.id, 'recording.ready', {
      segment: 'a',
      url: stage.recordingUrl(call.id, recordedSeconds),
      content_type: 'audio/wav',
      started_at: startedAt,
      duration_s: recordedSeconds,
    });
    const served = servedTicket(call.id, customer.id, stage.agent);
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
