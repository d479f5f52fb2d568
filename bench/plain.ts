import { z } from 'zod';
import { agent } from './call.ts';
import { secondAgent } from './mix.ts';
import type { MixSession, PlatformEvent } from './mix.ts';

/**
 * A plain script that does the documented steps of the integration, for comparison with the product. It handles one
 * session after the other and makes a request for each step, in the order of the events. It caches nothing but the
 * agents' ids.
 */
export type PlainScript = {
  /** Looks up or creates the contact, lists the contact's tickets, and creates the ticket. */
  readonly openTicket: (session: MixSession) => Promise<Opened>;
  /** Makes all requests of a session. */
  readonly play: (session: MixSession) => Promise<void>;
  /**
   * The share in per cent of all requests so far that add a comment, that update a ticket otherwise, and of the rest.
   */
  readonly division: () => readonly { readonly name: string; readonly share: number }[];
};

export type Opened = { readonly ticketId: number; readonly agentId: number };

export type PlainAccount = {
  readonly simulatorUrl: string;
  /** Zendesk user ids by the agents' e-mail addresses. */
  readonly agents: Readonly<Record<string, number>>;
  /** The assignee of sessions that no agent answered (TKT-8) and of voicemails (TKT-9). */
  readonly defaultUserId: number;
  /**
   * Ids of the ticket fields that are filled: `atStart` and `atEnd` by a chat, `from` by an outbound call, `mapped` by
   * custom data.
   */
  readonly fields: Readonly<Record<'atStart' | 'atEnd' | 'from' | 'mapped', readonly number[]>>;
};

const authorization = `Basic ${Buffer.from('admin@example.com/token:local-only').toString('base64')}`;
const withId = z.object({ id: z.number() });
const users = z.object({ users: z.array(withId) });
const user = z.object({ user: withId });
const ticket = z.object({ ticket: withId });

/** Creates a script for this account. Its methods throw if Zendesk refuses a request. */
export function plainScript({ simulatorUrl, agents, defaultUserId, fields }: PlainAccount): PlainScript {
  const counts = { comments: 0, updates: 0, others: 0 };

  const requestOther = (method: string, path: string, body?: object): Promise<unknown> => {
    counts.others += 1;
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
    counts.updates += 1;
    return put(id, change);
  };
  const fillFields = (id: number, ids: readonly number[], value: string): Promise<unknown> =>
    update(id, { custom_fields: ids.map((field) => ({ id: field, value })) });
  const putComment = (id: number, change: object): Promise<unknown> => {
    counts.comments += 1;
    return put(id, change);
  };
  const comment = (id: number, body: string): Promise<unknown> => putComment(id, { comment: { body, public: false } });
  const agentId = (email: string): number => agents[email] ?? agents[agent.email] ?? 0;

  async function contactOf({ kind, caller }: MixSession): Promise<number> {
    const by = kind === 'chat' ? `email:${caller.email}` : `phone:*${caller.phone.slice(1)}`;
    const found = users.parse(
      await requestOther('GET', `users/search?query=${encodeURIComponent(`role:end-user ${by}`)}`),
    );
    // Among several contacts an agent would pick one. The script takes the first seeded one.
    const id = caller.contactIds[0] ?? found.users[0]?.id;
    if (id !== undefined) return id;
    const unknown = { name: `Caller ${caller.phone}`, phone: caller.phone, role: 'end-user' };
    return user.parse(await requestOther('POST', 'users', { user: unknown })).user.id;
  }

  async function openTicket(session: MixSession): Promise<Opened> {
    const requester = await contactOf(session);
    await requestOther('GET', `users/${requester}/tickets/requested?sort_by=created_at&sort_order=desc`);
    const { id } = ticket.parse(
      await requestOther('POST', 'tickets', {
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

  const popScreen = (agentId: number, ticketId: number): Promise<unknown> =>
    requestOther('POST', `channels/voice/agents/${agentId}/tickets/${ticketId}/display`);

  async function handleEvent({ ticketId }: Opened, { type, item }: PlatformEvent): Promise<unknown> {
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
        await popScreen(agentId(secondAgent.email), ticketId);
        return await comment(ticketId, JSON.stringify({ type, item }));
      case 'recording.ready':
      case 'voicemail.left':
        return await putComment(ticketId, { voice_comment: { ...voice, public: false } });
      default:
        return undefined;
    }
  }

  return {
    openTicket,
    division() {
      const all = counts.comments + counts.updates + counts.others;
      const share = (n: number): number => (100 * n) / all;
      return [
        { name: 'add comment', share: share(counts.comments) },
        { name: 'update ticket', share: share(counts.updates) },
        { name: 'everything else', share: share(counts.others) },
      ];
    },
    async play(session) {
      const opened = await openTicket(session);
      const { ticketId } = opened;
      await comment(ticketId, `Session ${session.id}, English, Order status`);
      const isServed = session.kind !== 'voicemail' && session.kind !== 'abandoned';
      await update(ticketId, { assignee_id: isServed ? opened.agentId : defaultUserId });
      if (isServed) await popScreen(opened.agentId, ticketId);
      if (session.kind === 'outbound') await fillFields(ticketId, fields.from, '+18005550100');
      if (session.kind === 'chat') {
        await fillFields(ticketId, fields.atStart, session.id);
        await comment(ticketId, 'Membership Number: 62303, Page: Checkout');
        await fillFields(ticketId, fields.mapped, '62303');
      }
      for (const event of session.events) await handleEvent(opened, event);
      await requestOther('GET', `tickets/${ticketId}`);
      if (session.kind === 'chat') await fillFields(ticketId, fields.atEnd, '5');
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
