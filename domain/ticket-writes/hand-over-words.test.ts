import { expect, test } from 'vitest';
import { emptyChange } from '../zendesk/change.ts';
import type { TicketWrite } from '../zendesk/ticket-write.ts';
import { handOverWords } from './hand-over-words.ts';

const write = (fact: string, ticketId = 12): TicketWrite => ({
  id: `call-1/${fact}`,
  sessionId: 'call-1',
  ticketId,
  dueAt: 0,
  check: false,
  change: emptyChange,
});

test.each([
  [['finished'], 'Hand over for ticket 12: finished'],
  [['finished', 'recording/a', 'recording/b'], 'Hand over for ticket 12: finished, 2 × recording'],
  [['a', 'b', 'c', 'd', 'e', 'f', 'g'], 'Hand over for ticket 12: a, b, c, d, e, 2 more'],
])('OPS-1 the summary of a hand-over names the ticket and the facts %j', (facts, expected) => {
  expect(handOverWords(facts.map((fact) => write(fact)))).toBe(expected);
});

test('OPS-1 the summary of a hand-over names no value of the session, and at most five tickets', () => {
  const writes = Array.from({ length: 8 }, (_, i) => write('message/+12675550107', i + 1));
  expect(handOverWords(writes)).toBe('Hand over for tickets 1, 2, 3, 4, 5, 3 more: 8 × message');
});
