import { expect, test } from 'vitest';
import {
  recordingKey,
  assigned,
  callerNumber,
  connected,
  contact,
  ended,
  sessionWith,
  hour,
  agentA,
  minute,
  recorded,
  second,
  settings,
  started,
  t0,
  ticket,
} from '../events/examples.testkit.ts';
import { readTicketStep } from '../session/step.ts';
import { findAgentStep, findTicketStep, lookUpStep } from '../session/steps.testkit.ts';
import type { ScreenPop } from '../zendesk/ticket.ts';
import { applyEvent } from '../session/apply-event.ts';
import { nextSteps } from './next-steps.ts';
import type { SessionEvent } from '../events/parse-events.ts';
import { recordAnswer } from './record-answer.ts';
import { recordStarted, recordChoice, recordRefusal } from './record-step.ts';
import type { Session } from '../session/state.ts';
import type { AskingStep, Step } from '../session/step.ts';

const set = settings();

/** The session after a look-up that found one contact with these tickets. */
function known(events: readonly SessionEvent[], tickets = [ticket(9, { status: 'solved' })], at = t0): Session {
  const value = { number: callerNumber, contacts: [contact(1)], unsure: [], tickets };
  return recordAnswer(sessionWith([started(t0), ...events]), { step: lookUpStep(), value }, false, at);
}

function only<Kind extends Step['kind']>(steps: readonly Step[], kind: Kind): Extract<Step, { kind: Kind }> {
  const [step] = steps.filter((one): one is Extract<Step, { kind: Kind }> => one.kind === kind);
  if (step === undefined) throw new Error(`no ${kind} among ${steps.map(({ key }) => key).join(', ')}`);
  return step;
}

function opened(events: readonly SessionEvent[], pop?: ScreenPop): Session {
  const s = known(events);
  const step = only(nextSteps(s, set, t0), 'openTicket');
  const value = { ticketId: 5, requesterId: 1, assigneeId: 700, agentId: 700, droppedFields: [], ...(pop && { pop }) };
  return recordAnswer(recordStarted(s, step, t0), { step, value }, false, t0);
}

const keys = (s: Session, now = t0): readonly string[] => nextSteps(s, set, now).map(({ key }) => key);

test('CON-12 the contact is looked up while the customer waits', () => {
  expect(keys(sessionWith([started(t0)]))).toEqual(['lookUp/phone', 'wait/agent']);
});

test('TKT-2 at the assignment the ticket is opened', () => {
  expect(keys(known([assigned(t0)]))).toEqual(['openTicket']);
});

test('CON-12 a list older than a minute is asked for again first', () => {
  expect(keys(known([assigned(t0)]), t0 + minute + 1)).toEqual(['listTickets/1']);
});

test('APP-1 a ticket to append to is read again when its status may be old', () => {
  const s = known([assigned(t0)], [ticket(9)]);
  expect(keys(s)).toEqual(['append']);
  expect(keys(s, t0 + 6 * second)).toEqual(['readTicket/9']);
  const closed = recordAnswer(
    s,
    { step: readTicketStep(9), value: ticket(9, { status: 'closed' }) },
    false,
    t0 + 6 * second,
  );
  expect(keys(closed, t0 + 6 * second)).toEqual(['openTicket']);
});

test('ADP-1 a new ticket is to be shown to its agent by whatever makes it', () => {
  const s = known([assigned(t0)]);
  expect(only(nextSteps(s, set, t0), 'openTicket').show).toBe(true);
  expect(only(nextSteps(known([connected(t0), ended(t0)]), set, t0), 'openTicket').show).toBe(false);
  const { input } = only(nextSteps(s, set, t0), 'openTicket');
  const passedOn = applyEvent(
    recordStarted(s, only(nextSteps(s, set, t0), 'openTicket'), t0),
    connected(t0 + second, { ...agentA, id: 'b', email: 'agent.b@example.com' }),
  );
  expect(only(nextSteps(passedOn, set, t0 + second), 'openTicket')).toMatchObject({ show: false, input });
});

