import { expect } from 'vitest';
import { startAgentApi } from './agent-api.testkit.ts';
import type { AgentApi, Call } from './agent-api.testkit.ts';
import { agentOne, agentTwo, connected, dialled, endedForGood, newCaller, outcomeOf, send } from './calls.testkit.ts';
import { startTestStack } from './stack.testkit.ts';
import type { TestStack } from './stack.testkit.ts';
import { contacts, ticketOf, tickets } from './zendesk-state.testkit.ts';
import type { StoredTicket } from './zendesk-state.testkit.ts';

/** A contact with tickets, in the order in which they were made. */
export type Given = {
  readonly id: string;
  readonly number: string;
  readonly contact: number;
  readonly tickets: readonly number[];
};

/** A stack with an agent's page before it. */
export type AgentDesk = {
  readonly stack: TestStack;
  readonly api: AgentApi;
  /** The settings for whatever begins from now on. */
  setting(outbound: object, more?: object): Promise<void>;
  contactWith(...statuses: readonly string[]): Promise<Given>;
  /** One ticket more of a contact. */
  ticketFor(contact: number, status: string, more?: object): Promise<number>;
  setStatus(ticket: number, status: string): Promise<void>;
  /** The platform dials what it was told to, says by which choice, and the call takes its course. */
  played(id: string, call: Call, more?: object): Promise<StoredTicket>;
  /**
   * Refused with these rules (`OUT-9 dial_number`), first of all the first, as the options show it; nothing is kept, and
   * nothing is written.
   */
  expectRefused(agent: number, question: object, ...rules: readonly string[]): Promise<void>;
  close(): Promise<void>;
};

const quick = { batching: { windowSeconds: 1 }, zendesk: { requestsPerMinute: 6000 } };

export async function startAgentDesk(): Promise<AgentDesk> {
  const stack = await startTestStack();
  const agents = [agentOne, agentTwo].map(({ name, email }) => ({ name, email, role: 'agent' }));
  await stack.zendesk.seed({ users: agents });
  await stack.startWorkers(quick);
  const api = await startAgentApi(stack);

  async function ticketFor(contact: number, status: string, more: object = {}): Promise<number> {
    const seeded = { subject: 'Earlier', requester_id: contact, status, ...more };
    const [ticket = 0] = (await stack.zendesk.seed({ tickets: [seeded] })).tickets;
    return ticket;
  }

  return {
    stack,
    api,
    ticketFor,
    async setting(outbound, more = {}) {
      const saved = await stack.sessions.settings.set({ ...quick, outbound, ...more }, 'test');
      if (saved.kind !== 'saved') throw new Error(`The settings were refused: ${JSON.stringify(saved)}`);
    },
    async contactWith(...statuses) {
      const { id, number } = newCaller();
      const [contact = 0] = (await stack.zendesk.seed({ users: [{ name: 'Known', phone: number, role: 'end-user' }] }))
        .users;
      const made: number[] = [];
      for (const status of statuses) made.push(await ticketFor(contact, status));
      return { id, number, contact, tickets: made };
    },
    async setStatus(ticket, status) {
      await stack.zendesk.api('PUT', `/tickets/${ticket}`, { ticket: { status } });
    },
    async played(id, { choice_id, dial }, more = {}) {
      const start = dialled(id, dial, { source: null, choice_id }, { outbound_number: null, ...more });
      await send(stack, start, connected(id), endedForGood(id));
      const outcome = await outcomeOf(stack, id);
      expect(outcome).toMatchObject({ result: 'completed', failedWrites: [], warnings: [] });
      return await ticketOf(stack, id);
    },
    async expectRefused(agent, question, ...rules) {
      const held = [await contacts(stack), await tickets(stack)];
      const page = await api.options(agent, question);
      const shown = [...page.refusals, ...page.unanswered].map(({ field, rule }) => `${rule} ${field}`);
      expect([page.may_call, shown]).toEqual([false, rules]);
      const answered = await api.post(agent, 'calls', question);
      expect(answered).toMatchObject({ status: 409, code: 'outbound_refused', refused: rules });
      expect(answered.body).toMatchObject({ error: { rule: rules[0]?.split(' ')[0], message: expect.any(String) } });
      expect([await contacts(stack), await tickets(stack)]).toEqual(held);
    },
    async close() {
      await api.close();
      await stack.close();
    },
  };
}

/** "Call this number" (OUT-6), with whatever else the agent filled in. */
export function fromContact(given: Given, more: object = {}): object {
  return { source: 'contact', contact_id: given.contact, dial_number: given.number, ...more };
}
