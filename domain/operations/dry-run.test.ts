import { expect, test } from 'vitest';
import { findAgentStep, findTicketStep, lookUpStep, makeContactStep } from '../session/steps.testkit.ts';
import { defaultSettings } from '../settings/defaults.ts';
import { nextSteps } from '../next-steps/next-steps.ts';
import {
  agentA,
  assigned,
  call,
  callerNumber,
  contact,
  ended,
  minute,
  second,
  settings,
  started,
  t0,
  ticket,
} from '../events/examples.testkit.ts';
import { recordAnswer } from '../next-steps/record-answer.ts';
import { readSession } from '../session/read-session.ts';
import { readTicketStep, traceTicketStep } from '../session/step.ts';
import type { Step } from '../session/step.ts';
import { dryRunAnswer } from './dry-run-answer.ts';
import { parseDryRun } from './dry-run-request.ts';
import { assigneeToFind, contactToMake, drySession, dryStep } from './dry-run.ts';

const now = t0 + 365 * 24 * 60 * minute;
const sessionId = 'call-1';
const inbound = { kind: 'call', session_type: 'Voice Inbound (IVR)', direction: 'inbound', from: '+14155551212' };

test('OPS-2 old events are taken as if the last of them happened now, at their own distances', () => {
  const { received } = drySession({ sessionId, events: [started(t0), assigned(t0 + 5 * second)] }, now);
  expect([received.firstAt, received.lastAt]).toEqual([now - 5 * second, now]);
  expect(received.agents[0]?.agent).toEqual(agentA);
});

test('OPS-2 a contact that would be made is supposed to be there, with no tickets', () => {
  const session = drySession({ sessionId, events: [started(t0)] }, now);
  const input = { externalId: 'phone:+1', name: 'Caller +1', phone: '+1', email: null, fields: [] };
  const made = dryStep({ kind: 'makeContact', key: 'makeContact', shared: false, input }, session, now);
  if (made.kind !== 'supposed') throw new Error(`${made.kind} it is`);
  const knowing = recordAnswer(session, made.answer, false, now);
  expect(knowing.progress.madeContact?.contact).toMatchObject({ id: contactToMake, name: 'Caller +1', phone: '+1' });
  const list = { kind: 'listTickets', key: 'listTickets/0', input: { contactId: contactToMake } } as const;
  expect(dryStep(list, knowing, now)).toMatchObject({ kind: 'supposed', answer: { value: { tickets: [] } } });
  expect(dryStep({ ...list, input: { contactId: 5 } }, knowing, now)).toMatchObject({ kind: 'read' });
});

test('OPS-2 an earlier ticket of the same session id is not looked for', () => {
  const session = drySession({ sessionId, events: [started(t0)] }, now);
  const step = findTicketStep(sessionId);
  const dry = dryStep(step, session, now);
  expect(dry).toEqual({ kind: 'supposed', answer: { step, value: null } });
});

test('OPS-2 every step that would write decides, and none is performed', () => {
  const session = drySession({ sessionId, events: [started(t0)] }, now);
  const pop = { kind: 'popScreen', key: 'popScreen/1/2', input: { agentId: 1, ticketId: 2 } } as const;
  expect(dryStep(pop, session, now).kind).toBe('decided');
  expect(dryStep({ kind: 'goWithoutTicket', key: 'goWithoutTicket', reasons: [] }, session, now).kind).toBe('decided');
  expect(dryStep({ kind: 'wait', key: 'wait/end', for: 'end', until: null }, session, now).kind).toBe('wait');
});

test('OPS-2 the answer names contact, ticket and the rules by which they were chosen', () => {
  const session = drySession({ sessionId, events: [started(t0), assigned(t0)] }, now);
  const { shared, made } = { shared: false, made: { ...contact(contactToMake), name: 'Caller +14155551212' } };
  const lookUp = {
    step: lookUpStep({ by: 'phone', phone: '+14155551212', defaultCountry: 'US' }),
    value: { number: '+14155551212', contacts: [], unsure: [], tickets: null },
  } as const;
  const knowing = recordAnswer(
    recordAnswer(session, lookUp, false, now),
    { step: makeContactStep(shared), value: { contact: made, created: true } },
    false,
    now,
  );
  const steps = nextSteps(knowing, defaultSettings, now);
  expect(assigneeToFind(steps, knowing)).toMatchObject({ input: { email: agentA.email } });
  const answer = dryRunAnswer(readSession(knowing, defaultSettings, now), steps);
  expect(answer.contact).toMatchObject({ kind: 'new', name: 'Caller +14155551212' });
  expect(answer.ticket).toMatchObject({
    kind: 'new',
    subject: 'Voice Inbound (IVR) from Caller +14155551212',
    assignee: { kind: 'agent', email: agentA.email, zendeskId: null },
    followUpOf: null,
  });
  expect(answer.reasons.map(({ rule }) => rule)).toEqual(['CON-4', 'TKT-2']);
});

