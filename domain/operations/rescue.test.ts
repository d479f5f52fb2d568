import { describe, expect, test } from 'vitest';
import { nextSteps } from '../next-steps/next-steps.ts';
import {
  agentA,
  agentB,
  assigned,
  connected,
  ended,
  sessionWith,
  hour,
  minute,
  second,
  settings,
  started,
  t0,
  transferred,
} from '../events/examples.testkit.ts';
import { readSession } from '../session/read-session.ts';
import { openTicketStep } from '../session/step.ts';
import { newSession } from '../session/state.ts';
import { ticketOwner } from '../ticket-updates/ownership.ts';
import type { WriteAnswer } from '../zendesk/ticket-write.ts';
import type { Recorded } from './rescue.ts';
import { rebuilt } from './rescue.ts';
import { planRescue, runsOf } from './rescue-plan.ts';
import type { Run } from './rescue-plan.ts';

const sessionId = 'call-1';
const fresh = { sessionId, earlierRun: false, carried: null };

function events(...list: readonly Extract<Recorded, { kind: 'event' }>['event'][]): readonly Recorded[] {
  return list.map((event) => ({ kind: 'event', event }));
}

function keys(session: ReturnType<typeof rebuilt>, now: number): readonly string[] {
  return nextSteps(session, settings(), now).map(({ key }) => key);
}

test('OPS-6 a rebuilt session has all events of the stopped run, and repeated events only once', () => {
  const received = [started(t0), assigned(t0 + second), ended(t0 + minute)];
  const session = rebuilt(fresh, events(...received, assigned(t0 + second)), null);
  expect(session.received).toEqual(sessionWith(received).received);
  expect(session).toMatchObject({ rescued: true, earlierRun: false });
});

test('OPS-6 an entry that can not be read is left out, and a warning says so', () => {
  const broken: Recorded = JSON.parse('{ "kind": "event", "event": { "event_id": "b", "type": "session.queued" } }');
  const session = rebuilt(fresh, [...events(started(t0)), broken, ...events(ended(t0 + minute))], null);
  expect(session.received.end?.at).toBe(t0 + minute);
  expect(session.received.warnings).toEqual([expect.stringContaining('OPS-6')]);
});

test('OPS-6, TKT-12 without a known ticket, an earlier one is looked for before a ticket is made', () => {
  const session = rebuilt(fresh, events(started(t0), assigned(t0)), t0 + minute);
  expect(keys(session, t0 + minute)).toEqual(['findTicket']);
  // This is so even if an earlier run had looked for a ticket and found none.
  const carried = {
    ...newSession(sessionId, false),
    progress: { ...newSession(sessionId, false).progress, earlierTicket: { ticketId: null } },
  };
  expect(keys(rebuilt({ ...fresh, carried }, events(started(t0), assigned(t0)), null), t0)).toEqual(['findTicket']);
});

test('OPS-6 a terminated session ends at its termination if it had no end, and a failed session goes on', () => {
  const received = events(started(t0), assigned(t0));
  expect(rebuilt(fresh, received, t0 + minute).canceledAt).toBe(t0 + minute);
  expect(rebuilt(fresh, received, null).canceledAt).toBeNull();
  const over = [...received, ...events(ended(t0 + second))];
  expect(rebuilt(fresh, over, t0 + minute).canceledAt).toBeNull();
});

test('OPS-6, TKT-12 a ticket that was made, or asked for, is known by the draft that it was asked for with', () => {
  const received = events(started(t0), assigned(t0));
  const draft = {
    key: `${sessionId}/ticket`,
    dueAt: t0,
    externalId: sessionId,
    requesterId: 1,
    subject: {
      template: 'x',
      context: {
        session: { type: '', channel: '', id: '', queue: '', menu_path: '' },
        contact: { name: '', phone: '' },
      },
    },
    description: '',
    assignee: { kind: 'nobody' },
    tags: [],
    viaId: null,
    fields: [],
    facts: [],
    followUpOf: null,
    noteIfAgentUnknown: '<p>Nobody has the address of the agent.</p>',
    bare: false,
    cause: 'served',
  } as const;
  const opening: Recorded = { kind: 'opening', draft, at: t0 };
  const value = { ticketId: 5, requesterId: 1, assigneeId: null, agentId: null, droppedFields: [] };
  const asked = rebuilt(fresh, [...received, opening], t0 + hour);
  expect(nextSteps(asked, settings(), t0 + hour)).toMatchObject([{ kind: 'openTicket', input: draft }]);
  const answer: Recorded = { kind: 'answer', answer: { step: openTicketStep(draft), value }, at: t0 };
  const made = rebuilt(fresh, [...received, opening, answer], t0 + hour);
  expect(made.progress.ticket).toMatchObject({ id: 5, origin: 'made' });
  expect(keys(made, t0 + hour)).not.toContain('findTicket');
});

