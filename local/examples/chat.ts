import { queue } from './call.ts';
import type { Example } from './example-context.ts';
import { pause, waitForTicket } from './example-context.ts';

const bot = { id: 'virtual_agent_1', email: null, name: 'Assistant', kind: 'virtual' };

/**
 * A signed-in web visitor is looked up by identifier (CON-3). The chat gets its ticket when a human agent is assigned
 * (TKT-1), because a virtual agent does not count as an agent (TKT-15). Custom data (UPD-5), rating (UPD-8) and transcript
 * (UPD-14) are written to the ticket.
 */
export const chatHandedOver: Example = {
  title: 'A chat that a virtual agent hands over',
  rules: ['TKT-1', 'TKT-15', 'UPD-14'],
  play: async (context) => {
    const { platform, agent, print, printLink } = context;
    const id = context.newSessionId('chat');
    const now = (): string => new Date().toISOString();
    print(`A customer who is signed in on the web page chats with a virtual agent; the chat is ${id}`);
    await platform.send(id, 'session.started', {
      id,
      kind: 'chat',
      session_type: 'Messaging (Web)',
      direction: 'inbound',
      lang: 'en',
      created_at: now(),
      queue,
      end_user: {
        identifier: `user-${id}`,
        name: 'Signed-in Customer',
        email: `${id}@example.com`,
        authenticated: true,
      },
      custom_data: { signed: { membership: { label: 'Membership number', value: 62303, type: 'number' } } },
    });
    printLink('as a workflow', context.sessionUrl(id));
    await platform.send(id, 'session.assigned', { agent: bot, at: now() });
    await platform.send(id, 'session.connected', { agent: bot, at: now() });
    await platform.send(id, 'chat.message', { from: 'customer', at: now(), customer_count: 1 });
    await pause(context);
    print(`The virtual agent hands over to ${agent.platform.name}: that is the first assignment`);
    await platform.send(id, 'session.assigned', { agent: agent.platform, at: now() });
    const ticket = await waitForTicket(context, id);
    print(`Ticket ${ticket.id} is there, of a new contact who is known by their identifier from now on`);
    printLink('in Zendesk', context.ticketUrl(ticket.id));
    await platform.send(id, 'session.connected', { agent: agent.platform, at: now() });
    await pause(context);
    print('They part, and the customer gives five stars');
    await platform.send(id, 'session.ended', {
      disconnected_by: 'end_user',
      at: now(),
      durations: { call_s: 95, wait_s: 4, hold_s: 0 },
      expects: { recording_segments: 0, transcript: true, metadata: false },
    });
    await platform.send(id, 'rating.received', { score: 5, comment: null });
    await platform.send(id, 'transcript.ready', {
      text: 'Customer: Where is my order?\nAgent One: It arrives tomorrow.',
      content_type: 'text/plain',
    });
    return {
      ticket: {
        madeBy: id,
        appended: [],
        requesterId: ticket.requester_id,
        assigneeId: agent.zendeskId,
        tags: [`session_${id}`, 'channel_web_chat', `queue_${queue.id}`, 'type_messaging_web'],
        sections: [
          { title: 'Chat started', names: id },
          { title: 'Custom data', names: 'Membership number: 62303' },
          { title: 'Chat finished', names: id },
          { title: 'Rating by the customer', names: '5' },
          { title: 'Chat transcript', names: 'It arrives tomorrow.' },
        ],
        recordings: 0,
      },
      summary: `rating and transcript are on ticket ${ticket.id}`,
    };
  },
};
