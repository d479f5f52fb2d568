import { readSession } from '../session/read-session.ts';
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

/** `given`: how the ticket changed hands so far, oldest first. */
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

function holder(s: Session, ticket = made) {
  return ticketOwner(readSession(s, settings(), now), ticket);
}

describe('who is to have the ticket', () => {
  test('ADP-2 whoever was offered it, of a ticket that was made; of an appended one who answered (APP-8)', () => {
    const offered = session([assigned(t0 + second)]);
    expect(holder(offered)).toMatchObject({ kind: 'agent', fact: 'assigned/7', isFirst: true });
    expect(holder(offered, appended)).toBeNull();
    expect(holder(session([connected(t0 + second)]), appended)).toMatchObject({ fact: 'assigned/7' });
  });

  test('UPD-2 after the first connect only a finished transfer changes it', () => {
    const base = [connected(t0 + second), assigned(t0 + 2 * second, agentB), connected(t0 + 3 * second, agentB)];
    expect(holder(session(base))).toMatchObject({ agent: { id: '7' } });
    const failed = makeEvent(t0 + 4 * second, 'transfer.failed', transferred(t0).item);
    expect(holder(session([...base, failed]))).toMatchObject({ agent: { id: '7' } });
    expect(holder(session([...base, transferred(t0 + 5 * second)]))).toMatchObject({ agent: { id: '8' } });
  });

  test('UPD-2 TKT-15 a transfer to a bot leaves the ticket where it is', () => {
    const bot = { ...agentB, kind: 'virtual' } as const;
    expect(holder(session([connected(t0 + second), transferred(t0 + 2 * second, bot)]))).toMatchObject({
      agent: { id: '7' },
    });
  });

  test('UPD-2 to a queue: whoever answers next, not who gave it away', () => {
    const toQueue = transferred(t0 + 2 * second, null);
    const base = [connected(t0 + second), toQueue];
    expect(holder(session(base))).toMatchObject({ agent: { id: '7' } });
    expect(holder(session([...base, connected(t0 + 3 * second)]))).toMatchObject({ agent: { id: '7' } });
    expect(holder(session([...base, connected(t0 + 3 * second, agentB)]))).toMatchObject({ agent: { id: '8' } });
  });

  test('UPD-2 back to the first: a new fact each time, the same one while it stays', () => {
    const back = [connected(t0 + second), transferred(t0 + 2 * second), transferred(t0 + 3 * second, agentA, agentB)];
    const given = [toA, toB];
    expect(holder(session(back, given))).toMatchObject({ fact: 'assigned/7/2', isFirst: false });
    expect(holder(session(back, [...given, { ...toA, ordinal: 2 }]))).toMatchObject({ fact: 'assigned/7/2' });
  });

  test('TKT-6 all declined: away from them, but an appended one only if it was given at all', () => {
    const declined = [assigned(t0 + second), canceled(t0 + 2 * second)];
    expect(holder(session(declined))).toEqual({ kind: 'away', fact: 'declined', ownerChange: declinedByAll });
    expect(holder(session(declined), appended)).toBeNull();
    expect(holder(session(declined, [toA, declinedByAll, toB]))).toMatchObject({ fact: 'declined/2' });
  });

  test('TKT-8 TKT-9 nobody answered: to the default user, unless it was made for that', () => {
    const abandoned = session([assigned(t0 + second), ended(t0 + minute)]);
    expect(holder(abandoned)).toEqual({
      kind: 'away',
      fact: 'abandoned',
      ownerChange: { kind: 'away', why: 'abandoned', ordinal: 1 },
    });
    expect(holder(abandoned, appended)).toBeNull();
    expect(holder(session([assigned(t0 + second), voicemail(t0 + minute)]))).toMatchObject({ fact: 'voicemail-owner' });
  });

  test('TKT-8 TKT-9 a ticket that was made for its cause stays where it is, except where it was made bare (END-4)', () => {
    const abandoned = [assigned(t0 + second), ended(t0 + minute)];
    const spoken = [assigned(t0 + second), voicemail(t0 + minute)];
    const holderOf = (events: readonly SessionEvent[], cause: DraftCause, bare = false) => {
      const s = session(events);
      const why = { cause, followUpOf: null, reasons: [] };
      const draft = draftTicket(readSession(s, settings({ tickets: { defaultUserId: 5 } }), now), contact(1), why);
      return holder({ ...s, progress: { ...s.progress, draft: bare ? bareDraft(draft) : draft } });
    };
    expect(holderOf(abandoned, 'abandoned')).toBeNull();
    expect(holderOf(abandoned, 'served')).toMatchObject({ fact: 'abandoned' });
    expect(holderOf(spoken, 'voicemail')).toBeNull();
    expect(holderOf(spoken, 'abandoned')).toBeNull();
    expect(holderOf(spoken, 'served')).toMatchObject({ fact: 'voicemail-owner' });
    expect(holderOf(abandoned, 'abandoned', true)).toBeNull();
    expect(holderOf(spoken, 'voicemail', true)).toMatchObject({ fact: 'voicemail-owner' });
  });

  test('LATE-1 a late run hands nothing to anybody', () => {
    expect(holder(session([connected(t0 + second)]), { ...made, origin: 'found' })).toBeNull();
  });
});

test('TKT-6 TKT-8 whom the session gave it to last: the agent of the last hand-over, else whoever it was made for', () => {
  const s = session([connected(t0 + second), transferred(t0 + 2 * second)], [toB, declinedByAll]);
  expect(lastAssigneeBefore(s, made, 'declined')).toBe(800);
  expect(lastAssigneeBefore(session([]), made, 'abandoned')).toBe(700);
});
