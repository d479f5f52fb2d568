import { z } from 'zod';
import { agent } from './call.ts';
import { secondAgent } from './mix.ts';
import type { MixSession, Told } from './mix.ts';

/**
 * The published way of working, as a plain script: one session after the other, each step a request of its own, in the
 * order of the events, with nothing remembered from one session to the next but the agents' ids.
 */
export type PlainScript = {
  /** What must be there for a ticket: the contact looked up, or made; the tickets listed; the ticket created. */
  readonly openTicket: (session: MixSession) => Promise<Opened>;
  /** All requests of a session. */
  readonly play: (session: MixSession) => Promise<void>;
  /** Of all requests so far, in per cent: those that add a comment, those that update a ticket otherwise, the rest. */
  readonly division: () => readonly { readonly name: string; readonly share: number }[];
};

export type Opened = { readonly ticketId: number; readonly agentId: number };

export type PlainAccount = {
  readonly simulatorUrl: string;
  /** Zendesk user ids by the agents' addresses. */
  readonly agents: Readonly<Record<string, number>>;
  /** Who gets what no agent answered (TKT-8, TKT-9). */
  readonly defaultUserId: number;
  /** Ids of the fields that sessions fill: a chat at its start and at its end, a dialled call, and by custom data. */
  readonly fields: Readonly<Record<'atStart' | 'atEnd' | 'from' | 'mapped', readonly number[]>>;
};

const authorization = `Basic ${Buffer.from('admin@example.com/token:local-only').toString('base64')}`;
const withId = z.object({ id: z.number() });
const users = z.object({ users: z.array(withId) });
const user = z.object({ user: withId });
const ticket = z.object({ ticket: withId });

export function plainScript({ simulatorUrl, agents, defaultUserId, fields }: PlainAccount): PlainScript {
  const made = { comments: 0, updates: 0, others: 0 };

  const ask = (method: string, path: string, body?: object): Promise<unknown> => {
    made.others += 1;
    return request(method, path, body);
  };

  async function request(method: string, path: string, body?: object): Promise<unknown> {
    const response = await fetch(`${simulatorUrl}/api/v2/${path}`, {
      method,
      headers: { authorization, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${path} was answered ${response.status}: ${text}`);
    return text === '' ? {} : JSON.parse(text);
  }
  const put = (id: number, change: object): Promise<unknown> => request('PUT', `tickets/${id}`, { ticket: change });
  const update = (id: number, change: object): Promise<unknown> => {
    made.updates += 1;
    return put(id, change);
  };
  const fill = (id: number, ids: readonly number[], value: string): Promise<unknown> =>
    update(id, { custom_fields: ids.map((field) => ({ id: field, value })) });
  const say = (id: number, change: object): Promise<unknown> => {
    made.comments += 1;
    return put(id, change);
  };
  const comment = (id: number, body: string): Promise<unknown> => say(id, { comment: { body, public: false } });
  const agentId = (email: string): number => agents[email] ?? agents[agent.email] ?? 0;

  async function contactOf({ kind, caller }: MixSession): Promise<number> {
    const by = kind === 'chat' ? `email:${caller.email}` : `phone:*${caller.phone.slice(1)}`;
    const found = users.parse(await ask('GET', `users/search?query=${encodeURIComponent(`role:end-user ${by}`)}`));
    // Of several the agent picks; the script is told whom.
    const id = caller.contactIds[0] ?? found.users[0]?.id;
    if (id !== undefined) return id;
    const unknown = { name: `Caller ${caller.phone}`, phone: caller.phone, role: 'end-user' };
    return user.parse(await ask('POST', 'users', { user: unknown })).user.id;
  }

  async function openTicket(session: MixSession): Promise<Opened> {
    const requester = await contactOf(session);
    await ask('GET', `users/${requester}/tickets/requested?sort_by=created_at&sort_order=desc`);
    const { id } = ticket.parse(
      await ask('POST', 'tickets', {
        ticket: {
          subject: `Session ${session.id}`,
          comment: { body: `Session ${session.id}`, public: false },
          requester_id: requester,
          external_id: session.id,
        },
      }),
    ).ticket;
    return { ticketId: id, agentId: agentId(agent.email) };
  }

  const pop = (agentId: number, ticketId: number): Promise<unknown> =>
    ask('POST', `channels/voice/agents/${agentId}/tickets/${ticketId}/display`);

  async function afterwards({ ticketId }: Opened, { type, item }: Told): Promise<unknown> {
    switch (type) {
      case 'session.ended':
      case 'disposition.submitted':
      case 'summary.generated':
      case 'rating.received':
      case 'transcript.ready':
      case 'custom_data.received':
        return await comment(ticketId, JSON.stringify({ type, item }));
      case 'transfer.finished':
        await update(ticketId, { assignee_id: agentId(secondAgent.email) });
        await pop(agentId(secondAgent.email), ticketId);
        return await comment(ticketId, JSON.stringify({ type, item }));
      case 'recording.ready':
      case 'voicemail.left':
        return await say(ticketId, { voice_comment: { ...voice, public: false } });
      default:
        return undefined;
    }
  }

  return {
    openTicket,
    division() {
      const all = made.comments + made.updates + made.others;
      const share = (n: number): number => (100 * n) / all;
      return [
        { name: 'add comment', share: share(made.comments) },
        { name: 'update ticket', share: share(made.updates) },
        { name: 'everything else', share: share(made.others) },
      ];
    },
    async play(session) {
      const opened = await openTicket(session);
      const { ticketId } = opened;
      await comment(ticketId, `Session ${session.id}, English, Order status`);
      const isServed = session.kind !== 'voicemail' && session.kind !== 'abandoned';
      await update(ticketId, { assignee_id: isServed ? opened.agentId : defaultUserId });
      if (isServed) await pop(opened.agentId, ticketId);
      if (session.kind === 'outbound') await fill(ticketId, fields.from, '+18005550100');
      if (session.kind === 'chat') {
        await fill(ticketId, fields.atStart, session.id);
        await comment(ticketId, 'Membership Number: 62303, Page: Checkout');
        await fill(ticketId, fields.mapped, '62303');
      }
      for (const told of session.events) await afterwards(opened, told);
      await ask('GET', `tickets/${ticketId}`);
      if (session.kind === 'chat') await fill(ticketId, fields.atEnd, '5');
    },
  };
}

const voice = {
  from: '+14155550100',
  to: '+18005550100',
  recording_url: 'https://recordings.example.com/1.wav',
  started_at: '2026-01-01T00:00:00Z',
  call_duration: 240,
};
