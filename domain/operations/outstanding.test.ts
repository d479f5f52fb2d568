import { expect, test } from 'vitest';
import { reasonOf } from '../comment/reasons.ts';
import { decide } from '../decision.ts';
import {
  agentA,
  agentB,
  sessionWith,
  minute,
  recorded,
  recordingKey,
  second,
  t0,
  transferred,
} from '../events/examples.testkit.ts';
import type { RuleId } from '../rules/catalogue.ts';
import { readSession } from '../session/read-session.ts';
import type { Session } from '../session/state.ts';
import { outstandingOf } from './outstanding.ts';
import type { Outstanding } from './outstanding.ts';
import { callWith, failedOf, over, set } from './operations.testkit.ts';
import { replayPlan } from './plan.ts';
import { withNextDependent } from './replay.ts';

function outstanding(session: Session): Outstanding {
  return outstandingOf(readSession(session, set, over));
}

const toB = { kind: 'agent', agentId: '8', ordinal: 1 } as const;

test('END-5 each refused write is kept with its change, and other writes are not', () => {
  expect(outstanding(callWith([]))).toEqual({ failed: [], data: null });
  expect(failedOf(callWith(['finished']))).toMatchObject({
    id: 'call-1/finished',
    refusal: { code: 'Invalid', at: over },
    refused: {
      kind: 'write',
      dependents: [],
      write: { ticketId: 9, check: true, change: { comment: expect.anything() } },
    },
  });
});

test('END-5 a write that newer events made unnecessary is not kept, because its replay would undo later changes', () => {
  const moved = callWith([toB], transferred(t0 + 30 * second, agentB, agentA));
  expect(failedOf(moved).id).toBe('call-1/assigned/8');
  const back = callWith([toB], transferred(t0 + 30 * second), transferred(t0 + 40 * second, agentA, agentB));
  expect(outstanding(back).failed).toEqual([]);
});

test('OPS-3, UPD-12 a refused recording is kept with the voice comment that links its file', () => {
  const failed = failedOf(callWith([`recording/${recordingKey()}`], recorded(t0 + 2 * minute)));
  expect(failed.refused).toMatchObject({ dependents: [{ id: `call-1/voice/${recordingKey()}`, ticketId: 9 }] });
  expect(replayPlan(failed, over)).toContain('Then, behind it:');
  const address = 'https://files.example.com/token';
  const next = withNextDependent(failed, address);
  expect(next).toMatchObject({ refused: { write: { change: { voice: { recordingUrl: address } } }, dependents: [] } });
  expect(next === null ? null : withNextDependent(next, null)).toBeNull();
});

function withoutTicket(rule: RuleId, earlierRun: boolean): Session {
  const session = sessionWith([recorded(t0)], earlierRun);
  const reasons = [reasonOf('ticket', decide(null, rule, 'because'), t0)];
  return { ...session, progress: { ...session.progress, endedWithoutTicket: true, reasons } };
}

test('END-7 data is kept if a person or a setting wanted no ticket, and a late run adds to it', () => {
  expect(outstanding(withoutTicket('END-7', false)).data).toBe('keep');
  expect(outstanding(withoutTicket('TKT-11', false)).data).toBe('keep');
  expect(outstanding(withoutTicket('TKT-8', false)).data).toBeNull();
  expect(outstanding(withoutTicket('LATE-1', true)).data).toBe('add');
});
