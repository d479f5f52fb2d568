import { describe, expect, test } from 'vitest';
import {
  agentA,
  connected,
  customData,
  ended,
  entry,
  makeEvent,
  minute,
  second,
  sessionId,
  sessionWith,
  settings,
  started,
  t0,
} from '../events/examples.testkit.ts';
import type { SessionEvent } from '../events/parse-events.ts';
import { nextSteps } from '../next-steps/next-steps.ts';
import { recordStarted } from '../next-steps/record-step.ts';
import { recordWriteResults } from '../next-steps/record-write-results.ts';
import { receiveEvent } from '../session/late-facts.ts';
import type { Session, SessionTicket } from '../session/state.ts';
import type { TicketWrite } from '../zendesk/ticket-write.ts';
import { markersOf } from '../zendesk/ticket-write.ts';

/** A fact has one name for each source that reports it. If these tests fail, it is on the ticket twice. */

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
const found: SessionTicket = { ...made, origin: 'found', givenBack: true };
const set = settings();
const over = t0 + 2 * minute;

function withTicket(events: readonly SessionEvent[], ticket = made): Session {
  const session = { ...sessionWith(events), earlierRun: ticket.origin === 'found' };
  const agents = [{ email: agentA.email ?? '', zendeskId: 700 }];
  return { ...session, progress: { ...session.progress, ticket, agents, screenPops: ['popScreen/700/9'] } };
}

/** Writes everything that is due, until nothing is. `there`: the markers on the ticket, which grow. */
function writeAll(session: Session, there: Set<string>): { readonly session: Session; readonly written: string[] } {
  const written: string[] = [];
  let state = session;
  for (let round = 0; round < 5; round += 1)
    for (const step of nextSteps(state, set, over + minute)) {
      if (step.kind !== 'write') continue;
      state = recordStarted(state, step, over + minute);
      const { id, ticketId } = step.input;
      if (!isThere(step.input, there)) {
        written.push(id.slice(sessionId.length + 1));
        for (const marker of markersOf(step.input)) there.add(marker);
      }
      const outcome = { id, ticketId, kind: 'written', contentUrl: 'https://z/1', droppedFields: [] } as const;
      state = recordWriteResults(state, [outcome]);
    }
  return { session: state, written };
}

function isThere({ id, check, partOf, sameAs = [] }: TicketWrite, there: ReadonlySet<string>): boolean {
  const names = [[id], ...(partOf === undefined ? [] : [[partOf]]), ...sameAs];
  return check && names.some((all) => all.every((name) => there.has(name)));
}

const call = [started(t0), connected(t0 + second)];
const url = 'https://files.example.com/voice/1.wav';

function voicemail(fileId: string | null, recordingUrl: string | null = url, at = t0 + minute): SessionEvent {
  const item = { file_id: fileId, recording_url: recordingUrl, duration_s: 20, transcription: null };
  return makeEvent(at, 'voicemail.left', item);
}

function transcript(
  fileId: string | null,
  address: string | null,
  text: string | null,
  at = t0 + minute,
): SessionEvent {
  return makeEvent(at, 'transcript.ready', { file_id: fileId, url: address, text, content_type: null });
}

const sources = [
  ['TKT-9 a voicemail', voicemail('1'), voicemail(null, `${url}?sig=2`, t0 + minute + 1)],
  ['UPD-14 a transcript by its address', transcript('1', url, null), transcript(null, url, null, t0 + minute + 1)],
  ['UPD-14 a transcript by its text', transcript('1', null, 'Hello'), transcript(null, null, 'Hello', t0 + minute + 1)],
] as const;

describe.each(sources)('%s', (_name, withId, withoutId) => {
  test.each([
    ['id first', withId, withoutId],
    ['address or text first', withoutId, withId],
  ])('PLT-3 is written once by two runs, %s', (_order, first, second_) => {
    const there = new Set<string>();
    const { written } = writeAll(withTicket([...call, first]), there);
    expect(written.length).toBeGreaterThan(0);
    expect(writeAll(withTicket([second_], found), there).written).toEqual([]);
  });
});

test('TKT-9 a voicemail that a document reported first goes on under the name that it has', () => {
  const there = new Set<string>();
  const first = writeAll(withTicket([...call, voicemail(null)]), there);
  expect(first.written).toHaveLength(2);
  // The document is left out of the timeline as soon as the event with the id of the file is there.
  const received = sessionWith([...call, voicemail('1')]).received;
  expect(writeAll({ ...first.session, received }, there).written).toEqual([]);
});

describe('UPD-5 custom data', () => {
  const [plan, cart, page] = [entry('plan', 'gold'), entry('cart', '3 items'), entry('page', 'Checkout')];
  const sum = customData(t0 + 3 * minute, [plan, cart, page]);

  test('PLT-3 that events reported one by one is not written again when a document gives all of it', () => {
    const there = new Set<string>();
    const parts = [customData(t0 + minute, [plan]), customData(t0 + minute + 1, [cart, page])];
    expect(writeAll(withTicket([...call, ...parts]), there).written).toHaveLength(2);
    expect(writeAll(withTicket([sum], found), there).written).toEqual([]);
  });

  test('PLT-3 of which a document knows more adds only what is not there', () => {
    const there = new Set<string>();
    writeAll(withTicket([...call, customData(t0 + minute, [plan, cart])]), there);
    const { written } = writeAll(withTicket([sum], found), there);
    expect(written).toHaveLength(1);
    expect(written[0]).toMatch(/^custom-value\//);
  });

  test('PLT-3 that a document gave first is not written again when events report it, in the same run and in a later one', () => {
    const there = new Set<string>();
    const first = writeAll(withTicket([...call, customData(t0 + minute, [plan, cart, page])]), there);
    expect(first.written).toHaveLength(1);
    const part = customData(t0 + second * 30, [cart]);
    expect(writeAll(receiveEvent(first.session, part, over), there).written).toEqual([]);
    expect(writeAll(withTicket([part], found), there).written).toEqual([]);
  });
});

test('UPD-5 a value that is written by itself does not let the others of its event count as written', () => {
  const late = customData(t0 + minute, [entry('plan', 'gold'), entry('cart', '3 items')]);
  const writes = nextSteps(withTicket([late], found), set, over).filter((step) => step.kind === 'write');
  const [one, other] = writes.map(({ input }) => input);
  if (one === undefined || other === undefined) throw new Error('the values are not written one by one');
  expect(isThere(other, new Set(markersOf(one)))).toBe(false);
  expect(isThere(other, new Set([other.partOf ?? '']))).toBe(true);
});

test('END-6 a value that is written by itself is waited for, and handed over again if no result comes', () => {
  const late = customData(t0 + minute, [entry('plan', 'gold')]);
  const handOver = (session: Session, now: number): { session: Session; ids: readonly string[] } => {
    const steps = nextSteps(session, set, now).filter((step) => step.kind === 'write');
    const state = steps.reduce((known, step) => recordStarted(known, step, now), session);
    return { session: state, ids: steps.map(({ input }) => input.id) };
  };
  const first = handOver(withTicket([late], found), over);
  expect(first.ids).toEqual([expect.stringMatching(/^call-1\/custom-value\//)]);
  expect(handOver(first.session, over + minute).ids).toEqual([]);
  expect(handOver(first.session, over + 15 * minute).ids).toEqual(first.ids);
});

test('UPD-11 facts with one name have no other', () => {
  const steps = nextSteps(withTicket([...call, ended(over)]), set, over);
  const writes = steps.filter((step) => step.kind === 'write');
  expect(writes.map(({ input }) => [input.sameAs, input.includes])).toEqual([[undefined, undefined]]);
});
