/**
 * This file tests the API of the adapter, which agents use during a session, on a real Temporal server. If these tests
 * fail, an agent sees the session of somebody else, a pick is lost or counts twice, or two agents overwrite each other.
 */

import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { tokenSecret } from '../../client/gateway/gateway.testkit.ts';
import { issueToken } from '../../client/tokens.ts';
import {
  agentOne,
  agentTwo,
  assigned,
  connected,
  dialled,
  endedExpectingNothing,
  event,
  newCaller,
  outcomeOf,
  send,
  started,
  stateWhen,
  transferFinished,
  until,
} from '../kit/events.ts';
import { testGateway } from '../kit/test-gateway.ts';
import { fastSettings } from '../kit/stack.ts';
import { testStack } from '../kit/test-stack.ts';
import { mentions, ticketOf, tickets } from '../kit/zendesk-state.ts';
import { seedContact, seedTicket } from '../kit/zendesk-records.ts';

type Agent = typeof agentOne;

const stack = testStack({
  agents: [agentOne, agentTwo],
  settings: { ...fastSettings, outbound: { flexible: true, promptForTicket: true } },
});
const gateway = testGateway(stack);

async function signIn(agent: Agent): Promise<{ authorization: string }> {
  const bearer = { agentId: String(agent.id), email: agent.email, role: 'agent' } as const;
  return { authorization: `Bearer ${await issueToken(tokenSecret, bearer, '5m')}` };
}

const session = z.looseObject({
  id: z.string(),
  choice: z.string().nullable(),
  contact: z.object({ id: z.number().nullable(), candidates: z.array(z.looseObject({ id: z.number() })) }),
  ticket: z.object({ id: z.number().nullable(), is: z.string() }),
  logged: z.array(z.string()),
});
type ShownSession = z.infer<typeof session>;

type Answer = { readonly status: number; readonly body: unknown };

async function get(agent: Agent, path: string): Promise<Answer> {
  const response = await fetch(`${gateway.url}/v1/adapter/${path}`, { headers: await signIn(agent) });
  return { status: response.status, body: await response.json() };
}

async function post(agent: Agent, path: string, body: object, key?: string): Promise<Answer> {
  const response = await fetch(`${gateway.url}/v1/adapter/${path}`, {
    method: 'POST',
    headers: { ...(await signIn(agent)), ...(key === undefined ? {} : { 'idempotency-key': key }) },
    body: JSON.stringify(body),
  });
  return { status: response.status, body: await response.json() };
}

function refusal(rule: string): object {
  return { status: 409, body: { error: { code: 'forbidden_by_rule', message: expect.any(String), rule } } };
}

/** Seeds several contacts with the same number. Gives them newest first. */
async function seedSharedNumber(): Promise<{ id: string; number: string; contacts: readonly number[] }> {
  const { id, number } = newCaller();
  const users = [2024, 2023].map((year) => ({
    name: `Holder ${year}`,
    phone: number,
    role: 'end-user',
    created_at: `${year}-01-01T00:00:00Z`,
  }));
  return { id, number, contacts: (await stack.zendesk.seed({ users })).users };
}

/** Counts the updates in the history of the session. */
async function countUpdates(id: string): Promise<number> {
  const { events } = await stack.client.workflow.getHandle(`session/${id}`).fetchHistory();
  return (events ?? []).filter(({ workflowExecutionUpdateAcceptedEventAttributes: update }) => update).length;
}

/** Says whether the server has accepted an update that no worker has handled yet. */
async function isAdmitted(id: string, updateId: string): Promise<boolean> {
  const { namespace } = stack.client.options;
  const workflowExecution = { workflowId: `session/${id}` };
  const updateRef = { workflowExecution, updateId };
  return await stack.client.workflowService.pollWorkflowExecutionUpdate({ namespace, updateRef, waitPolicy: {} }).then(
    () => true,
    () => false,
  );
}

