import { inboundCall, sectionsOfCall, servedTicket } from './call.ts';
import type { Story } from './example-context.ts';
import { beat, madeTicket, seedCustomers } from './example-context.ts';

/** CON-1, TKT-2, ADP-1. */
export const knownCaller: Story = {
  title: 'A call from a known number',
  rules: ['CON-1', 'TKT-2', 'ADP-2'],
  play: async (stage) => {
    const number = stage.newNumber();
    const [customer] = await seedCustomers(stage, ['Known Customer'], number);
    if (customer === undefined) throw new Error('The simulator took no contact.');
    const call = inboundCall(stage, number);
    await call.rings(customer.name);
    await call.assigned();
    const ticket = await madeTicket(stage, call.id);
    stage.say(`Ticket ${ticket.id} "${ticket.subject ?? ''}" is there, and opens on the agent's screen`);
    stage.see('in Zendesk', stage.ticketUrl(ticket.id));
    await call.connected();
    await call.ended();
    return {
      ticket: servedTicket(call.id, customer.id, stage.agent),
      told: `one ticket, ${ticket.id}, of ${customer.name}, assigned to ${stage.agent.platform.name}`,
    };
  },
};

/** APP-1, APP-8: two calls of one customer to one queue. */
export const secondCall: Story = {
  title: 'A second call to the same queue',
  rules: ['APP-1', 'APP-8'],
  play: async (stage) => {
    const number = stage.newNumber();
    const [customer] = await seedCustomers(stage, ['Returning Customer'], number);
    if (customer === undefined) throw new Error('The simulator took no contact.');
    const first = inboundCall(stage, number);
    await first.rings(customer.name);
    await first.assigned();
    const ticket = await madeTicket(stage, first.id);
    stage.say(`Ticket ${ticket.id} is there`);
    stage.see('in Zendesk', stage.ticketUrl(ticket.id));
    await first.connected();
    await first.ended();
    await beat(stage, 1_000);

    const second = inboundCall(stage, number);
    await second.rings(`${customer.name}, who has forgotten something,`);
    await second.assigned();
    await second.connected();
    stage.say(`The open ticket ${ticket.id} is of the same queue and channel: the call is appended, no second ticket`);
    await second.ended();
    const served = servedTicket(first.id, customer.id, stage.agent);
    return {
      ticket: {
        ...served,
        appended: [second.id],
        tags: [...served.tags, `session_${second.id}`],
        sections: [
          ...served.sections,
          { title: 'Call appended to this ticket', names: second.id },
          ...sectionsOfCall(second.id).filter(({ title }) => title === 'Call finished'),
        ],
      },
      told: `both calls are on the one ticket ${ticket.id}`,
    };
  },
};
