/** This file tests the replay of failed writes (OPS-3). If these tests fail, a replay writes something twice, or is lost. */

import { describe, expect, test } from 'vitest';
import { hour, minute, rated, recorded, recordingKey, sessionWith, t0 } from '../events/examples.testkit.ts';
import { readSession } from '../session/read-session.ts';
import { draftTicket } from '../ticket/draft.ts';
import { emptyChange } from '../zendesk/change.ts';
import type { Change } from '../zendesk/change.ts';
import type { TicketDraft } from '../zendesk/ticket.ts';
import { newFailed, refusalOf, summaryOf } from './failed.ts';
import type { Failed } from './failed.ts';
import { action, callWith, failedOf, over, set } from './operations.testkit.ts';
import { failedViewOf, replayPlan } from './plan.ts';
import {
  addLateData,
  beginReplay,
  blockingProblem,
  closeAsReplayed,
  discard,
  draftToReplay,
  moveToTicket,
  refusedAgain,
  withNextDependent,
  withOpenedTicket,
  writeToReplay,
} from './replay.ts';

const finished = failedOf(callWith(['finished']));
const recording = failedOf(callWith([`recording/${recordingKey()}`], recorded(t0)));
const held = { ...callWith([]), progress: { ...callWith([]).progress, ticket: null } };
const draft: TicketDraft = draftTicket(
  readSession(held, set, t0),
  { id: 1, name: 'A' },
  { cause: 'served', followUpOf: null, reasons: [] },
);
const ticket: Failed = newFailed(
  held.id,
  { kind: 'ticket', draft, heldSession: held, settings: set },
  { code: 'Invalid', message: 'no', at: over },
);
const refusal = { code: 'TicketClosed', message: 'closed', at: over + minute } as const;

describe('the state of a failed write', () => {
  test('OPS-3 while a replay is under way nothing else can be done, and after a refusal everything can', () => {
    expect(blockingProblem(finished)).toBeNull();
    const replaying = beginReplay(finished, action);
    expect(replaying).toMatchObject({ replays: 1, replaying: action });
    expect(blockingProblem(replaying)).toBe('replaying');
    const again = refusedAgain(replaying, refusal);
    expect(again).toMatchObject({ refusal, replaying: null, replays: 1 });
    expect(blockingProblem(again)).toBeNull();
    expect(beginReplay(again, action).replays).toBe(2);
  });

  test('OPS-3 what is replayed or discarded is closed, with the operator who did it', () => {
    const closed = closeAsReplayed(beginReplay(finished, action), 12, over + minute);
    expect(closed).toMatchObject({
      replaying: null,
      settled: { by: action.by, at: over + minute, how: 'replayed', ticketId: 12 },
    });
    expect(blockingProblem(closed)).toBe('settled');
    const discarded = discard(finished, action, 'a test');
    expect(discarded.settled).toEqual({ ...action, how: 'discarded', why: 'a test' });
    expect(blockingProblem(discarded)).toBe('settled');
  });

  test('OPS-3 a list shows ids and the refusal only, and no ticket if the ticket itself was refused', () => {
    expect(summaryOf(finished)).toEqual({
      id: 'call-1/finished',
      sessionId: 'call-1',
      ticketId: 9,
      ...finished.refusal,
    });
    expect(summaryOf(ticket)).toMatchObject({ id: 'call-1/ticket', ticketId: null });
  });
});