describe('a pick of the contact', () => {
  it('ADP-3, CON-6 a pick is answered at once with the new state, and the same key again changes nothing', async () => {
    const { id, number, contacts } = await seedSharedNumber();
    const [newest = 0, older = 0] = contacts;
    await send(stack, started(id, number), assigned(id));
    await stateWhen(stack, id, ({ choice }) => choice === 'contact');
    const shown = await get(agentOne, `sessions/${id}`);
    expect(shown.body).toMatchObject({ choice: 'contact', contact: { candidates: [{ id: newest }, { id: older }] } });

    expect(await post(agentOne, `sessions/${id}/contact`, { contact_id: 1 })).toEqual(refusal('ADP-3'));
    expect(await countUpdates(id)).toBe(0);
    const first = await post(agentOne, `sessions/${id}/contact`, { contact_id: older }, 'k1');
    expect(first).toMatchObject({ status: 200, body: { choice: null, contact: { id: older } } });
    expect(await post(agentOne, `sessions/${id}/contact`, { contact_id: older }, 'k1')).toMatchObject({ status: 200 });
    expect(await post(agentOne, `sessions/${id}/contact`, { contact_id: newest }, 'k2')).toEqual(refusal('ADP-3'));
    await send(stack, connected(id), endedExpectingNothing(id));
    await outcomeOf(stack, id);
    expect((await ticketOf(stack, id)).requester_id).toBe(older);
    expect(await post(agentOne, `sessions/${id}/contact`, { contact_id: newest })).toMatchObject({
      status: 409,
      body: { error: { code: 'session_over' } },
    });
  });

  it('ADP-3 two agents pick at the same moment: one pick counts, and the other agent gets a 409', async () => {
    const { id, number, contacts } = await seedSharedNumber();
    await send(stack, started(id, number), assigned(id, agentOne), assigned(id, agentTwo));
    await stateWhen(stack, id, ({ choice }) => choice === 'contact');
    // No worker runs, so both picks wait. Then they reach the session in the same workflow task.
    await stack.stopWorkers();
    const agents = [agentOne, agentTwo];
    const both = agents.map((agent, i) => post(agent, `sessions/${id}/contact`, { contact_id: contacts[i] ?? 0 }, 'k'));
    for (const agent of agents) await until(() => isAdmitted(id, `${agent.id}/contact/k`));
    await stack.startWorkers();
    const answers = await Promise.all(both);
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200, 409]));
    const winner = contacts[answers.findIndex(({ status }) => status === 200)];
    expect(answers.find(({ status }) => status === 409)).toEqual(refusal('ADP-3'));
    await send(stack, connected(id), endedExpectingNothing(id));
    await outcomeOf(stack, id);
    expect((await ticketOf(stack, id)).requester_id).toBe(winner);
  });

  it('ADP-4, ADP-3 the session of another agent answers 403, and after a transfer only the new agent may pick', async () => {
    const { id, number, contacts } = await seedSharedNumber();
    const pick = { contact_id: contacts[1] ?? 0 };
    await send(stack, started(id, number), assigned(id), connected(id));
    await stateWhen(stack, id, ({ choice }) => choice === 'contact');
    expect((await get(agentTwo, `sessions/${id}`)).status).toBe(403);
    expect(await post(agentTwo, `sessions/${id}/contact`, pick)).toMatchObject({
      status: 403,
      body: { error: { rule: 'ADP-4' } },
    });
    expect((await post(agentTwo, 'sessions/call-unknown/contact', pick)).status).toBe(404);

    await send(stack, transferFinished(id, agentOne, agentTwo));
    await stateWhen(stack, id, ({ agentId }) => agentId === String(agentTwo.id));
    expect(await post(agentOne, `sessions/${id}/contact`, pick)).toEqual(refusal('ADP-3'));
    expect((await post(agentTwo, `sessions/${id}/contact`, pick)).status).toBe(200);
    await send(stack, endedExpectingNothing(id));
    await outcomeOf(stack, id);
    expect((await ticketOf(stack, id)).requester_id).toBe(pick.contact_id);
  });
});