test('OPS-2 several contacts: the agent would pick, newest first, and the ticket waits', () => {
  const session = drySession({ sessionId, events: [started(t0), assigned(t0)] }, now);
  const contacts = [contact(1), contact(2)].map((one, i) => ({ ...one, createdAt: `202${i}-01-01T00:00:00Z` }));
  const lookUp = {
    step: lookUpStep({ by: 'phone', phone: '+14155551212', defaultCountry: 'US' }),
    value: { number: '+14155551212', contacts, unsure: [], tickets: null },
  } as const;
  const knowing = recordAnswer(session, lookUp, false, now);
  const answer = dryRunAnswer(readSession(knowing, defaultSettings, now), nextSteps(knowing, defaultSettings, now));
  expect(answer.contact).toMatchObject({ kind: 'pick', candidates: [{ id: 2 }, { id: 1 }] });
  expect(answer.ticket).toEqual({ kind: 'wait' });
  expect(answer.waitsFor).toMatchObject([{ for: 'pick' }]);
  expect(answer.reasons[0]).toMatchObject({ about: 'contact', rule: 'CON-6' });
});

test('OPS-2 an abandoned call without a wish for tickets: none, and why', () => {
  const off = settings({ tickets: { createForAbandonedCalls: false, createForAbandonedChats: false } });
  const events = [started(t0, call()), ended(t0 + second, { fail_reason: 'abandoned_in_queue' })];
  const session = drySession({ sessionId, events }, now);
  const lookUp = {
    step: lookUpStep({ by: 'phone', phone: '+14155551212', defaultCountry: 'US' }),
    value: { number: '+14155551212', contacts: [contact(1)], unsure: [], tickets: [] },
  } as const;
  const knowing = recordAnswer(session, lookUp, false, now);
  const answer = dryRunAnswer(readSession(knowing, off, now), nextSteps(knowing, off, now));
  expect(answer).toMatchObject({ contact: { kind: 'existing', id: 1 }, ticket: { kind: 'none' } });
  expect(answer.reasons.map(({ rule }) => rule)).toEqual(['CON-1', 'TKT-8']);
});

test('OPS-2 a question may leave out ids, envelopes and events: an agent answers', () => {
  const parsed = parseDryRun({ session: inbound }, defaultSettings, t0);
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  expect(parsed.start.sessionId).toBe('dry-run');
  expect(parsed.start.events.map(({ type }) => type)).toEqual([
    'session.started',
    'session.assigned',
    'session.connected',
  ]);
  expect(parsed.start.settings).toEqual(defaultSettings);
});

test('OPS-2 settings of the question are laid over those in force', () => {
  const inForce = { ...settings({ append: { inbound: false } }), language: 'id' } as const;
  const question = { session: inbound, settings: { append: { never: true }, queues: { 3: { append: {} } } } };
  const parsed = parseDryRun(question, inForce, t0);
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  const { append, language, queues } = parsed.start.settings;
  expect([append.inbound, append.never, language, queues]).toEqual([false, true, 'id', { 3: { append: {} } }]);
});

test('OPS-2, SEC-2 every wrong field of a question is named by its path', () => {
  const question = {
    session: { ...inbound, kind: 'fax' },
    events: [
      { type: 'session.assigned', item: {} },
      { type: 'session.asigned', item: {} },
    ],
    settings: { append: { nevr: true } },
    caller: '+1',
  };
  const parsed = parseDryRun(question, defaultSettings, t0);
  const paths = parsed.ok ? [] : parsed.problems.map(({ path }) => path);
  expect(paths).toEqual(['caller', 'session.kind', 'events.0.item.agent', 'events.1.type', 'settings.append.nevr']);
  expect(parseDryRun([], defaultSettings, t0).ok).toBe(false);
  expect(parseDryRun({ session: inbound, events: {} }, defaultSettings, t0)).toMatchObject({
    problems: [{ path: 'events' }],
  });
});

