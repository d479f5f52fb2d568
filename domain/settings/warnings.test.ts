import { describe, expect, test } from 'vitest';
import { parseSettings } from './schema.ts';
import type { ParsedSettings } from './schema.ts';

function pathsOf(document: object): readonly string[] {
  const parsed = parseSettings(document);
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  return parsed.warnings.filter(({ message }) => message.startsWith('has no effect')).map(({ path }) => path);
}

describe('a setting without effect', () => {
  test.each([
    ['OUT-8', { outbound: { allowEnteredNumber: true } }, ['outbound.allowEnteredNumber']],
    ['OUT-3', { outbound: { allowNone: true } }, ['outbound.allowNone']],
    [
      'OUT-1, OUT-2',
      { outbound: { promptForTicket: true, allowCreate: true } },
      ['outbound.promptForTicket', 'outbound.allowCreate'],
    ],
    ['APP-2', { append: { inbound: false, reopenSolvedWithinDays: 3 } }, ['append.reopenSolvedWithinDays']],
    ['APP-2', { append: { never: true, reopenSolvedWithinDays: 3 } }, ['append.reopenSolvedWithinDays']],
    ['TKT-14', { tickets: { createForAbandonedCalls: false, foldMissedCalls: 5 } }, ['tickets.foldMissedCalls']],
    ['UPD-10', { dap: { postToTicket: false, includeRequest: true } }, ['dap.includeRequest']],
    ['CON-5', { contacts: { create: false, anonymous: 'new' } }, ['contacts.anonymous']],
    [
      'APP-2',
      { queues: { 3: { append: { inbound: false, reopenSolvedWithinDays: 3 } } } },
      ['queues.3.append.reopenSolvedWithinDays'],
    ],
  ])('%s is warned of when it is saved: %j', (_rule, document, expected) => {
    expect(pathsOf(document)).toEqual(expected);
  });

  test.each([
    [{}],
    [
      {
        outbound: {
          flexible: true,
          promptForTicket: true,
          allowCreate: true,
          allowNone: true,
          allowEnteredNumber: true,
        },
      },
    ],
    [{ append: { reopenSolvedWithinDays: 3 } }],
    [{ tickets: { foldMissedCalls: 5 } }],
    [{ dap: { includeRequest: true, postToTicket: true } }],
    [{ append: { reopenSolvedWithinDays: 3 }, queues: { 3: { tickets: { create: false } } } }],
  ])('OUT-8 nothing is warned of where each setting has its effect: %j', (document) => {
    expect(pathsOf(document)).toEqual([]);
  });
});

describe('the problems of a document that cannot be saved', () => {
  const refusedBy = (document: unknown): Extract<ParsedSettings, { ok: false }>['problems'] => {
    const parsed = parseSettings(document);
    if (parsed.ok) throw new Error('It can be saved.');
    return parsed.problems;
  };

  test.each([
    [{ batching: { windowSeconds: 0 } }, 'batching.windowSeconds'],
    [{ batching: { windowSeconds: 'ten' } }, 'batching.windowSeconds'],
    [{ tickets: { create: 'yes' } }, 'tickets.create'],
    [{ tickets: { createWhen: 'never' } }, 'tickets.createWhen'],
    [{ tickets: { defaultUserId: -1 } }, 'tickets.defaultUserId'],
    [{ outbound: { numbers: 5 } }, 'outbound.numbers'],
    [{ mapping: [{ customDataKey: '', target: 'ticket', fieldId: 1 }] }, 'mapping.0.customDataKey'],
    [{ mapping: [{ customDataKey: 'a', target: 'elsewhere' }] }, 'mapping.0.target'],
    [{ mapping: [{ customDataKey: 'a', target: 'ticket' }] }, 'mapping.0.fieldId'],
    [{ tickts: {} }, 'tickts'],
    [{ language: null }, 'language'],
    [[], ''],
    ['text', ''],
  ])('SEC-2 %j is refused in plain words, at its place', (document, path) => {
    const problems = refusedBy(document);
    expect(problems.map((problem) => problem.path)).toEqual([path]);
    for (const { message } of problems)
      expect(message).not.toMatch(/Too (small|big)|Invalid|>=|<=|received|undefined|record|int\b/);
  });
});
