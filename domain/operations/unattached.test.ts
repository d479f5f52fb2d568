/**
 * This file tests how a session without a ticket is attached to one (END-7). If these tests fail, an operator who attaches
 * a session loses its recordings, or the ticket gets the same comments twice.
 */

import { assert, pre, property } from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  connected,
  ended,
  hour,
  minute,
  rated,
  recorded,
  second,
  sessionId,
  sessionWith,
  settings,
  started,
  t0,
  ticket,
} from '../events/examples.testkit.ts';
import { plans } from '../next-steps/generators.testkit.ts';
import { nextSteps } from '../next-steps/next-steps.ts';
import { play, playResumed } from '../next-steps/play.testkit.ts';
import type { Plan } from '../next-steps/play.testkit.ts';
import { keepsData } from '../next-steps/retention.ts';
import type { ZendeskModel } from '../next-steps/zendesk-model.testkit.ts';
import type { Session } from '../session/state.ts';
import { attachable, attachToTicket, summaryOfData } from './unattached.ts';

const chosen = ticket(900);

/** The plan changed so that no contact matches and none may be made (TKT-11). The data of most such sessions is kept. */
function withoutContact(plan: Plan): Plan {
  const { settings: set, account } = plan;
  return {
    ...plan,
    settings: { ...set, contacts: { ...set.contacts, create: false } },
    account: { ...account, contacts: [], tickets: [chosen] },
  };
}

/** The first run of the session, which has no ticket, and the Zendesk that it has seen. */
function keptBy(plan: Plan): { readonly kept: Session; readonly at: number; readonly zendesk: ZendeskModel } | null {
  const { runs, zendesk } = play(plan);
  const [first] = runs;
  return first !== undefined && keepsData(first.session) ? { kept: first.session, at: first.at, zendesk } : null;
}

function attached(kept: Session, at: number): Session {
  return attachToTicket(kept, chosen, { by: 'operator@example.com', at });
}

function twice(zendesk: ZendeskModel): readonly string[] {
  const ids = zendesk.applied.map(({ id }) => id);
  return ids.filter((id, i) => ids.indexOf(id) !== i);
}

describe('a session that is attached to a ticket', () => {
  const events = [started(t0), connected(t0 + second), recorded(t0 + minute), ended(t0 + 2 * minute)];
  const call = withoutContact({
    settings: settings(),
    arrivals: events.map((event) => ({ arrivesAt: event.timestamp, event })),
    account: {
      contacts: [],
      tickets: [],
      agents: [],
      refusals: [],
      refusedFacts: [],
      fileRefused: false,
      contactGoneAfter: null,
    },
    latencies: [50],
    continuedAfter: null,
    lateOutcomeEvery: null,
  });

  test('END-7, TKT-12 an attachment that follows one that stopped half-way writes the rest, and nothing twice', () => {
    const session = keptBy(call);
    if (session === null) throw new Error('the session has a ticket');
    const { kept, at, zendesk } = session;
    const [onTicket] = nextSteps(attached(kept, at), call.settings, at).filter((step) => step.kind === 'write');
    if (onTicket === undefined) throw new Error('nothing is written');
    zendesk.write(onTicket.input);
    playResumed(call, zendesk, { session: attached(kept, at + minute), at: at + minute });
    expect(twice(zendesk)).toEqual([]);
    const facts = zendesk.applied.map(({ id }) => id.slice(sessionId.length + 1).split('/')[0]);
    expect(facts).toEqual(expect.arrayContaining(['appended', 'recording', 'finished']));
    expect(new Set(zendesk.applied.map(({ ticketId }) => ticketId))).toEqual(new Set([chosen.id]));
  });

  test('END-7, TKT-12 however often a session is attached, each of its writes is on the ticket once', () => {
    let found = 0;
    assert(
      property(plans.map(withoutContact), (plan) => {
        const session = keptBy(plan);
        pre(session !== null);
        const { kept, at, zendesk } = session;
        for (const later of [0, hour, 30 * hour])
          playResumed(plan, zendesk, { session: attached(kept, at + later), at: at + later });
        expect(twice(zendesk)).toEqual([]);
        if (zendesk.applied.length > 0) found += 1;
      }),
      { numRuns: 300 },
    );
    expect(found).toBeGreaterThan(100);
  }, 60_000);
});

describe('the ticket that an operator names', () => {
  test.each([
    [{ kind: 'closed' } as const, 'closed'],
    [{ kind: 'deleted' } as const, 'gone'],
    [{ kind: 'merged', into: 12 } as const, 'merged'],
  ])('END-7 is refused with the reason if it is %j', (traced, code) => {
    expect(attachable(traced)).toMatchObject({ ok: false, problem: { code } });
  });

  test('END-7 is taken if it is there, and a merged one is refused with the ticket to name instead', () => {
    expect(attachable({ kind: 'here', ticket: chosen })).toEqual({ ok: true, ticket: chosen });
    const message = (into: number | null): string => {
      const answer = attachable({ kind: 'merged', into });
      return answer.ok ? '' : answer.problem.message;
    };
    expect(message(12)).toContain('It is 12.');
    expect(message(null)).toMatch(/attach to that one\.$/);
  });
});

test('END-7, SEC-3 a list shows how much data is kept and why, and no personal data', () => {
  const session = sessionWith([started(t0), recorded(t0), recorded(t0, 'b'), rated(t0, 4, 'My number is 4711')]);
  const reasons = [{ about: 'contact', at: t0, rule: 'TKT-11', because: 'The settings say so.' }] as const;
  expect(summaryOfData({ ...session, progress: { ...session.progress, reasons } })).toEqual({
    recordings: 2,
    notes: 1,
    reasons: [{ rule: 'TKT-11', because: 'The settings say so.' }],
  });
});

test('END-7 the reason for having no ticket gives way to the operator who attached the session', () => {
  const session = sessionWith([started(t0)], true);
  const reason = (rule: 'END-7' | 'CON-4') => ({ about: 'ticket', at: t0, rule, because: 'Before.' }) as const;
  const kept = { ...session.progress, endedWithoutTicket: true, reasons: [reason('CON-4'), reason('END-7')] };
  const { progress, earlierRun } = attached({ ...session, progress: kept }, t0 + hour);
  expect(earlierRun).toBe(false);
  expect(progress).toMatchObject({ endedWithoutTicket: false, ticket: { id: chosen.id, origin: 'appended' } });
  expect(progress.reasons.map(({ rule, because }) => `${rule} ${because}`)).toEqual([
    'CON-4 Before.',
    `END-7 operator@example.com attached the session to ticket ${chosen.id}; it was to have none.`,
  ]);
});
