import { inboundCall, tagsOfCall } from './call.ts';
import type { Example } from './example-context.ts';
import { waitForTicket, seedCustomers } from './example-context.ts';

const messageSeconds = 3;

/** A voicemail gets a new ticket for the default user (TKT-9), or an unassigned one if there is no default user (TKT-10). */
export const voicemail: Example = {
  title: 'Nobody is free, and the customer leaves a voicemail',
  rules: ['TKT-9', 'TKT-10'],
  play: async (context) => {
    const number = context.newNumber();
    const [customer] = await seedCustomers(context, ['Patient Customer'], number);
    if (customer === undefined) throw new Error('The simulator took no contact.');
    const call = inboundCall(context, number);
    await call.rings(customer.name);
    context.print('After a while they leave a message');
    await context.platform.send(call.id, 'voicemail.left', {
      recording_url: context.recordingUrl(call.id, messageSeconds),
      duration_s: messageSeconds,
      transcription: 'Please call me back about my order.',
    });
    const ticket = await waitForTicket(context, call.id);
    context.print(`Ticket ${ticket.id} is there. A voicemail always gets a new ticket, which waits unassigned`);
    context.printLink('in Zendesk', context.ticketUrl(ticket.id));
    await call.ended();
    return {
      ticket: {
        madeBy: call.id,
        appended: [],
        requesterId: customer.id,
        // TKT-10: the examples set no default user, so the ticket stays unassigned.
        assigneeId: null,
        tags: tagsOfCall(call.id),
        sections: [
          { title: 'Call started', names: call.id },
          { title: 'Voicemail', names: 'Please call me back about my order.' },
          { title: 'Call finished', names: call.id },
        ],
        recordings: 1,
      },
      summary: `the message and its transcription are on ticket ${ticket.id}`,
    };
  },
};
