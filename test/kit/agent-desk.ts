import { expect } from 'vitest';
import { testAgentApi } from './agent-api.ts';
import type { AgentApi, Call } from './agent-api.ts';
import { agentOne, agentTwo, connected, dialled, endedExpectingNothing, newCaller, outcomeOf, send } from './events.ts';
import { fastSettings } from './stack.ts';
import type { TestStack } from './stack.ts';
import { testStack } from './test-stack.ts';
import { contacts, ticketOf, tickets } from './zendesk-state.ts';
import type { StoredTicket } from './zendesk-state.ts';
import { seedContact } from './zendesk-records.ts';

/**
 * A contact with this phone number, and its tickets in the order in which they were made. `id` is a free session id.
 */
export type KnownContact = {
  readonly id: string;
  readonly number: string;
  readonly contact: number;
  readonly tickets: readonly number[];
};

/** A test stack, and the API that the page of an agent uses. */
export type AgentDesk = {
  readonly stack: TestStack;
  readonly api: AgentApi;
  /** Saves settings. Calls and choices that begin after it use them. */
  saveSettings(outbound: object, more?: object): Promise<void>;
  contactWith(...statuses: readonly string[]): Promise<KnownContact>;
  /** Makes one more ticket for the contact, and gives its id. */
  ticketFor(contact: number, status: string, more?: object): Promise<number>;
  setStatus(ticket: number, status: string): Promise<void>;
  /** Lets the platform start the call of this choice, connect it and end it. Gives the ticket of the call. */
  placeCall(id: string, call: Call, more?: object): Promise<StoredTicket>;
  /**
   * Expects that the API refuses the call with these rules (for example `OUT-9 dial_number`), and that the options show
   * the same rules. The first rule is the rule of the error. No contact and no ticket may change.
   */
  expectRefused(agent: number, question: object, ...rules: readonly string[]): Promise<void>;
};

/** Gives a test file a stack, and the API that the page of an agent uses. */
export function testAgentDesk(): AgentDesk {
  const stack = testStack({ agents: [agentOne, agentTwo] });
  const api = testAgentApi(stack);

  async function ticketFor(contact: number, status: string, more: object = {}): Promise<number> {
    const seeded = { subject: 'Earlier', requester_id: contact, status, ...more };
    const [ticket = 0] = (await stack.zendesk.seed({ tickets: [seeded] })).tickets;
    return ticket;
  }

  return {
    stack,
    api,
    ticketFor,
    async saveSettings(outbound, more = {}) {
      const saved = await stack.sessions.settings.set({ ...fastSettings, outbound, ...more }, 'test');
      if (saved.kind !== 'saved') throw new Error(`The settings were refused: ${JSON.stringify(saved)}`);
    },
    async contactWith(...statuses) {
      const { id, number } = newCaller();
      const contact = await seedContact(stack, { name: 'Known', phone: number });
      const made: number[] = [];
      for (const status of statuses) made.push(await ticketFor(contact, status));
      return { id, number, contact, tickets: made };
    },
    async setStatus(ticket, status) {
      await stack.zendesk.api('PUT', `/tickets/${ticket}`, { ticket: { status } });
    },
    async placeCall(id, { choice_id, dial }, more = {}) {
      const start = dialled(id, dial, { source: null, choice_id }, { outbound_number: null, ...more });
      await send(stack, start, connected(id), endedExpectingNothing(id));
      const outcome = await outcomeOf(stack, id);
      expect(outcome).toMatchObject({ result: 'completed', failedWrites: [], warnings: [] });
      return await ticketOf(stack, id);
    },
    async expectRefused(agent, question, ...rules) {
      const before = [await contacts(stack), await tickets(stack)];
      const page = await api.options(agent, question);
      const shown = [...page.refusals, ...page.unanswered].map(({ field, rule }) => `${rule} ${field}`);
      expect([page.may_call, shown]).toEqual([false, rules]);
      const answer = await api.post(agent, 'calls', question);
      expect(answer).toMatchObject({ status: 409, code: 'outbound_refused', refused: rules });
      expect(answer.body).toMatchObject({ error: { rule: rules[0]?.split(' ')[0], message: expect.any(String) } });
      expect([await contacts(stack), await tickets(stack)]).toEqual(before);
    },
  };
}

/** The question for a call from the page of a contact (OUT-6), with the other fields that the agent filled in. */
export function fromContact(given: KnownContact, more: object = {}): object {
  return { source: 'contact', contact_id: given.contact, dial_number: given.number, ...more };
}
