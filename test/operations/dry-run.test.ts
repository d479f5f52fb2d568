/**
 * This file tests the dry run (OPS-2), through the API and the command line, on the account that sessions write to. If
 * these tests fail, an operator gets a wrong answer about what a session would do, or a dry run writes to Zendesk.
 */

import { expect, it } from 'vitest';
import { z } from 'zod';
import { run } from '../../client/cli/cli.testkit.ts';
import { token } from '../../client/gateway/gateway.testkit.ts';
import type { SessionEvent } from '../../domain/events/parse-events.ts';
import { agentOne, assigned, connected, ended, newCaller, outcomeOf, send, started } from '../kit/events.ts';
import { testGateway } from '../kit/test-gateway.ts';
import { testStack } from '../kit/test-stack.ts';
import { contacts, ticketsOf } from '../kit/zendesk-state.ts';

const stack = testStack({ agents: [agentOne] });
const gateway = testGateway(stack);

const answerSchema = z.looseObject({
  contact: z.looseObject({ kind: z.string(), id: z.number().optional(), name: z.string().nullish() }),
  ticket: z.looseObject({ kind: z.string(), id: z.number().optional() }),
  reasons: z.array(z.object({ about: z.string(), rule: z.string(), because: z.string() })),
  waitsFor: z.array(z.object({ for: z.string(), until: z.number().nullable() })),
  trouble: z.object({ code: z.string(), message: z.string() }).nullable(),
});

async function ask(question: unknown): Promise<Response> {
  const headers = { authorization: await token('operator') };
  return await fetch(`${gateway.url}/v1/ops/dry-run`, { method: 'POST', headers, body: JSON.stringify(question) });
}

async function dryRun(question: unknown): Promise<z.infer<typeof answerSchema>> {
  const response = await ask(question);
  expect(response.status).toBe(200);
  return answerSchema.parse(await response.json());
}

async function countWrites(): Promise<number> {
  const response = await fetch(`${stack.zendesk.url}/_sim/ledger`);
  return z.object({ entries: z.array(z.unknown()) }).parse(await response.json()).entries.length;
}

/**
 * Makes the question of a dry run from the events of a session. It leaves custom data out, because its parsed form is
 * not the form of a request.
 */
function asQuestion([start, ...events]: readonly SessionEvent[], settings: object = {}): object {
  return { session: { ...start?.item, custom_data: null }, events, settings };
}

it('OPS-2 the answer for a new caller is what the session then does, and the dry run writes nothing', async () => {
  const { id, number } = newCaller();
  const callEvents = [started(id, number), assigned(id), connected(id)];
  const before = await countWrites();
  const answer = await dryRun(asQuestion(callEvents));
  expect(await countWrites()).toBe(before);
  expect((await contacts(stack)).filter(({ phone }) => phone === number)).toEqual([]);

  await send(stack, ...callEvents, ended(id));
  await outcomeOf(stack, id);
  const [ticket] = await ticketsOf(stack, id);
  const state = await stack.sessions.state(id);
  expect(answer.contact).toEqual({ kind: 'new', name: `Caller ${number}`, phone: number });
  expect(answer.ticket).toEqual({
    kind: 'new',
    subject: ticket?.subject,
    assignee: { kind: 'agent', email: agentOne.email, name: agentOne.name, zendeskId: stack.userId(agentOne) },
    tags: ticket?.tags,
    followUpOf: null,
  });
  expect(ticket?.assignee_id).toBe(stack.userId(agentOne));
  expect(answer.reasons).toEqual(state?.reasons.map(({ about, rule, because }) => ({ about, rule, because })));
});

it('OPS-2 the answer for a caller with an open ticket is to append, and under other settings to make a new ticket', async () => {
  const { id, number } = newCaller();
  await send(stack, started(id, number), assigned(id), connected(id), ended(id));
  await outcomeOf(stack, id);
  const [ticket] = await ticketsOf(stack, id);
  const again = `${id}-again`;
  const callEvents = [started(again, number), assigned(again), connected(again)];
  const before = await countWrites();
  const answer = await dryRun(asQuestion(callEvents));
  const otherAnswer = await dryRun(asQuestion(callEvents, { append: { never: true } }));
  expect(await countWrites()).toBe(before);
  expect(answer.contact).toMatchObject({ kind: 'existing', id: ticket?.requester_id });
  expect(answer.ticket).toMatchObject({ kind: 'append', id: ticket?.id });
  expect(otherAnswer).toMatchObject({ contact: answer.contact, ticket: { kind: 'new' } });

  await send(stack, ...callEvents, ended(again));
  await outcomeOf(stack, again);
  const state = await stack.sessions.state(again);
  expect(state).toMatchObject({ ticketId: ticket?.id, ticketIs: 'appended' });
  expect(answer.reasons).toEqual(state?.reasons.map(({ about, rule, because }) => ({ about, rule, because })));
});

it('OPS-2 the command line says that the agent picks if there are several contacts', async () => {
  const { id, number } = newCaller();
  const users = [1, 2].map((n) => ({ name: `Number holder ${n}`, phone: number, role: 'end-user' }));
  await stack.zendesk.seed({ users });
  const before = await countWrites();
  const question = JSON.stringify(asQuestion([started(id, number)]));
  const ran = await run(['dry-run', '-'], stack.variables, question);
  expect(await countWrites()).toBe(before);
  expect(ran).toMatchObject({ exitCode: 0, err: '' });
  expect(ran.out).toContain('contact  the agent picks: ');
  expect(ran.out).toContain('Number holder 2');
  expect(ran.out).toContain('ticket   not yet');
  expect(ran.out).toContain('(CON-6)');
  expect(ran.out).toContain("the agent's pick among several contacts");
});

it('OPS-2 the answer names a refusal of Zendesk, and gives the part that is known without it', async () => {
  const { id, number } = newCaller();
  await stack.zendesk.fault({ match: { path: '/search' }, kind: 'status', status: 403, times: 50 });
  try {
    const answer = await dryRun(asQuestion([started(id, number)]));
    expect(answer).toMatchObject({
      contact: { kind: 'none' },
      ticket: { kind: 'wait' },
      trouble: { code: 'Forbidden' },
    });
  } finally {
    await stack.zendesk.clearFaults();
  }
});

it('OPS-2, SEC-2 a wrong question is refused with the names of its wrong fields, and agents may not ask', async () => {
  const response = await ask({ session: { kind: 'call' }, settings: { append: { nevr: true } } });
  expect(response.status).toBe(422);
  expect(await response.json()).toMatchObject({
    error: {
      code: 'dry_run_refused',
      fields: expect.arrayContaining([
        expect.objectContaining({ path: 'session.direction' }),
        expect.objectContaining({ path: 'settings.append.nevr' }),
      ]),
    },
  });
  const headers = { authorization: await token('agent') };
  expect((await fetch(`${gateway.url}/v1/ops/dry-run`, { method: 'POST', headers, body: '{}' })).status).toBe(403);
});
