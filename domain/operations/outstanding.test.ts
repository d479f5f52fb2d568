import { readSession } from '../session/read-session.ts';
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
import type { Session } from '../session/state.ts';
import type { RuleId } from '../rules/catalogue.ts';
import { outstandingOf } from './outstanding.ts';
import { callWith, failedOf, over, set } from './operations.testkit.ts';
import { replayPlan } from './plan.ts';
import { afterLanding } from './replay.ts';

const toB = { kind: 'agent', agentId: '8', ordinal: 1 } as const;

test('END-5 each refused write is left behind with what it would have changed; what went well is not', () => {
  expect(outstandingOf(readSession(callWith([]), set, over))).toEqual({ failed: [], data: null });
  expect(failedOf(callWith(['finished']))).toMatchObject({
    id: 'call-1/finished',
    refusal: { code: 'Invalid', at: over },
    refused: { kind: 'write', behind: [], write: { ticketId: 9, check: true, change: { comment: expect.anything() } } },
  });
});

test('END-5 what news has overtaken is not left behind: its replay would undo what came after', () => {
  const moved = callWith([toB], transferred(t0 + 30 * second, agentB, agentA));
  expect(failedOf(moved).id).toBe('call-1/assigned/8');
  const back = callWith([toB], transferred(t0 + 30 * second), transferred(t0 + 40 * second, agentA, agentB));
  expect(outstandingOf(readSession(back, set, over)).failed).toEqual([]);
});

test('OPS-3, UPD-12 behind a refused recording stands the voice comment that links its file', () => {
  const failed = failedOf(callWith([`recording/${recordingKey()}`], recorded(t0 + 2 * minute)));
  expect(failed.refused).toMatchObject({ behind: [{ id: `call-1/voice/${recordingKey()}`, ticketId: 9 }] });
  expect(replayPlan(failed, over)).toContain('Then, behind it:');
  const address = 'https://files.example.com/token';
  const next = afterLanding(failed, address);
  expect(next).toMatchObject({ refused: { write: { change: { voice: { recordingUrl: address } } }, behind: [] } });
  expect(next === null ? null : afterLanding(next, null)).toBeNull();
});

function left(rule: RuleId, earlierRun: boolean): Session {
  const session = sessionWith([recorded(t0)], earlierRun);
  const reasons = [reasonOf('ticket', decide(null, rule, 'because'), t0)];
  return { ...session, progress: { ...session.progress, endedWithoutTicket: true, reasons } };
}

test('END-7 data is kept where a person or a setting wanted no ticket; a late run adds to what is kept', () => {
  expect(outstandingOf(readSession(left('END-7', false), set, over)).data).toBe('keep');
  expect(outstandingOf(readSession(left('TKT-11', false), set, over)).data).toBe('keep');
  expect(outstandingOf(readSession(left('TKT-8', false), set, over)).data).toBeNull();
  expect(outstandingOf(readSession(left('LATE-1', true), set, over)).data).toBe('add');
});
