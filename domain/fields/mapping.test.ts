/** This file tests which custom data fills which field of the ticket and of the contact (UPD-6, UPD-7). */

import { describe, expect, test } from 'vitest';
import { customData, entry, sessionWith, settings, started, t0 } from '../events/examples.testkit.ts';
import type { SessionEvent } from '../events/parse-events.ts';
import { readSession } from '../session/read-session.ts';
import type { SessionReading } from '../session/read-session.ts';
import type { ContactField, TicketField } from '../zendesk/field.ts';
import { mapToContact, mapToTicket, mappedFieldIds, mappedFieldKeys } from './mapping.ts';

const set = settings({
  mapping: [
    { customDataKey: 'plan', target: 'ticket', fieldId: 40 },
    { customDataKey: 'age', target: 'ticket', fieldId: 41 },
    { customDataKey: 'member', target: 'contact', fieldKey: 'membership' },
    { customDataKey: 'visits', target: 'contact', fieldKey: 'visits' },
  ],
});

const text = { title: 'Membership', type: 'text', active: true, pattern: null, options: [] } as const;
const membership: ContactField = { ...text, key: 'membership' };
const visits: ContactField = { ...text, title: 'Visits', type: 'integer', key: 'visits' };

function reading(
  events: readonly SessionEvent[],
  contactFields: readonly ContactField[] | null = null,
): SessionReading {
  const session = sessionWith([started(t0), ...events]);
  return readSession({ ...session, progress: { ...session.progress, contactFields } }, set, t0);
}

describe('fields of the contact', () => {
  test('UPD-6 are read only if the session has a value for one of them', () => {
    expect(mappedFieldKeys(reading([customData(t0, [entry('plan', 'gold')])]))).toEqual([]);
    const known = reading([customData(t0, [entry('member', 'A12')])]);
    expect(mappedFieldKeys(known)).toEqual(['membership', 'visits']);
    expect(mapToContact(known)).toEqual({ fields: [], problems: [] });
  });

  test('UPD-6 get the latest value of each key', () => {
    const events = [
      customData(t0, [entry('member', 'A12'), entry('visits', 3)]),
      customData(t0 + 1, [entry('member', 'B7')]),
    ];
    expect(mapToContact(reading(events, [membership, visits]))).toEqual({
      fields: [
        { key: 'membership', value: 'B7' },
        { key: 'visits', value: 3 },
      ],
      problems: [],
    });
  });

  test('UPD-6, UPD-7 one value that does not fit, or has no active field, hinders no other', () => {
    const events = [customData(t0, [entry('member', 'A12', 'Member number'), entry('visits', 'many', 'Visits')])];
    expect(mapToContact(reading(events, [membership, visits]))).toEqual({
      fields: [{ key: 'membership', value: 'A12' }],
      problems: [{ label: 'Visits', problem: 'it is no whole number, as field "Visits" needs it (UPD-6)' }],
    });
    const missing = {
      label: 'Member number',
      problem: 'there is no active contact field "membership" in Zendesk (UPD-7)',
    };
    expect(mapToContact(reading(events, [{ ...membership, active: false }])).problems).toContainEqual(missing);
    expect(mapToContact(reading(events, [])).problems).toContainEqual(missing);
  });
});

test('UPD-6 a session that began with an earlier version changes its contact as that version did', () => {
  const born: ContactField = { ...text, title: 'Born', type: 'date', key: 'membership' };
  const events = [customData(t0, [entry('member', 479_088_000_000)])];
  expect(mapToContact(reading(events, [born])).fields).toEqual([{ key: 'membership', value: '1985-03-08' }]);
  expect(mapToContact(reading(events, [{ ...born, checkedAsBefore: true }])).fields).toEqual([]);
});

describe('fields of the ticket', () => {
  const plan: TicketField = { ...text, id: 40, title: 'Plan' };
  const age: TicketField = { ...text, id: 41, title: 'Age', type: 'integer' };

  test('UPD-6 are read only if the session has a value for one of them', () => {
    expect(mappedFieldIds(reading([customData(t0, [entry('member', 'A12')])]))).toEqual([]);
    expect(mappedFieldIds(reading([customData(t0, [entry('plan', 'gold')])]))).toEqual([40, 41]);
  });

  test('UPD-6, UPD-7 get each value that fits, and a note for each other one', () => {
    expect(mapToTicket([entry('plan', 'gold'), entry('age', 40)], set, [plan, age]).fields).toEqual([
      { id: 40, value: 'gold' },
      { id: 41, value: 40 },
    ]);
    expect(mapToTicket([entry('plan', 'gold'), entry('age', 'old')], set, [plan, age])).toEqual({
      fields: [{ id: 40, value: 'gold' }],
      problems: [{ label: 'age', problem: 'it is no whole number, as field "Age" needs it (UPD-6)' }],
    });
    expect(mapToTicket([entry('plan', 'gold')], set, [{ ...plan, active: false }, age])).toEqual({
      fields: [],
      problems: [{ label: 'plan', problem: 'there is no active ticket field 40 in Zendesk (UPD-7)' }],
    });
    expect(mapToTicket([entry('other', 1)], set, [plan, age])).toEqual({ fields: [], problems: [] });
  });
});