describe('a refused write', () => {
  test('OPS-3, TKT-12 is handed over with a look for its marker, and answered to its own workflow', () => {
    const { refused } = finished;
    if (refused.kind !== 'write') throw new Error(refused.kind);
    const write = { ...refused.write, check: false };
    expect(writeToReplay(write, 'failed/1')).toEqual({ ...write, check: true, answerTo: 'failed/1' });
  });

  test('OPS-3 that is refused again keeps the reason, and so does one whose file is refused', () => {
    const ids = { id: 'call-1/finished', ticketId: 9 };
    expect(refusalOf({ ...ids, kind: 'refused', code: 'Invalid', message: 'no' }, over)).toEqual({
      code: 'Invalid',
      message: 'no',
      at: over,
    });
    expect(refusalOf({ ...ids, kind: 'file_refused', message: 'too large' }, over)).toEqual({
      code: 'FileRefused',
      message: 'too large',
      at: over,
    });
  });

  test('UPD-13 goes to the ticket that its ticket was merged into, with the writes that depend on it', () => {
    expect(moveToTicket(recording, 12).refused).toMatchObject({
      write: { id: recording.id, ticketId: 12 },
      dependents: [{ ticketId: 12 }],
    });
    expect(moveToTicket(ticket, 12)).toBe(ticket);
  });

  test('UPD-12 the voice comment keeps an address that is not that of the file, or is not known', () => {
    const voice = (failed: Failed | null) =>
      failed?.refused.kind === 'write' ? failed.refused.write.change.voice?.recordingUrl : undefined;
    expect(voice(withNextDependent(recording, 'https://z.example.com/f'))).toBe('https://z.example.com/f');
    expect(voice(withNextDependent(recording, null))).toBe(`content:${recording.id}`);
    const { refused } = recording;
    if (refused.kind !== 'write') throw new Error(refused.kind);
    const other = { ...recording, refused: { ...refused, write: { ...refused.write, id: 'call-1/other' } } };
    expect(voice(withNextDependent(other, 'https://z.example.com/f'))).toBe(`content:${recording.id}`);
    expect(withNextDependent(finished, null)).toBeNull();
    expect(withNextDependent(ticket, null)).toBeNull();
  });
});

describe('a refused ticket', () => {
  test('TKT-12 each replay asks under a key of its own', () => {
    expect(draftToReplay(draft, 2)).toEqual({ ...draft, key: `${draft.key}/replay/2`, dueAt: 0 });
  });

  test('END-4 gets the data of a later run too, and a refused write does not', () => {
    const later = sessionWith([rated(t0 + hour, 5)]);
    const { refused } = addLateData(ticket, later);
    if (refused.kind !== 'ticket') throw new Error(refused.kind);
    expect(refused.heldSession.received.timeline.map(({ type }) => type)).toContain('rating.received');
    expect(addLateData(finished, later)).toBe(finished);
  });

  test('END-4, TKT-12 a session goes on with the ticket that was made at last, and looks for its markers', () => {
    const opened = { ticketId: 15, requesterId: 1, assigneeId: null, agentId: null, droppedFields: [] };
    const written = { id: 'call-1/rating/5', ticketId: 9, dueAt: t0, sentAt: t0, outcome: null };
    const refusedBy = (code: 'Invalid' | 'TicketGone') => ({
      ...held,
      progress: { ...held.progress, ticketRefused: { code, message: 'no' }, writes: [written] },
    });
    const session = withOpenedTicket(refusedBy('Invalid'), draft, opened, over);
    expect(session).toMatchObject({ rescued: true, progress: { ticketRefused: null, ticket: { id: 15 } } });
    expect(session.progress.writes).toEqual([written]);
    // UPD-18: what was written on a deleted ticket is lost.
    expect(withOpenedTicket(refusedBy('TicketGone'), draft, opened, over).progress.writes).toEqual([]);
  });
});