const shown: ScreenPop = { kind: 'shown' };
const notShown: ScreenPop = { kind: 'not_shown', code: 'TimedOut', message: 'no answer' };

test.each([shown, notShown])('ADP-1 shown along or tried in vain ($kind), it is not popped again', (pop) => {
  const s = opened([assigned(t0)], pop);
  expect(s.progress.failingSteps).toEqual([]);
  expect(keys(s)).toEqual(['wait/end']);
});

test('ADP-1 shown to an agent who has passed the session on: the new one still gets it', () => {
  const s = opened([assigned(t0)], shown);
  const other = { ...agentA, id: 'b', email: 'agent.b@example.com' };
  const passedOn = applyEvent(s, connected(t0 + second, other));
  const known = recordAnswer(
    passedOn,
    { step: findAgentStep(other.email), value: { agentId: 800 } },
    false,
    t0 + second,
  );
  expect(only(nextSteps(known, set, t0 + second), 'popScreen').input).toEqual({ agentId: 800, ticketId: 5 });
});

test('ADP-1 if the answer does not mention a screen pop, a step of its own shows the ticket, once', () => {
  const s = opened([assigned(t0)]);
  const pop = only(nextSteps(s, set, t0), 'popScreen');
  expect(pop.input).toEqual({ agentId: 700, ticketId: 5 });
  expect(keys(recordStarted(s, pop, t0))).toEqual(['wait/end']);
});

test('ADP-1 never after the end', () => {
  const over = recordAnswer(
    known([connected(t0), ended(t0)]),
    { step: findAgentStep(agentA.email ?? ''), value: { agentId: 700 } },
    true,
    t0,
  );
  const s = recordChoice(
    over,
    { kind: 'append', key: 'append', ticket: ticket(9), reopens: false, reasons: [] },
    true,
    t0,
  );
  expect(nextSteps(s, set, t0).some(({ kind }) => kind === 'popScreen')).toBe(false);
});

test('ADP-5 an agent is looked up once', () => {
  const s = recordChoice(
    known([connected(t0)]),
    { kind: 'append', key: 'append', ticket: ticket(9), reopens: false, reasons: [] },
    false,
    t0,
  );
  expect(keys(s)).toContain('findAgent/agent.a@example.com');
  const learnt = recordAnswer(s, { step: findAgentStep(agentA.email ?? ''), value: { agentId: null } }, false, t0);
  expect(keys(learnt).filter((key) => key.startsWith('findAgent') || key.startsWith('popScreen'))).toEqual([]);
});

test('END-4 a refused ticket is tried bare, and refused again it is on record', () => {
  const s = known([assigned(t0)]);
  const step: AskingStep = only(nextSteps(s, set, t0), 'openTicket');
  const problem = { code: 'Invalid', message: 'no' } as const;
  const bare = recordRefusal(recordStarted(s, step, t0), step, problem, t0);
  const again = only(nextSteps(bare, set, t0), 'openTicket');
  expect(again.input).toMatchObject({
    bare: true,
    key: 'call-1/ticket/bare',
    assignee: { kind: 'nobody' },
    viaId: null,
  });
  expect(recordRefusal(bare, again, problem, t0).progress.ticketRefused).toEqual(problem);
});

test('END-4 any other refused step is tried again later', () => {
  const s = sessionWith([started(t0)]);
  const step = only(nextSteps(s, set, t0), 'lookUp');
  const refused = recordRefusal(s, step, { code: 'Forbidden', message: 'no' }, t0);
  expect(nextSteps(refused, set, t0)[0]).toMatchObject({ kind: 'wait', for: 'retry', until: t0 + minute });
  expect(keys(refused, t0 + minute)).toContain('lookUp/phone');
});

