import { inboundCall, sectionsOfCall, servedTicket } from './call.ts';
import type { Example } from './example-context.ts';
import { pause, waitForTicket, seedCustomers } from './example-context.ts';

/**
 * The caller is recognised by the phone number (CON-1). The call gets its ticket when an agent is assigned (TKT-2), and the
 * ticket opens on the agent's screen (ADP-1).
 */
export const knownCaller: Example = {
  title: 'A call from a known number',
  rules: ['CON-1', 'TKT-2', 'ADP-2'],
  play: async (context) => {
    const number = context.newNumber();
    const [customer] = await seedCustomers(context, ['Known Customer'], number);
    if (customer === undefined) throw new Error('The simulator took no contact.');
    const call = inboundCall(context, number);
    await call.rings(customer.name);
    await call.assigned();
    const ticket = await waitForTicket(context, call.id);
    context.print(`Ticket ${ticket.id} "${ticket.subject ?? ''}" is there, and opens on the agent's screen`);
    context.printLink('in Zendesk', context.ticketUrl(ticket.id));
    await call.connected();
    await call.ended();
    return {
      ticket: servedTicket(call.id, customer.id, context.agent),
      summary: `one ticket, ${ticket.id}, of ${customer.name}, assigned to ${context.agent.platform.name}`,
    };
  },
};

/**
 * One customer calls the same queue twice. The second call is appended to the open ticket (APP-1), and a comment names the
 * rule that chose the ticket (APP-8).
 */
export const secondCall: Example = {
  title: 'A second call to the same queue',
  rules: ['APP-1', 'APP-8'],
  play: async (context) => {
    const number = context.newNumber();
    const [customer] = await seedCustomers(context, ['Returning Customer'], number);
    if (customer === undefined) throw new Error('The simulator took no contact.');
    const first = inboundCall(context, number);
    await first.rings(customer.name);
    await first.assigned();
    const ticket = await waitForTicket(context, first.id);
    context.print(`Ticket ${ticket.id} is there`);
    context.printLink('in Zendesk', context.ticketUrl(ticket.id));
    await first.connected();
    await first.ended();
    await pause(context, 1_000);

    const second = inboundCall(context, number);
    await second.rings(`${customer.name}, who has forgotten something,`);
    await second.assigned();
    await second.connected();
    context.print(
      `The open ticket ${ticket.id} is of the same queue and channel: the call is appended, no second ticket`,
    );
    await second.ended();
    const served = servedTicket(first.id, customer.id, context.agent);
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
      summary: `both calls are on the one ticket ${ticket.id}`,
    };
  },
};
