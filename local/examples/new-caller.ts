import { inboundCall, servedTicket } from './call.ts';
import type { Example } from './example-context.ts';
import { waitForTicket } from './example-context.ts';

/** A number that no contact has creates a contact (CON-4), and only one of them (CON-7). */
export const newCaller: Example = {
  title: 'A call from a new number',
  rules: ['CON-4', 'CON-12'],
  play: async (context) => {
    const number = context.newNumber();
    const call = inboundCall(context, number);
    await call.rings('Somebody whom Zendesk does not know');
    await call.assigned();
    const ticket = await waitForTicket(context, call.id);
    const contact = (await context.simulator.users()).find(({ id }) => id === ticket.requester_id);
    context.print(`A contact was made while they waited: ${contact?.name ?? 'nobody'}`);
    context.printLink('the contact', context.contactUrl(ticket.requester_id));
    context.printLink('their ticket', context.ticketUrl(ticket.id));
    await call.connected();
    await call.ended();
    return {
      ticket: servedTicket(call.id, ticket.requester_id, context.agent),
      also: async () => {
        const people = (await context.simulator.users()).filter(({ phone }) => phone === number);
        const [person] = people;
        if (person === undefined || people.length > 1)
          return [`${people.length} contacts have the number ${number} instead of one`];
        return [
          ...(person.id === ticket.requester_id ? [] : [`the ticket is not of the contact with the number ${number}`]),
          ...(person.external_id === `phone:${number}` ? [] : [`the contact's external id is ${person.external_id}`]),
        ];
      },
      summary: `one new contact, ${contact?.name ?? ''}, with one ticket, ${ticket.id}`,
    };
  },
};
