import { describe, expect, test } from 'vitest';
import { lastAssigneeBefore, ticketOwner } from './ownership.ts';
import {
  agentA,
  agentB,
  assigned,
  canceled,
  connected,
  contact,
  ended,
  sessionWith,
  minute,
  second,
  settings,
  started,
  t0,
  makeEvent,
  transferred,
  voicemail,
} from '../events/examples.testkit.ts';
import type { SessionEvent } from '../events/parse-events.ts';
import { ownerChangeFact } from '../session/owner-change.ts';
import type { OwnerChange } from '../session/owner-change.ts';
import { readSession } from '../session/read-session.ts';
import type { Session, SessionTicket } from '../session/state.ts';
import { bareDraft, draftTicket } from '../ticket/draft.ts';
import type { DraftCause } from '../zendesk/ticket.ts';

const made: SessionTicket = {
  id: 9,
  requesterId: 1,
  origin: 'made',
  at: t0,
  assigneeId: 700,
  reopens: false,
  checks: [],
  compensated: false,
};
const appended: SessionTicket = { ...made, origin: 'appended' };
const now = t0 + 10 * minute;

const toA: OwnerChange = { kind: 'agent', agentId: '7', ordinal: 1 };
const toB: OwnerChange = { kind: 'agent', agentId: '8', ordinal: 1 };
const declinedByAll: OwnerChange = { kind: 'away', why: 'declined', ordinal: 1 };

/** `given`: the owner changes of the ticket so far, oldest first. */
function session(events: readonly SessionEvent[], given: readonly OwnerChange[] = []): Session {
  const s = sessionWith([started(t0), ...events]);
  const writes = given.map((ownerChange, i) => ({
    id: `${s.id}/${ownerChangeFact(ownerChange)}`,
    ownerChange,
    ticketId: 9,
    dueAt: t0 + i,
    sentAt: t0 + i,
    outcome: null,
  }));
  const agents = [agentA, agentB].map(({ email }, i) => ({ email: email ?? '', zendeskId: 700 + i * 100 }));
  return { ...s, progress: { ...s.progress, writes, agents } };
}

function ownerOf(s: Session, ticket = made) {
  return ticketOwner(readSession(s, settings(), now), ticket);
}

