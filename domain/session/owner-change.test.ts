import { assert, constantFrom, integer, oneof, property, record, stringMatching } from 'fast-check';
import { expect, test } from 'vitest';
import { ownerChangeFact, ownerChangeOfFact } from './owner-change.ts';
import type { OwnerChange } from './owner-change.ts';

const ordinal = integer({ min: 1, max: 12 });
const toAgent = record({ agentId: stringMatching(/^[a-z0-9_-]{1,8}$/), ordinal }).map((of): OwnerChange => ({
  kind: 'agent',
  ...of,
}));
const away = record({ why: constantFrom('declined', 'abandoned', 'voicemail'), ordinal }).map((of): OwnerChange => ({
  kind: 'away',
  ...of,
}));

test('TKT-12 the fact of an owner change is its marker in Zendesk, and its form never changes', () => {
  expect(ownerChangeFact({ kind: 'agent', agentId: '7', ordinal: 1 })).toBe('assigned/7');
  expect(ownerChangeFact({ kind: 'agent', agentId: '7', ordinal: 2 })).toBe('assigned/7/2');
  expect(ownerChangeFact({ kind: 'away', why: 'declined', ordinal: 1 })).toBe('declined');
  expect(ownerChangeFact({ kind: 'away', why: 'declined', ordinal: 3 })).toBe('declined/3');
  expect(ownerChangeFact({ kind: 'away', why: 'abandoned', ordinal: 1 })).toBe('abandoned');
  expect(ownerChangeFact({ kind: 'away', why: 'voicemail', ordinal: 1 })).toBe('voicemail-owner');
});

test('OPS-6 an owner change can be read from its fact, and no other fact is read as one', () => {
  assert(
    property(oneof(toAgent, away), (ownerChange) => {
      expect(ownerChangeOfFact(ownerChangeFact(ownerChange))).toEqual(ownerChange);
    }),
  );
  for (const fact of ['finished', 'appended/1', 'transfer/7-8', 'transfer/7-8/2', 'voicemail/abc', 'fields/start', ''])
    expect(ownerChangeOfFact(fact)).toBeNull();
});