describe('a pick of the ticket', () => {
  it('ADP-3, OUT-1, OUT-12 a dialled call takes one pick, and only of an open ticket; an inbound call takes none', async () => {
    const { id, number } = newCaller();
    const contact = await seedContact(stack, { name: 'Holder', phone: number });
    const open = { subject: 'Open', requester_id: contact, status: 'pending' };
    const [one = 0, solved = 0] = (await stack.zendesk.seed({ tickets: [open, { ...open, status: 'solved' }] }))
      .tickets;
    await send(stack, dialled(id, number));
    await stateWhen(stack, id, ({ choice }) => choice === 'ticket');
    expect(await post(agentOne, `sessions/${id}/ticket`, { none: true })).toEqual(refusal('OUT-3'));
    for (const ticket_id of [solved, 999_999_999])
      expect(await post(agentOne, `sessions/${id}/ticket`, { ticket_id })).toEqual(refusal('OUT-12'));
    expect(await post(agentOne, `sessions/${id}/ticket`, { ticket_id: one })).toMatchObject({
      status: 200,
      body: { choice: null },
    });
    expect(await post(agentOne, `sessions/${id}/ticket`, { new: true })).toEqual(refusal('ADP-3'));
    await send(stack, connected(id), endedExpectingNothing(id));
    await outcomeOf(stack, id);
    expect((await ticketOf(stack, id)).id).toBe(one);

    const inbound = newCaller();
    await send(stack, started(inbound.id, inbound.number), assigned(inbound.id));
    await stateWhen(stack, inbound.id, ({ ticketId }) => ticketId !== null);
    expect(await post(agentOne, `sessions/${inbound.id}/ticket`, { ticket_id: one })).toEqual(refusal('ADP-3'));
  });
});

describe('two picks of a ticket at the same moment', () => {
  it('ADP-3 both picks pass the validator while the ticket is read: one pick counts, and the other agent gets a 409', async () => {
    const { id, number } = newCaller();
    const contact = await seedContact(stack, { name: 'Holder', phone: number });
    const open = { subject: 'Open', requester_id: contact, status: 'pending' };
    const { tickets: picked } = await stack.zendesk.seed({ tickets: [open, open] });
    await send(stack, dialled(id, number), assigned(id, agentTwo));
    await stateWhen(stack, id, ({ choice }) => choice === 'ticket');
    const agents = [agentOne, agentTwo];
    const answers = await Promise.all(
      agents.map((agent, i) => post(agent, `sessions/${id}/ticket`, { ticket_id: picked[i] ?? 0 })),
    );
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200, 409]));
    await send(stack, connected(id), endedExpectingNothing(id));
    await outcomeOf(stack, id);
    expect((await ticketOf(stack, id)).id).toBe(picked[answers.findIndex(({ status }) => status === 200)]);
  });
});

describe('a merge that the adapter reports', () => {
  it('UPD-13 a merge moves the session to the other ticket at once, and a merge of a foreign ticket is refused with 409', async () => {
    const { id, number } = newCaller();
    await send(stack, started(id, number));
    const report = { from_ticket_id: 1, into_ticket_id: 2 };
    expect((await post(agentOne, `sessions/${id}/merge`, report)).status).toBe(403);
    await stack.zendesk.fault({ match: { path: '^/tickets' }, kind: 'status', status: 503, times: 1_000 });
    await send(stack, assigned(id), connected(id));
    await stateWhen(stack, id, ({ agentId }) => agentId === String(agentOne.id));
    expect(await post(agentOne, `sessions/${id}/merge`, report)).toEqual(refusal('UPD-13'));
    await stack.zendesk.clearFaults();
    const { ticketId } = await stateWhen(stack, id, (state) => state.ticketId !== null);
    const into = await seedTicket(stack, { subject: 'Other', status: 'open' });
    expect(await post(agentOne, `sessions/${id}/merge`, { ...report, into_ticket_id: into })).toEqual(
      refusal('UPD-13'),
    );
    const answer = await post(agentOne, `sessions/${id}/merge`, { from_ticket_id: ticketId, into_ticket_id: into });
    expect(answer).toMatchObject({ status: 200, body: { ticket: { id: into } } });
    await send(stack, endedExpectingNothing(id));
    await outcomeOf(stack, id);
    const other = (await tickets(stack)).find((ticket) => ticket.id === into);
    if (other === undefined) throw new Error('The ticket is gone.');
    expect(mentions(other, 'Call finished')).toBe(1);
  });
});