test('END-6 it waits for the outcome of its writes, and hands them over again with a check', () => {
  const s = opened([connected(t0), ended(t0)]);
  const step = only(nextSteps(s, set, t0), 'write');
  expect(step.input).toMatchObject({ id: 'call-1/finished', check: false });
  const begun = recordStarted(s, step, t0);
  expect(keys(begun)).toEqual(['wait/writes']);
  expect(only(nextSteps(begun, set, t0 + 15 * minute), 'write').input.check).toBe(true);
});

test('END-6 it waits for writes that news has overtaken', () => {
  const s = opened([connected(t0), ended(t0)]);
  const other = only(nextSteps(s, set, t0), 'write');
  const overtaken = recordStarted(s, { ...other, input: { ...other.input, id: 'call-1/other' } }, t0);
  const done = { ...overtaken.progress, writes: overtaken.progress.writes.map((w) => ({ ...w, sentAt: t0 })) };
  const finished = {
    id: 'call-1/finished',
    ticketId: 5,
    dueAt: t0,
    sentAt: t0,
    outcome: { id: 'call-1/finished', ticketId: 5, kind: 'written', contentUrl: null, droppedFields: [] },
  } as const;
  expect(keys({ ...overtaken, progress: { ...done, writes: [...done.writes, finished] } })).toEqual(['wait/writes']);
});

test('END-1 over and without a ticket: it is made all the same', () => {
  expect(keys(known([connected(t0), ended(t0)]))).toEqual(['openTicket']);
});

test('LATE-1 it stays open for the recordings it expects, at most for the late hours', () => {
  const expects = { recording_segments: 1, transcript: null, metadata: null };
  const s = opened([connected(t0), ended(t0, { expects })]);
  const finished = {
    id: 'call-1/finished',
    ticketId: 5,
    kind: 'written',
    contentUrl: null,
    droppedFields: [],
  } as const;
  const writes = [{ id: finished.id, ticketId: 5, dueAt: t0, sentAt: t0, outcome: finished }];
  const written = { ...s, progress: { ...s.progress, writes } };
  expect(nextSteps(written, set, t0)).toEqual([
    { kind: 'wait', key: 'wait/recording', for: 'recording', until: t0 + 24 * hour },
  ]);
  expect(keys(written, t0 + 24 * hour)).toEqual(['settled']);
});

test('LATE-1 a later run looks for the ticket and makes none', () => {
  const late = sessionWith([recorded(t0)], true);
  expect(keys(late)).toEqual(['findTicket']);
  const none = recordAnswer(late, { step: findTicketStep('call-1'), value: null }, true, t0);
  expect(keys(none)).toEqual(['goWithoutTicket']);
});

test('LATE-1 BAT-5 on a ticket that was found each write is looked for before it is sent', () => {
  const late = sessionWith([recorded(t0)]);
  const found = recordAnswer(late, { step: findTicketStep('call-1'), value: ticket(9) }, true, t0);
  expect(only(nextSteps(found, set, t0), 'write').input).toMatchObject({
    id: `call-1/recording/${recordingKey()}`,
    check: true,
  });
});

test('LATE-1 a search that ends after the ticket was made changes nothing of it', () => {
  const s = opened([assigned(t0)]);
  expect(recordAnswer(s, { step: findTicketStep('call-1'), value: ticket(5) }, false, t0).progress.ticket).toEqual(
    s.progress.ticket,
  );
});

test('TKT-11 without a contact and with none to be made the session ends, and says why', () => {
  const off = settings({ contacts: { create: false } });
  const value = { number: callerNumber, contacts: [], unsure: [], tickets: null };
  const s = recordAnswer(sessionWith([started(t0), connected(t0)]), { step: lookUpStep(), value }, false, t0);
  expect(only(nextSteps(s, off, t0), 'goWithoutTicket').reasons).toMatchObject([{ rule: 'TKT-11' }]);
});
