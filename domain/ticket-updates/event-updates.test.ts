import { describe, expect, test } from 'vitest';
import { wordingOf } from '../comment/wording.ts';
import type { TicketField } from '../zendesk/field.ts';
import { draftTicket } from '../ticket/draft.ts';
import type { WriteOutcome } from '../zendesk/ticket-write.ts';
import {
  acted,
  agentA,
  agentB,
  connected,
  contact,
  customData,
  entry,
  sessionWith,
  photo,
  second,
  settings,
  started,
  t0,
  makeEvent,
  transcribed,
  transferred,
} from '../events/examples.testkit.ts';
import type { SettingsChanges } from '../settings/defaults.ts';
import type { SessionEvent } from '../events/parse-events.ts';
import { eventUpdates, longText } from './event-updates.ts';
import { customValueFact } from '../session/custom-values.ts';
import { readSession } from '../session/read-session.ts';
import type { Session, SessionTicket } from '../session/state.ts';
import { writeId } from './wanted-update.ts';

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
const wording = wordingOf('en', 'UTC');

function session(events: readonly SessionEvent[], done: Partial<Session['progress']> = {}): Session {
  const s = sessionWith([started(t0), connected(t0 + second), ...events]);
  return { ...s, progress: { ...s.progress, ...done } };
}

function wanted(s: Session, changes: SettingsChanges = {}, ticket = made) {
  return eventUpdates(readSession(s, settings(changes), t0), ticket, wording).flatMap((each) => each.wanted);
}

function withOutcome(s: Session, fact: string, outcome: { kind: 'file_refused'; message: string }): Session {
  const id = writeId(s, fact);
  const whole: WriteOutcome = { id, ticketId: 9, ...outcome };
  return { ...s, progress: { ...s.progress, writes: [{ id, ticketId: 9, dueAt: t0, sentAt: t0, outcome: whole }] } };
}

const facts = (s: Session, changes: SettingsChanges = {}): readonly string[] =>
  wanted(s, changes).map(({ fact }) => fact);

describe('transfers', () => {
  const given = session([transferred(t0 + 2 * second)]);

  test('UPD-2 the receiver who has the session now is looked up in Zendesk before the comment is written', () => {
    expect(wanted(given)).toEqual([]);
    const known = { agents: [{ email: agentB.email ?? '', zendeskId: 800 }] };
    const [write] = wanted({ ...given, progress: { ...given.progress, ...known } });
    expect(write).toMatchObject({ fact: 'transfer/7-8', change: { comment: { title: 'Transfer finished' } } });
    expect(JSON.stringify(write)).not.toContain('Nobody in Zendesk');
  });

  test('UPD-2 a receiver whom Zendesk does not know, or who has no address, is noted', () => {
    const unknown = { agents: [{ email: agentB.email ?? '', zendeskId: null }] };
    expect(JSON.stringify(wanted({ ...given, progress: { ...given.progress, ...unknown } }))).toContain(
      'Nobody in Zendesk',
    );
    const nameless = session([transferred(t0 + 2 * second, { ...agentB, email: null })]);
    expect(JSON.stringify(wanted(nameless))).toContain('Nobody in Zendesk');
  });

  test('UPD-2 a receiver who transferred the session on is not looked up', () => {
    const on = session([transferred(t0 + 2 * second), transferred(t0 + 3 * second, agentA, agentB)], {
      agents: [{ email: agentA.email ?? '', zendeskId: 700 }],
    });
    expect(facts(on)).toEqual(['transfer/7-8', 'transfer/8-7']);
  });

  test('LATE-1 a late run asks nobody: the comment alone is written', () => {
    expect(wanted(given, {}, { ...made, origin: 'found' })).toMatchObject([{ fact: 'transfer/7-8' }]);
  });

  test('UPD-2 to and fro between the same two, twice: numbered in their order', () => {
    const twice = [2, 3, 4, 5].map((n) =>
      n % 2 === 0
        ? transferred(t0 + n * second, agentB, agentA, { transfer_id: `t${n}` })
        : transferred(t0 + n * second, agentA, agentB, { transfer_id: `t${n}` }),
    );
    const s = session(twice, { agents: [{ email: agentA.email ?? '', zendeskId: 700 }] });
    expect(facts(s)).toEqual(['transfer/7-8', 'transfer/8-7', 'transfer/7-8/2', 'transfer/8-7/2']);
  });
});