test('OPS-2 what only the session itself may ask, or would change, is supposed, and everything else is read', () => {
  const session = drySession({ sessionId, events: [started(t0)] }, now);
  const supposed = (step: Step): unknown => {
    const dry = dryStep(step, session, now);
    return dry.kind === 'supposed' ? dry.answer.value : dry.kind;
  };
  const claim = { agentId: '7', choiceId: null, number: '+1', sessionId, at: t0 };
  expect(supposed({ kind: 'claimOutboundChoice', key: 'claimOutboundChoice', input: claim })).toBeNull();
  expect(supposed({ kind: 'askDataKept', key: 'askDataKept', input: { sessionId } })).toBe(false);
  const change = { contactId: 5, name: null, fields: [{ key: 'member', value: 'A12' }] };
  expect(supposed({ kind: 'updateContact', key: 'updateContact/5', input: change })).toEqual({ dropped: [] });
  expect(supposed(findTicketStep('call-0'))).toBe('read');
  for (const step of [
    lookUpStep(),
    readTicketStep(9),
    traceTicketStep(9),
    findAgentStep('agent.a@example.com'),
    { kind: 'askSession', key: 'askSession/call-0', input: { sessionId: 'call-0' } },
    { kind: 'listTicketFields', key: 'listTicketFields', input: { ids: [1] } },
    { kind: 'listContactFields', key: 'listContactFields', input: { keys: ['member'] } },
  ] as const)
    expect(dryStep(step, session, now)).toEqual({ kind: 'read', step });
  expect(supposed({ kind: 'settled', key: 'settled' })).toBe('decided');
});

test('OPS-2 a session that is appended: the ticket with its status and requester, and the rule', () => {
  const session = drySession({ sessionId, events: [started(t0), assigned(t0)] }, now);
  const value = { number: callerNumber, contacts: [contact(1)], unsure: [], tickets: [ticket(9)] };
  const knowing = recordAnswer(session, { step: lookUpStep(), value }, false, now);
  const steps = nextSteps(knowing, defaultSettings, now);
  const answer = dryRunAnswer(readSession(knowing, defaultSettings, now), steps);
  expect(answer.ticket).toEqual({ kind: 'append', id: 9, status: 'open' });
  expect(answer.contact).toEqual({ kind: 'existing', id: 1, name: 'Contact 1' });
  expect(answer.reasons.map(({ rule }) => rule)).toEqual(['CON-1', 'APP-1']);
  expect(assigneeToFind(steps, knowing)).toBeNull();
});

test('OPS-2, ADP-5 the assignee is looked up once, and shown with the user in Zendesk', () => {
  const session = drySession({ sessionId, events: [started(t0), assigned(t0)] }, now);
  const value = { number: callerNumber, contacts: [contact(1)], unsure: [], tickets: [] };
  const knowing = recordAnswer(session, { step: lookUpStep(), value }, false, now);
  const email = agentA.email ?? '';
  const found = recordAnswer(knowing, { step: findAgentStep(email), value: { agentId: 700 } }, false, now);
  const steps = nextSteps(found, defaultSettings, now);
  expect(assigneeToFind(steps, found)).toBeNull();
  expect(dryRunAnswer(readSession(found, defaultSettings, now), steps).ticket).toMatchObject({
    assignee: { kind: 'agent', email, zendeskId: 700 },
  });
  const withoutAddress = drySession(
    { sessionId, events: [started(t0), assigned(t0, { ...agentA, email: null })] },
    now,
  );
  const unknown = recordAnswer(withoutAddress, { step: lookUpStep(), value }, false, now);
  expect(assigneeToFind(nextSteps(unknown, defaultSettings, now), unknown)).toBeNull();
});

test('OPS-2 a caller whose contact is not known yet: no contact, and the ticket waits', () => {
  const session = drySession({ sessionId, events: [started(t0)] }, now);
  const answer = dryRunAnswer(readSession(session, defaultSettings, now), nextSteps(session, defaultSettings, now));
  expect(answer).toMatchObject({ contact: { kind: 'none' }, ticket: { kind: 'wait' } });
});