describe('the plan of a replay', () => {
  const planOf = (change: Partial<Change>): readonly string[] => {
    const { refused } = finished;
    if (refused.kind !== 'write') throw new Error(refused.kind);
    const write = { ...refused.write, change: { ...emptyChange, ...change } };
    return replayPlan({ ...finished, refused: { ...refused, write } }, over).slice(1);
  };
  const comment = { title: 'Call finished', lines: [] };
  const file = {
    from: { kind: 'address', url: 'https://files.example.com/a' },
    name: 'a',
    contentType: 'audio/wav',
  } as const;
  const voice = {
    from: '+14155551212',
    to: '+18005550100',
    recordingUrl: 'https://files.example.com/a',
    startedAt: '2026-03-02T09:00:00Z',
    durationSeconds: 60,
    answeredById: null,
    transcription: null,
  };
  const fields = [
    { id: 4, value: 'a' },
    { id: 5, value: 'b' },
  ];

  test.each<[Partial<Change>, string]>([
    [{ comment }, 'Adds the comment "Call finished" to ticket 9.'],
    [{ comment, file }, 'Adds the comment "Call finished" to ticket 9, with a file.'],
    [{ file }, 'Adds a file to ticket 9.'],
    [{ voice }, 'Adds a call of 60 s with its recording to ticket 9.'],
    [{ tags: ['a', 'b'] }, 'Adds the tags a, b to ticket 9.'],
    [{ fields }, 'Sets the fields 4, 5 of ticket 9.'],
    [{ assigneeId: 7 }, 'Assigns ticket 9 to 7.'],
    [{ assigneeId: null }, 'Unassigns ticket 9.'],
    [{ status: 'open' }, 'Sets ticket 9 to open.'],
  ])('OPS-3 of %j says it in one sentence', (change, sentence) => {
    expect(planOf(change)).toEqual([sentence]);
  });

  test('OPS-3 begins with the look for the marker, and names what follows', () => {
    expect(replayPlan(finished, over)[0]).toContain('Looks on ticket 9 for the marker call-1/finished');
    expect(replayPlan(finished, over)).not.toContain('Then, behind it:');
    expect(replayPlan(recording, over)).toContain('Then, behind it:');
  });

  test('OPS-3 of a ticket names its assignee, its fields, and the writes of its session', () => {
    const planWith = (change: Partial<TicketDraft>): string =>
      replayPlan(
        { ...ticket, refused: { kind: 'ticket', draft: { ...draft, ...change }, heldSession: held, settings: set } },
        over,
      ).join('\n');
    expect(planWith({})).toContain(`Looks for a ticket with the external id ${draft.externalId}`);
    expect(planWith({})).toContain('which writes what is due: ');
    expect(planWith({ assignee: { kind: 'nobody' } })).toContain('without an assignee');
    expect(planWith({ assignee: { kind: 'user', id: 5 } })).toContain('assigned to 5');
    expect(planWith({ assignee: { kind: 'agent', email: null, name: null } })).toContain('assigned to the agent');
    expect(planWith({ fields })).toContain(', fields 4, 5.');
    const bare = planWith({ bare: true, fields, assignee: { kind: 'user', id: 5 } });
    expect(bare).toContain('without an assignee');
    expect(bare).not.toContain('fields 4');
  });

  test('OPS-3 of what can not be replayed now says why', () => {
    expect(replayPlan(beginReplay(finished, action), over)).toEqual([expect.stringContaining('under way')]);
    expect(replayPlan(discard(finished, action, 'why'), over)).toEqual([expect.stringContaining('settled')]);
  });

  test('OPS-3 an operator sees the refusal, the parts that can be changed, and the plan', () => {
    expect(failedViewOf(recording, over)).toMatchObject({ kind: 'write', ticketId: 9, replays: 0, settled: null });
    expect(failedViewOf(ticket, over).parts).toMatchObject({ requester_id: 1, tags: draft.tags });
    const parts = (assignee: TicketDraft['assignee']) =>
      failedViewOf(
        { ...ticket, refused: { kind: 'ticket', draft: { ...draft, assignee }, heldSession: held, settings: set } },
        over,
      ).parts.assignee_id;
    expect([
      parts({ kind: 'user', id: 5 }),
      parts({ kind: 'nobody' }),
      parts({ kind: 'agent', email: null, name: null }),
    ]).toEqual([5, null, 'keep']);
  });
});