describe('the stream', () => {
  type StreamMessage = { readonly event: string; readonly data: unknown };

  /** Collects the messages that the stream sends to the agent from now on. */
  async function listen(
    agent: Agent,
  ): Promise<{ readonly messages: readonly StreamMessage[]; readonly stop: () => void }> {
    const messages: StreamMessage[] = [];
    const stopping = new AbortController();
    const headers = await signIn(agent);
    const response = await fetch(`${gateway.url}/v1/adapter/stream`, { headers, signal: stopping.signal });
    const read = async (): Promise<void> => {
      const decoder = new TextDecoder();
      let text = '';
      for await (const chunk of response.body ?? []) {
        const blocks = `${text}${decoder.decode(chunk, { stream: true })}`.split('\n\n');
        text = blocks.pop() ?? '';
        for (const block of blocks) {
          const [, name = '', data = ''] = /event: (.+)\ndata: (.+)/.exec(block) ?? [];
          if (name !== '') messages.push({ event: name, data: JSON.parse(data) });
        }
      }
    };
    read().catch(() => undefined);
    return { messages, stop: () => stopping.abort() };
  }

  const shownSessions = (messages: readonly StreamMessage[], id: string): readonly ShownSession[] =>
    messages.flatMap(({ event: name, data }) => {
      const read = name === 'session' ? session.safeParse(data).data : undefined;
      return read?.id === id ? [read] : [];
    });
  const isGone = (messages: readonly StreamMessage[], id: string): boolean =>
    messages.some(
      ({ event: name, data }) => name === 'gone' && z.object({ id: z.literal(id) }).safeParse(data).success,
    );

  it('ADP-3, ADP-4 the stream shows the choice, the pick, the ticket and the log as they change, to the agent who has the session', async () => {
    const { id, number, contacts } = await seedSharedNumber();
    const [one, two] = [await listen(agentOne), await listen(agentTwo)];
    await send(stack, started(id, number), assigned(id), connected(id));
    await until(async () => shownSessions(one.messages, id).some(({ choice }) => choice === 'contact'));
    await post(agentOne, `sessions/${id}/contact`, { contact_id: contacts[1] ?? 0 });
    await until(async () => shownSessions(one.messages, id).some(({ contact }) => contact.id === contacts[1]));
    await until(async () => shownSessions(one.messages, id).some(({ ticket }) => ticket.is === 'made'));
    const listed = await until(async () => {
      const { body } = await get(agentOne, 'sessions');
      return JSON.stringify(body).includes(`"${id}"`) ? body : null;
    });
    expect(listed).toMatchObject({ sessions: expect.arrayContaining([expect.objectContaining({ id })]) });
    expect(shownSessions(two.messages, id)).toEqual([]);

    await send(stack, transferFinished(id, agentOne, agentTwo));
    await until(async () => isGone(one.messages, id));
    await until(async () => shownSessions(two.messages, id).some(({ ticket }) => ticket.is === 'made'));
    await until(async () => shownSessions(two.messages, id).some(({ logged }) => logged.length > 0));
    await send(stack, event(id, 'rating.received', { score: 5 }), endedExpectingNothing(id));
    await until(
      async () =>
        shownSessions(two.messages, id).some(({ logged }) => logged.includes('finished')) || isGone(two.messages, id),
    );
    await until(async () => isGone(two.messages, id));
    one.stop();
    two.stop();
  });
});