describe('who is to have the ticket', () => {
  test('ADP-2 APP-8 a ticket that was made goes to the agent who was offered the session, an appended ticket to the agent who answered', () => {
    const offered = session([assigned(t0 + second)]);
    expect(ownerOf(offered)).toMatchObject({ kind: 'agent', fact: 'assigned/7', isFirst: true });
    expect(ownerOf(offered, appended)).toBeNull();
    expect(ownerOf(session([connected(t0 + second)]), appended)).toMatchObject({ fact: 'assigned/7' });
  });

  test('UPD-2 after the first connect only a finished transfer changes it', () => {
    const base = [connected(t0 + second), assigned(t0 + 2 * second, agentB), connected(t0 + 3 * second, agentB)];
    expect(ownerOf(session(base))).toMatchObject({ agent: { id: '7' } });
    const failed = makeEvent(t0 + 4 * second, 'transfer.failed', transferred(t0).item);
    expect(ownerOf(session([...base, failed]))).toMatchObject({ agent: { id: '7' } });
    expect(ownerOf(session([...base, transferred(t0 + 5 * second)]))).toMatchObject({ agent: { id: '8' } });
  });

  test('UPD-2 TKT-15 a transfer to a bot leaves the ticket where it is', () => {
    const bot = { ...agentB, kind: 'virtual' } as const;
    expect(ownerOf(session([connected(t0 + second), transferred(t0 + 2 * second, bot)]))).toMatchObject({
      agent: { id: '7' },
    });
  });

  test('UPD-2 after a transfer to a queue the next agent who answers gets the ticket', () => {
    const toQueue = transferred(t0 + 2 * second, null);
    const base = [connected(t0 + second), toQueue];
    expect(ownerOf(session(base))).toMatchObject({ agent: { id: '7' } });
    expect(ownerOf(session([...base, connected(t0 + 3 * second)]))).toMatchObject({ agent: { id: '7' } });
    expect(ownerOf(session([...base, connected(t0 + 3 * second, agentB)]))).toMatchObject({ agent: { id: '8' } });
  });

  test('UPD-2 back to the first: a new fact each time, the same one while it stays', () => {
    const back = [connected(t0 + second), transferred(t0 + 2 * second), transferred(t0 + 3 * second, agentA, agentB)];
    const given = [toA, toB];
    expect(ownerOf(session(back, given))).toMatchObject({ fact: 'assigned/7/2', isFirst: false });
    expect(ownerOf(session(back, [...given, { ...toA, ordinal: 2 }]))).toMatchObject({ fact: 'assigned/7/2' });
  });

  test('TKT-6 all declined: away from them, but an appended one only if it was given at all', () => {
    const declined = [assigned(t0 + second), canceled(t0 + 2 * second)];
    expect(ownerOf(session(declined))).toEqual({ kind: 'away', fact: 'declined', ownerChange: declinedByAll });
    expect(ownerOf(session(declined), appended)).toBeNull();
    expect(ownerOf(session(declined, [toA, declinedByAll, toB]))).toMatchObject({ fact: 'declined/2' });
  });

  test('TKT-8 TKT-9 nobody answered: to the default user, unless it was made for that', () => {
    const abandoned = session([assigned(t0 + second), ended(t0 + minute)]);
    expect(ownerOf(abandoned)).toEqual({
      kind: 'away',
      fact: 'abandoned',
      ownerChange: { kind: 'away', why: 'abandoned', ordinal: 1 },
    });
    expect(ownerOf(abandoned, appended)).toBeNull();
    expect(ownerOf(session([assigned(t0 + second), voicemail(t0 + minute)]))).toMatchObject({
      fact: 'voicemail-owner',
    });
  });

  test('TKT-8 TKT-9 a ticket that was made for its cause stays where it is, except where it was made bare (END-4)', () => {
    const abandoned = [assigned(t0 + second), ended(t0 + minute)];
    const spoken = [assigned(t0 + second), voicemail(t0 + minute)];
    const ownerWithDraft = (events: readonly SessionEvent[], cause: DraftCause, bare = false) => {
      const s = session(events);
      const why = { cause, followUpOf: null, reasons: [] };
      const draft = draftTicket(readSession(s, settings({ tickets: { defaultUserId: 5 } }), now), contact(1), why);
      return ownerOf({ ...s, progress: { ...s.progress, draft: bare ? bareDraft(draft) : draft } });
    };
    expect(ownerWithDraft(abandoned, 'abandoned')).toBeNull();
    expect(ownerWithDraft(abandoned, 'served')).toMatchObject({ fact: 'abandoned' });
    expect(ownerWithDraft(spoken, 'voicemail')).toBeNull();
    expect(ownerWithDraft(spoken, 'abandoned')).toBeNull();
    expect(ownerWithDraft(spoken, 'served')).toMatchObject({ fact: 'voicemail-owner' });
    expect(ownerWithDraft(abandoned, 'abandoned', true)).toBeNull();
    expect(ownerWithDraft(spoken, 'voicemail', true)).toMatchObject({ fact: 'voicemail-owner' });
  });

  test('LATE-1 a late run hands nothing to anybody', () => {
    expect(ownerOf(session([connected(t0 + second)]), { ...made, origin: 'found' })).toBeNull();
  });
});

test('TKT-6 TKT-8 the last assignee of the session is the agent of the last owner change, or the assignee of the new ticket', () => {
  const s = session([connected(t0 + second), transferred(t0 + 2 * second)], [toB, declinedByAll]);
  expect(lastAssigneeBefore(s, made, 'declined')).toBe(800);
  expect(lastAssigneeBefore(session([]), made, 'abandoned')).toBe(700);
});