test('OPS-6, BAT-5 answered writes are not due again, and the others look for their markers before they are sent', () => {
  const carried = {
    ...newSession(sessionId, false),
    progress: {
      ...newSession(sessionId, false).progress,
      ticket: {
        id: 5,
        requesterId: 1,
        origin: 'made',
        at: t0,
        assigneeId: null,
        reopens: false,
        checks: [],
        compensated: false,
      },
    },
  } as const;
  const received = events(started(t0), ended(t0 + second, { fail_reason: 'failed' }));
  const open = nextSteps(rebuilt({ ...fresh, carried }, received, null), settings(), t0 + second);
  const write = open.find((step) => step.kind === 'write');
  expect(write?.input).toMatchObject({ id: `${sessionId}/finished`, check: true });
  const outcome = {
    id: `${sessionId}/finished`,
    ticketId: 5,
    kind: 'written',
    contentUrl: null,
    droppedFields: [],
  } as const;
  const settled: Recorded = { kind: 'writes_settled', outcomes: [outcome], at: t0 + second };
  expect(keys(rebuilt({ ...fresh, carried }, [...received, settled], null), t0 + second)).not.toContain(
    `write/${outcome.id}`,
  );
});

test('OPS-6, ADP-2 a rebuilt session knows each earlier owner of the ticket, so an agent who comes back gets it by a new fact', () => {
  const received = [started(t0), connected(t0 + second), transferred(t0 + 2 * second)];
  const back = transferred(t0 + 5 * second, agentA, agentB);
  const outcome = (fact: string): WriteAnswer => ({
    id: `${sessionId}/${fact}`,
    ticketId: 5,
    kind: 'written',
    contentUrl: null,
    droppedFields: [],
  });
  const answered = (fact: string, at: number): Recorded => ({ kind: 'writes_settled', outcomes: [outcome(fact)], at });
  const session = rebuilt(
    fresh,
    [
      ...events(...received),
      answered('assigned/7', t0 + 3 * second),
      answered('assigned/8', t0 + 4 * second),
      ...events(back),
    ],
    null,
  );
  const ticket = { id: 5, requesterId: 1, origin: 'made', at: t0, assigneeId: 700, reopens: false } as const;
  const owner = ticketOwner(readSession(session, settings(), t0 + minute), {
    ...ticket,
    checks: [],
    compensated: false,
  });
  expect(owner).toMatchObject({ kind: 'agent', fact: 'assigned/7/2', isFirst: false });
});

describe('which runs are rescued', () => {
  let runs = 0;
  function run(status: Run['status'], startedAt: number, attempt = 0): Run {
    runs += 1;
    const closedAt = status === 'running' ? null : startedAt + 1;
    return { runId: `run-${runs}`, status, terminated: status === 'stopped', startedAt, closedAt, attempt };
  }

  const late = 1_000_000_000;
  const plan = (runs: readonly Run[], now = late) => planRescue(runs, now);

  test('OPS-6 the one that stopped, with the short runs after it', () => {
    const [early, stopped, late] = [run('ended', 1), run('stopped', 2), run('ended', 3)];
    expect(plan([late, stopped, early])).toEqual({ kind: 'rescue', runs: [stopped, late], attempt: 1 });
  });

  test('OPS-6 none while one is open, and none when none has stopped', () => {
    expect(plan([run('stopped', 1), run('running', 2)])).toEqual({ kind: 'wait' });
    expect(plan([run('ended', 1)])).toEqual({ kind: 'nothing' });
    expect(plan([])).toEqual({ kind: 'nothing' });
  });

  test('OPS-6 a rescue has taken over all earlier runs', () => {
    expect(plan([run('stopped', 1), run('ended', 2, 1)])).toEqual({ kind: 'nothing' });
    const again = run('stopped', 2, 1);
    expect(plan([run('stopped', 1), again])).toEqual({ kind: 'rescue', runs: [again], attempt: 2 });
  });

  test('OPS-6 a late run that stopped after a rescue is rescued without the runs before that rescue', () => {
    const lateRun = run('stopped', 3);
    const planned = plan([run('stopped', 1), run('ended', 2, 1), lateRun]);
    expect(planned).toEqual({ kind: 'rescue', runs: [lateRun], attempt: 2 });
  });

  test('OPS-6 not after three rescues', () => {
    const last = run('stopped', 2, 3);
    expect(plan([run('stopped', 1), last])).toEqual({ kind: 'give_up', runs: [last], attempts: 3 });
  });

  test('OPS-6 a session that stops again is rescued after pauses that grow', () => {
    const [first, second, third] = [run('stopped', 1), run('stopped', 2, 1), run('stopped', 3, 2)];
    expect(plan([first], 2)).toMatchObject({ kind: 'rescue', attempt: 1 });
    expect(plan([second], 3)).toEqual({ kind: 'pause', until: 3 + 15 * minute });
    expect(plan([second], 3 + 15 * minute)).toMatchObject({ kind: 'rescue', attempt: 2 });
    expect(plan([third], 4 + 15 * minute)).toEqual({ kind: 'pause', until: 4 + hour });
  });

  test('OPS-6 an operator gives up all runs since the last rescue', () => {
    const [old, rescued, after] = [run('stopped', 1), run('ended', 2, 1), run('stopped', 3)];
    expect(runsOf([after, old, rescued])).toEqual([rescued, after]);
    expect(runsOf([])).toBeNull();
  });
});
