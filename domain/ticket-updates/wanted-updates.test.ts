import { expect, test } from 'vitest';
import {
  recordingKey,
  assigned,
  canceled,
  chat,
  connected,
  contact,
  ended,
  sessionWith,
  agentA,
  agentB,
  minute,
  recorded,
  second,
  settings,
  started,
  t0,
  ticket,
} from '../events/examples.testkit.ts';
import type { SessionEvent } from '../events/parse-events.ts';
import { recordStarted } from '../next-steps/record-step.ts';
import { recordWriteResults } from '../next-steps/record-write-results.ts';
import { readSession } from '../session/read-session.ts';
import type { Session, SessionTicket } from '../session/state.ts';
import { draftTicket } from '../ticket/draft.ts';
import type { WriteOutcome } from '../zendesk/ticket-write.ts';
import { ownerChangeFact } from '../session/owner-change.ts';
import type { OwnerChange } from '../session/owner-change.ts';
import { emptyChange } from '../zendesk/change.ts';
import { requiredCheck } from './ticket-checks.ts';
import { writeId } from './wanted-update.ts';
import { wantedUpdates } from './wanted-updates.ts';

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
const appended: SessionTicket = { ...made, origin: 'appended', assigneeId: null };
const set = settings({ tickets: { defaultUserId: 500 } });

/** A session that knows Agent A and Agent B in Zendesk. */
function session(events: readonly SessionEvent[], known: Session['progress']['agents'] = []): Session {
  const s = sessionWith([started(t0), ...events]);
  const agents = [
    { email: agentA.email ?? '', zendeskId: 700 },
    { email: agentB.email ?? '', zendeskId: 800 },
  ];
  return { ...s, progress: { ...s.progress, agents: [...known, ...agents] } };
}

function wanted(s: Session, on: SessionTicket = made, now = t0 + minute, changed = set) {
  return wantedUpdates(readSession(s, changed, now), on);
}

function handedOver(s: Session, of: string | OwnerChange, outcome: WriteOutcome | null = null): Session {
  const [fact, ownerChange] = typeof of === 'string' ? [of, null] : [ownerChangeFact(of), of];
  const id = writeId(s, fact);
  const input = { id, sessionId: s.id, ticketId: 9, dueAt: t0, check: false, change: emptyChange };
  const step = { kind: 'write', key: `write/${id}`, input, ...(ownerChange !== null && { ownerChange }) } as const;
  const begun = recordStarted(s, step, t0);
  return outcome === null ? begun : recordWriteResults(begun, [outcome]);
}

const facts = (writes: ReturnType<typeof wanted>): readonly string[] => writes.map(({ fact }) => fact);

test('UPD-1 a ticket that was made says everything in its first comment already', () => {
  expect(wanted(session([assigned(t0)]))).toEqual([]);
});

test('UPD-1 APP-8 TKT-13 an appended session says so, with its data and its tag', () => {
  const [write, ...others] = wanted(session([]), appended);
  expect(others).toEqual([]);
  expect(write).toMatchObject({
    fact: 'appended',
    change: { tags: ['session_call-1'], comment: { title: 'Call appended to this ticket' } },
  });
});

test('APP-8 an appended ticket is assigned when the agent answers, not when it is offered', () => {
  expect(facts(wanted(session([assigned(t0)]), appended))).toEqual(['appended']);
  const answered = wanted(session([connected(t0 + second)]), appended);
  expect(answered.at(-1)).toMatchObject({ fact: 'assigned/7', change: { assigneeId: 700 } });
});

test('ADP-2 a made ticket goes to whoever answers', () => {
  expect(wanted(session([assigned(t0), connected(t0 + second, agentB)]))).toMatchObject([
    { fact: 'assigned/8', change: { assigneeId: 800 } },
  ]);
});

test('ADP-2 an agent who comes back after another gets the ticket again', () => {
  const events = [
    assigned(t0),
    canceled(t0 + 1),
    assigned(t0 + 2, agentB),
    canceled(t0 + 3, agentB),
    connected(t0 + 4),
  ];
  expect(wanted(handedOver(session(events), { kind: 'agent', agentId: '8', ordinal: 1 }))).toMatchObject([
    { fact: 'assigned/7', change: { assigneeId: 700 } },
  ]);
});

test('ADP-5 an agent whom nobody knows is named in a note', () => {
  const stranger = { ...agentB, id: '10', email: 'stranger@example.com' };
  const s = session([connected(t0, stranger)], [{ email: 'stranger@example.com', zendeskId: null }]);
  expect(wanted(s)).toMatchObject([
    { fact: 'assigned/10', change: { assigneeId: 'keep', comment: { title: 'Agent not found in Zendesk' } } },
  ]);
});