describe('smart actions', () => {
  test('UPD-3 files without a result are written one by one, with no comment about an empty result', () => {
    const s = session([acted(t0 + second, 'photo', { files: [photo('a'), photo('b')] })]);
    expect(wanted(s)).toMatchObject([
      { change: { file: { name: 'a', contentType: 'image/jpeg' } } },
      { change: { file: { name: 'b' } } },
    ]);
  });

  test('UPD-3 an action without files and without a result gets a comment', () => {
    expect(facts(session([acted(t0 + second, 'screenshot', { smart_action_id: 'a1' })]))).toEqual(['action/a1']);
  });

  test('UPD-3 a video may have 20 MB, a photo what Zendesk takes; of an unknown size it is tried', () => {
    const file = (kind: 'video' | 'photo', size: number | null): string | undefined =>
      facts(session([acted(t0 + second, kind, { files: [{ ...photo('a'), size }] })]))[0]?.split('/')[0];
    const megabyte = 1024 * 1024;
    expect([file('video', 20 * megabyte), file('video', 20 * megabyte + 1)]).toEqual(['file', 'file-note']);
    expect([file('photo', 50 * megabyte), file('photo', 50 * megabyte + 1)]).toEqual(['file', 'file-note']);
    expect(file('video', null)).toBe('file');
  });

  test('UPD-3 SEC-5 a file that can not be had is noted with the reason', () => {
    const s = session([acted(t0 + second, 'photo', { files: [photo('a')] })]);
    const [fact = ''] = facts(s);
    const [, note] = wanted(withOutcome(s, fact, { kind: 'file_refused', message: 'host not named' }));
    expect(note?.fact).toBe(fact.replace('file/', 'file-note/'));
    expect(JSON.stringify(note)).toContain('host not named');
  });

  test('UPD-3 a file without a name is called by its address', () => {
    const s = session([acted(t0 + second, 'photo', { files: [{ ...photo('a'), name: null, content_type: null }] })]);
    expect(wanted(s)).toMatchObject([{ change: { file: { name: 'a.jpg', contentType: 'application/octet-stream' } } }]);
  });
});

describe('custom data', () => {
  const plan: TicketField = {
    id: 1,
    title: 'Plan',
    type: 'text',
    active: true,
    pattern: null,
    options: [],
  };
  const mapping: SettingsChanges = { mapping: [{ customDataKey: 'plan', target: 'ticket', fieldId: 1 }] };
  const later = session([customData(t0 + second, [entry('plan', 'gold')])]);

  test('UPD-6 the comment does not wait for the fields, the value does', () => {
    expect(facts(later, mapping)).toHaveLength(1);
    const known = { ...later, progress: { ...later.progress, ticketFields: [plan] } };
    expect(wanted(known, mapping).map(({ change }) => change.fields)).toEqual([[], [{ id: 1, value: 'gold' }]]);
  });

  test('UPD-5 UPD-6 what the ticket was made with is not written again', () => {
    const [fact = ''] = facts(later, mapping);
    const why = { cause: 'served', followUpOf: null, reasons: [] } as const;
    const draft = draftTicket(readSession(later, settings(mapping), t0), contact(1), why);
    expect(draft.facts).toEqual([fact, customValueFact(entry('plan', 'gold'))].map((each) => writeId(later, each)));
    const known = { ...later, progress: { ...later.progress, ticketFields: [plan], draft } };
    expect(facts(known, mapping)).toEqual([fact]);
  });

  test('UPD-7 a field that is not there becomes a note and nothing else', () => {
    const known = { ...later, progress: { ...later.progress, ticketFields: [] } };
    const [, note] = wanted(known, mapping);
    expect(note).toMatchObject({ change: { fields: [], comment: { title: 'Custom data that did not fit a field' } } });
  });

  test('UPD-5 values of an earlier comment and empty values are left out', () => {
    const again = session([
      customData(t0 + second, [entry('plan', 'gold')]),
      customData(t0 + 2 * second, [entry('plan', 'gold')]),
      customData(t0 + 3 * second, [entry('note', '')]),
    ]);
    expect(facts(again)).toHaveLength(1);
  });
});

describe('transcripts', () => {
  test('UPD-14 20,000 characters are shown, one more is a file', () => {
    const short = session([transcribed(t0 + second, 'a'.repeat(20_000))]);
    expect(wanted(short)).toMatchObject([{ change: { file: null } }]);
    const long = session([transcribed(t0 + second, 'a'.repeat(20_001))]);
    const [write] = wanted(long);
    expect(write?.change.file).toMatchObject({ from: { kind: 'session' }, name: 'call-1-transcript.txt' });
    expect(longText(long, write?.fact ?? '')).toHaveLength(20_001);
    expect(longText(long, 'rating/1')).toBeNull();
  });

  test.each([
    ['application/json', '.json'],
    ['text/html; charset=utf-8', '.html'],
    [null, '.txt'],
  ])('UPD-14 of the type %s it is a file %s', (content_type, extension) => {
    const url = 'https://files.example.com/t?sig=1';
    const s = session([makeEvent(t0 + second, 'transcript.ready', { file_id: null, url, text: null, content_type })]);
    expect(wanted(s)).toMatchObject([
      { change: { file: { from: { kind: 'address', url }, name: `call-1-transcript${extension}` } } },
    ]);
  });
});

test('UPD-8 the same rating again adds nothing; its remark is a fact of its own', () => {
  const rating = (at: number, score: number, comment: string | null) =>
    makeEvent(at, 'rating.received', { score, comment });
  const s = session([rating(t0 + second, 4, 'fine'), rating(t0 + 2 * second, 4, 'fine')]);
  expect(facts(s)).toEqual(['rating/4', expect.stringMatching(/^rating-comment\//)]);
});

test('UPD-10 only where the settings say so', () => {
  const s = session([makeEvent(t0 + second, 'dap.responded', { request: { a: 1 }, response: { b: 2 } })]);
  expect(facts(s)).toEqual([]);
  expect(facts(s, { dap: { postToTicket: true } })).toHaveLength(1);
});
