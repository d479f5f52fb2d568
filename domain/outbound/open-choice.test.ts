import { describe, expect, test } from 'vitest';
import type { ChoiceClaim } from '../session/outbound-choice.ts';
import { cancel, findChoice, choose, expireChoices, nextExpiryAt, noChoices, claim } from './open-choice.ts';
import type { AgentChoices, KeptChoice } from './open-choice.ts';

const second = 1_000;
const minute = 60 * second;
const t0 = Date.parse('2026-03-02T09:00:00Z');
const number = '+14155551212';

function kept(key: string, dialNumber = number): KeptChoice {
  const outbound = {
    source: 'contact',
    contact_id: 21,
    ticket_id: null,
    ticket_choice: 'auto',
    entered_number: false,
    follows_session_id: null,
  } as const;
  const choice = {
    agentId: '7',
    outbound,
    newContact: false,
    previousCallSeconds: null,
    dialNumber,
    outboundNumber: null,
    lang: null,
  };
  return { key, choice, at: t0 };
}

const one = kept('7.one');
const open = choose(noChoices, one, t0);

/** A call without a key, reported at once. */
function call(at: number, some: Partial<ChoiceClaim> = {}): ChoiceClaim {
  return { choiceId: null, number, sessionId: 'call-1', at, ...some };
}

function takenBy(choices: AgentChoices, asked: ChoiceClaim, now = asked.at): boolean {
  return claim(choices, asked, now).choice !== null;
}

describe('by its key', () => {
  test.each([
    ['at once', 0, true],
    ['within the hour', 60 * minute, true],
    ['after it', 60 * minute + 1, false],
  ])('OUT-14 a call that carries the key takes the choice: %s', (_title, after, isTaken) => {
    expect(takenBy(open, call(t0 + after, { choiceId: one.key, number: '+442079460958' }))).toBe(isTaken);
  });

  test('OUT-14 a call that carries another key takes nothing, also if it goes to the same number', () => {
    expect(takenBy(open, call(t0, { choiceId: '7.other' }))).toBe(false);
    expect(claim(open, call(t0, { choiceId: '7.other' }), t0).choices).toEqual(open);
  });
});

describe('by the number', () => {
  test.each([
    ['at once', 0, number, true],
    ['within 120 seconds', 120 * second, number, true],
    ['after them', 120 * second + 1, number, false],
    ['to another number', second, '+442079460958', false],
    ['to what is no number', second, null, false],
  ])('OUT-14 a call without a key: %s', (_title, after, dialled, isTaken) => {
    expect(takenBy(open, call(t0 + after, { number: dialled }))).toBe(isTaken);
  });

  test('OUT-14 if the call is reported late, the time of its start counts', () => {
    expect(takenBy(open, call(t0 + 10 * second), t0 + 20 * minute)).toBe(true);
    expect(takenBy(open, call(t0 + 121 * second), t0 + 20 * minute)).toBe(false);
  });

  test('OUT-14 a clock of the platform that is behind or ahead is ignored', () => {
    expect(takenBy(open, call(t0 - minute), t0 + second)).toBe(true);
    expect(takenBy(open, call(t0 - minute), t0 + 121 * second)).toBe(false);
    expect(takenBy(open, call(t0 + 5 * minute), t0 + second)).toBe(true);
  });
});

describe('once', () => {
  const taken = claim(open, call(t0), t0).choices;

  test('OUT-14 another session takes nothing, neither by number nor by key', () => {
    expect(takenBy(taken, call(t0, { sessionId: 'call-2' }))).toBe(false);
    expect(takenBy(taken, call(t0, { sessionId: 'call-2', choiceId: one.key }))).toBe(false);
  });

  test('OUT-14 the session that asks again gets the same choice, also after the next choice', () => {
    const next = choose(taken, kept('7.two'), t0 + minute);
    expect(claim(next, call(t0 + minute), t0 + minute).choice).toEqual(one.choice);
    expect(next.open?.key).toBe('7.two');
  });

  test('OUT-14 a new choice replaces the open one, which no call can take any more', () => {
    const replaced = choose(open, kept('7.two', '+442079460958'), t0 + second);
    expect(replaced.past).toMatchObject([{ key: one.key, closed: { why: 'replaced' } }]);
    expect(takenBy(replaced, call(t0 + second))).toBe(false);
    expect(takenBy(replaced, call(t0 + second, { choiceId: one.key }))).toBe(false);
  });

  test('OUT-14 a cancelled choice is no longer open, and to cancel it again changes nothing', () => {
    const cancelled = cancel(open, one.key, t0);
    expect(takenBy(cancelled, call(t0, { choiceId: one.key }))).toBe(false);
    expect(cancel(cancelled, one.key, t0 + second)).toBe(cancelled);
    expect(cancel(open, '7.two', t0)).toBe(open);
  });

  test.each([
    ['open', open],
    ['taken', taken],
    ['cancelled', cancel(open, one.key, t0)],
  ])('OUT-14 the same key again changes nothing once it is %s', (_title, choices) => {
    expect(choose(choices, { ...kept(one.key, '+442079460958'), at: t0 + second }, t0 + second)).toBe(choices);
    expect(findChoice(choices, one.key)?.choice).toEqual(one.choice);
  });
});

describe('time', () => {
  test('OUT-14 a choice expires after an hour, and is removed after one more hour', () => {
    const end = nextExpiryAt(open) ?? 0;
    expect(end).toBe(t0 + 60 * minute + 1);
    expect(expireChoices(open, end - 1)).toBe(open);
    const expired = expireChoices(open, end);
    expect(expired).toMatchObject({ open: null, past: [{ closed: { why: 'expired' } }] });
    const forgotten = nextExpiryAt(expired) ?? 0;
    expect(expireChoices(expired, forgotten)).toEqual(noChoices);
    expect(nextExpiryAt(noChoices)).toBeNull();
  });

  test('OUT-14 only a limited number of past choices is stored', () => {
    const many = Array.from({ length: 500 }, (_, i) => kept(`7.${i}`));
    const choices = many.reduce((known, next) => choose(known, next, t0), noChoices);
    expect(choices.past.length).toBe(100);
    expect(choices.open?.key).toBe('7.499');
  });
});
