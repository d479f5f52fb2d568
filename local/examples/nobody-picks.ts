import { inboundCall, servedTicket } from './call.ts';
import type { Example } from './example-context.ts';
import { pause, waitForTicket, seedCustomers } from './example-context.ts';

/**
 * Several contacts share the number, so the agent must pick one (CON-6). The agent picks nobody, and the contact that was
 * created last is used at the end of the call (END-2).
 */
export const nobodyPicks: Example = {
  title: 'Three people with one number, and nobody picks',
  rules: ['CON-6', 'END-2'],
  play: async (context) => {
    const number = context.newNumber();
    const people = await seedCustomers(
      context,
      ['First in the Office', 'Second in the Office', 'Third in the Office'],
      number,
    );
    const newest = people.at(-1);
    if (newest === undefined) throw new Error('The simulator took no contacts.');
    const call = inboundCall(context, number);
    await call.rings(`One of ${people.length} people who share a number`);
    await call.assigned();
    await call.connected();
    await pause(context, 1_000);
    const ticketsBeforeChoice = await context.simulator.ticketsByExternalId(call.id);
    context.print('The agent is asked which contact it is, and picks nobody: no ticket can be made yet');
    await call.ended();
    const ticket = await waitForTicket(context, call.id);
    context.print(
      `With the call over, ticket ${ticket.id} is made by itself, for the contact created last: ${newest.name}`,
    );
    context.printLink('in Zendesk', context.ticketUrl(ticket.id));
    const served = servedTicket(call.id, newest.id, context.agent);
    return {
      // END-2: the first comment says that the contact was chosen automatically.
      ticket: { ...served, sections: [...served.sections, { title: 'Call started', names: '(END-2)' }] },
      also: async () => (ticketsBeforeChoice.length === 0 ? [] : ['a ticket was there before anybody was chosen']),
      summary: `one ticket, ${ticket.id}, of ${newest.name}, chosen automatically`,
    };
  },
};
