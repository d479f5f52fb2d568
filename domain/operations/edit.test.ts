import { assert, property } from 'fast-check';
import { expect, test } from 'vitest';
import { recorded, recordingKey, t0 } from '../events/examples.testkit.ts';
import { someChange } from '../zendesk/change.testkit.ts';
import { bareDraft, draftTicket } from '../ticket/draft.ts';
import { readSession } from '../session/read-session.ts';
import { edit } from './edit.ts';
import type { FailedEdit } from './edit.ts';
import { newFailed } from './failed.ts';
import type { Failed } from './failed.ts';
import { callWith, action, failedOf, over, set } from './operations.testkit.ts';
import { partsOf, replayPlan } from './plan.ts';
import { beginReplay, discard } from './replay.ts';

const finished = failedOf(callWith(['finished']));
const recording = failedOf(callWith([`recording/${recordingKey()}`], recorded(t0)));

function ticket(): Failed {
  const session = callWith([]);
  const why = { cause: 'served', followUpOf: null, reasons: [] } as const;
  const draft = bareDraft(draftTicket(readSession(session, set, t0), { id: 1, name: 'A' }, why));
  return newFailed(
    session.id,
    { kind: 'ticket', draft, heldSession: session, settings: set },
    { code: 'Invalid', message: 'no', at: t0 },
  );
}

function problems(failed: Failed, changes: FailedEdit): readonly string[] {
  const edited = edit(failed, changes, action);
  return edited.ok ? [] : edited.problems.map(({ path, code }) => `${path}: ${code}`);
}

function edited(failed: Failed, changes: FailedEdit): Failed {
  const done = edit(failed, changes, action);
  if (!done.ok) throw new Error(JSON.stringify(done.problems));
  return done.failed;
}

test('OPS-3 the parts that are shown can be sent back, and change nothing', () => {
  for (const failed of [finished, recording, ticket()])
    expect(partsOf(edited(failed, partsOf(failed)))).toEqual(partsOf(failed));
});

test('OPS-3 an edit that names nothing changes nothing', () => {
  assert(
    property(someChange, (change) => {
      const { refused } = finished;
      if (refused.kind !== 'write') throw new Error(refused.kind);
      const failed = { ...finished, refused: { ...refused, write: { ...refused.write, change } } };
      expect(edited(failed, {})).toEqual({ ...failed, edits: [{ ...action, fields: [] }] });
      expect(edited(failed, { ticket_id: 12 }).refused).toMatchObject({ write: { ticketId: 12, change } });
    }),
  );
});

test('OPS-3 a write goes to another ticket with its dependent writes, and keeps its id', () => {
  const moved = edited(recording, { ticket_id: 12 });
  expect(moved.id).toBe(recording.id);
  expect(moved.refused).toMatchObject({ write: { ticketId: 12 }, dependents: [{ ticketId: 12 }] });
  expect(moved.edits).toEqual([{ ...action, fields: ['ticket_id'] }]);
});

test('OPS-3 a ticket takes the subject as text, and with an assignee it is no longer bare', () => {
  const mended = edited(ticket(), { subject: '{{ 1 | plus: 1 }} {% if %}', assignee_id: 5 });
  expect(mended.refused).toMatchObject({ draft: { bare: false, assignee: { kind: 'user', id: 5 } } });
  expect(partsOf(mended).subject).toBe('{{ 1 | plus: 1 }} {% if %}');
  expect(replayPlan(mended, over)).toContainEqual(expect.stringContaining('assigned to 5'));
  expect(edited(ticket(), { tags: ['vip'] }).refused).toMatchObject({ draft: { bare: true, tags: ['vip'] } });
});

test('OPS-3 an edit that does not fit is refused with the part and the reason', () => {
  expect(problems(finished, { subject: 'x', requester_id: 1 })).toEqual([
    'subject: not_of_a_write',
    'requester_id: not_of_a_write',
  ]);
  expect(problems(ticket(), { ticket_id: 1, status: 'open' })).toEqual([
    'ticket_id: not_of_a_ticket',
    'status: not_of_a_ticket',
  ]);
  expect(problems(ticket(), { subject: ' ' })).toEqual(['subject: empty']);
  const field = { id: 1, value: 'a' };
  expect(problems(finished, { fields: [field, field], file: null, answered_by_id: 1 })).toEqual([
    'fields.1: twice',
    'answered_by_id: no_voice',
    'file: no_file',
  ]);
  expect(problems(finished, { comment: null })).toEqual([': nothing_left']);
  expect(problems(beginReplay(finished, action), { tags: [] })).toEqual([': replaying']);
  expect(problems(discard(finished, action, 'why'), { tags: [] })).toEqual([': settled']);
});