test('UPD-11 the end is written, for a call and for a chat', () => {
  const end = ended(t0 + minute, { disconnected_by: 'agent' });
  expect(wanted(session([connected(t0), end]))).toMatchObject([
    { fact: 'finished', change: { comment: { title: 'Call finished' } } },
  ]);
  const chatted = { ...session([end]), received: sessionWith([started(t0, chat()), connected(t0), end]).received };
  expect(wanted(chatted)).toMatchObject([{ change: { comment: { title: 'Chat finished' } } }]);
});

test('TKT-8 a ticket made for an agent who never answered goes to the default user', () => {
  const s = session([assigned(t0), ended(t0)]);
  expect(requiredCheck(readSession(s, set, t0 + minute), made)).toEqual({ before: ['abandoned'], fieldIds: [] });
  const seen = { ...made, checks: [{ before: ['abandoned'], ticket: ticket(9, { assigneeId: 700 }) }] };
  expect(wanted(s, seen).at(-1)).toMatchObject({ fact: 'abandoned', change: { assigneeId: 500, tags: ['abandoned'] } });
});

test('TKT-10 without a default user it is left to nobody', () => {
  const seen = { ...made, checks: [{ before: ['abandoned'], ticket: ticket(9, { assigneeId: 700 }) }] };
  const writes = wanted(session([assigned(t0), ended(t0)]), seen, t0 + minute, settings());
  expect(writes.at(-1)?.change.assigneeId).toBeNull();
});

test('TKT-8 unless a person changed the assignee', () => {
  const seen = { ...made, checks: [{ before: ['abandoned'], ticket: ticket(9, { assigneeId: 900 }) }] };
  expect(wanted(session([assigned(t0), ended(t0)]), seen).at(-1)?.change.assigneeId).toBe('keep');
});

test('TKT-8 an appended ticket is kept as it is', () => {
  expect(facts(wanted(session([assigned(t0), ended(t0)]), appended))).toEqual(['appended', 'finished']);
});

const key = recordingKey();
const files = session([connected(t0), recorded(t0 + minute)]);

test('UPD-12 first the file as a comment, then a voice comment that links it', () => {
  expect(wanted(files)).toMatchObject([
    {
      fact: `recording/${key}`,
      change: { file: { name: `call-1-${key}.wav` }, comment: { title: 'Call recording' }, voice: null },
    },
  ]);
  const id = writeId(files, `recording/${key}`);
  const written = handedOver(files, `recording/${key}`, {
    id,
    ticketId: 9,
    kind: 'written',
    contentUrl: 'https://z.example.com/f',
    droppedFields: [],
  });
  expect(wanted(written).at(-1)).toMatchObject({
    fact: `voice/${key}`,
    change: { comment: null, file: null, voice: { recordingUrl: 'https://z.example.com/f', answeredById: 700 } },
  });
});

test('UPD-12 SEC-5 a file that can not be had becomes a note and a voice comment with its address', () => {
  const id = writeId(files, `recording/${key}`);
  const refused = handedOver(files, `recording/${key}`, {
    id,
    ticketId: 9,
    kind: 'file_refused',
    message: 'not allowed',
  });
  expect(facts(wanted(refused))).toEqual([`recording/${key}`, `recording-note/${key}`, `voice/${key}`]);
});

test('UPD-12 with store link, or over 50 MB, only the voice comment with the address', () => {
  const link = { ...set, recordings: { store: 'link' } } as const;
  expect(facts(wanted(files, made, t0 + minute, link))).toEqual([`voice/${key}`]);
  const large = session([connected(t0), recorded(t0 + minute, 'a', { size: 50 * 1024 * 1024 + 1 })]);
  expect(facts(wanted(large))).toEqual([`voice/${key}`]);
});

test('UPD-12 one of each segment, whoever tells it again', () => {
  const again = session([connected(t0), recorded(t0, 'a'), recorded(t0 + 1, 'a'), recorded(t0 + 2, 'b')]);
  expect(facts(wanted(again))).toEqual([`recording/${key}`, `recording/${recordingKey('b')}`]);
});

test('TKT-12 the draft of a ticket is the same from its first attempt on', () => {
  const draft = draftTicket(readSession(session([assigned(t0)]), set, t0), contact(1), {
    cause: 'served',
    followUpOf: null,
    reasons: [],
  });
  const step = { kind: 'openTicket', key: 'openTicket', show: false, reasons: [] } as const;
  const once = recordStarted(session([]), { ...step, input: draft }, t0);
  expect(recordStarted(once, { ...step, input: { ...draft, tags: ['other'] } }, t0 + minute)).toBe(once);
});
