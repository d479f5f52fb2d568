import { assert, property, shuffledSubarray, tuple } from 'fast-check';
import { describe, expect, test } from 'vitest';
import { emptyChange } from '../zendesk/change.ts';
import type { Change } from '../zendesk/change.ts';
import { changesOfOneMember, someChange } from '../zendesk/change.testkit.ts';
import type { TicketUpdate } from '../zendesk/ticket-write.ts';
import { coalesce, isBatched } from './due-tasks.ts';
import type { Waiting } from './queue.ts';

function waiting(change: Change): Waiting {
  const write = { id: 'call-1/fact', sessionId: 'call-1', ticketId: 1, dueAt: 0, check: false, change };
  return { write, readyAt: 0, check: false, afterBulk: false, alone: false, attempts: 0 };
}

function coalesced(...changes: readonly Change[]): Omit<TicketUpdate, 'writeIds'> {
  const { writeIds: _writeIds, ...update } = coalesce({ ticketId: 1, members: changes.map(waiting) });
  return update;
}

/** The members of a change that an update has too. A file is left out, because an update has only its token. */
const members = changesOfOneMember.filter(([member]) => member !== 'file');

describe('BAT-4 changes that are coalesced lose nothing', () => {
  test.each(members)('of %s, whichever change has it', (_member, changes) => {
    assert(
      property(changes, (change) => {
        expect(coalesced(change)).not.toEqual(coalesced(emptyChange));
        expect(coalesced(change, emptyChange)).toEqual(coalesced(change));
        expect(coalesced(emptyChange, change)).toEqual(coalesced(change));
      }),
    );
  });

  test('of any two parts of one change', () => {
    const names = Object.keys(emptyChange);
    assert(
      property(tuple(someChange, shuffledSubarray(names)), ([change, first]) => {
        const part = (isIn: (name: string) => boolean): Change => ({
          ...emptyChange,
          ...Object.fromEntries(Object.entries(change).filter(([name]) => isIn(name))),
        });
        const parts = [part((name) => first.includes(name)), part((name) => !first.includes(name))];
        expect(coalesced(...parts)).toEqual(coalesced(change));
      }),
    );
  });
});

test.each(changesOfOneMember)('BAT-1 a change of %s does not wait where nothing is batched', (_member, changes) => {
  const off = { windowSeconds: 10, adaptive: false, shards: 1, updatesPerMinute: 1 };
  const batching = { ...off, addComment: false, updateTicket: false };
  assert(property(changes, (change) => !isBatched(waiting(change).write, batching)));
});
