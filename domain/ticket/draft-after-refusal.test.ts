import { array, assert, boolean, integer, property, uniqueArray } from 'fast-check';
import { describe, expect, test } from 'vitest';
import { fieldName } from '../zendesk/refusal.ts';
import type { TicketDraft } from '../zendesk/ticket.ts';
import { draftAfterRefusal } from './draft-after-refusal.ts';

const session = { type: 'IVR', channel: 'voice', id: 's-1', queue: 'Sales', menu_path: '' };

function draft(ids: readonly number[], assignee: TicketDraft['assignee'] = { kind: 'user', id: 7 }): TicketDraft {
  return {
    key: 's-1/ticket',
    dueAt: 0,
    externalId: 's-1',
    requesterId: 1,
    subject: { template: 'Call', context: { session, contact: { name: 'Ada', phone: '' } } },
    description: '<p>Call</p>',
    assignee,
    tags: [],
    viaId: 45,
    fields: ids.map((id) => ({ id, value: 'x' })),
    facts: [],
    followUpOf: null,
    noteIfAgentUnknown: '',
    bare: false,
    cause: 'served',
  };
}

const invalid = (...names: readonly string[]) => ({
  code: 'Invalid' as const,
  message: 'refused',
  refused: names.map((name) => ({ name, words: `${name} is wrong` })),
});

describe('the draft after a refusal', () => {
  test('END-4 is without the values that the refusal names, and with all others', () => {
    const next = draftAfterRefusal(draft([1, 2, 3]), invalid('field 2', 'base'));
    expect(next.draft.fields.map(({ id }) => id)).toEqual([1, 3]);
    expect(next.draft.assignee).toEqual({ kind: 'user', id: 7 });
    expect(next.leftOut).toEqual([{ name: 'field 2', words: 'field 2 is wrong' }]);
    expect(draftAfterRefusal(draft([1]), invalid('assignee_id'))).toMatchObject({
      draft: { assignee: { kind: 'nobody' }, fields: [{ id: 1 }], viaId: 45, bare: false },
      leftOut: [{ name: 'assignee' }],
    });
  });

  test('UPD-6 is without all fields if the refusal names none, and the fields follow later; END-4 the bare draft comes last', () => {
    const first = draftAfterRefusal(draft([1, 2]), invalid('base'));
    expect(first).toMatchObject({ draft: { fields: [], bare: false }, leftOut: [], later: [{ id: 1 }, { id: 2 }] });
    expect(draftAfterRefusal(first.draft, invalid('base'))).toMatchObject({ draft: { bare: true }, later: [] });
    expect(draftAfterRefusal(draft([1]), { ...invalid(), code: 'Forbidden' })).toMatchObject({
      draft: { bare: true, fields: [] },
      later: [{ id: 1 }],
    });
  });

  test('END-4 is the bare draft if a worker of an earlier version was refused', () => {
    const next = draftAfterRefusal(draft([1, 2]), { code: 'Invalid', message: 'refused' });
    expect(next).toMatchObject({ draft: { bare: true, key: 's-1/ticket/bare' }, leftOut: [], later: [] });
  });

  test('TKT-12, UPD-6 any refusals end with the bare draft, each draft has a key of its own, and no value is lost', () => {
    const ids = uniqueArray(integer({ min: 1, max: 30 }), { maxLength: 8 });
    const refusals = array(uniqueArray(integer({ min: 1, max: 30 }), { maxLength: 3 }));
    assert(
      property(ids, refusals, boolean(), (all, named, isAssigneeBad) => {
        let current = draft(all);
        const keys = [current.key];
        const out: string[] = [];
        const later: number[] = [];
        for (let turn = 0; !current.bare; turn++) {
          const names = (named[turn] ?? []).map(fieldName);
          const next = draftAfterRefusal(current, invalid(...names, ...(isAssigneeBad ? ['assignee'] : [])));
          out.push(...next.leftOut.map(({ name }) => name));
          later.push(...next.later.map(({ id }) => id));
          current = next.draft;
          keys.push(current.key);
        }
        expect(new Set(keys).size).toBe(keys.length);
        expect(keys.every((key) => key.length < 255)).toBe(true);
        const found = [...later.map(fieldName), ...out.filter((name) => name !== 'assignee')];
        expect(found.sort()).toEqual(all.map(fieldName).sort());
      }),
    );
  });
});
