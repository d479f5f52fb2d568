import { describe, expect, test } from 'vitest';
import { parsePost } from './parse-events.ts';

const hidden = { label: 'Score', value: 'not for eyes', type: 'string', invisible_to_agent: true };
const shown = { label: 'Membership number', value: 62303, type: 'number', invisible_to_agent: false };

const started = { id: 'chat-5', kind: 'chat', session_type: 'Messaging (Web)', direction: 'inbound' };

function customDataOf(type: string, item: object) {
  const event = { event_id: 'e', timestamp: 1_732_000_000_000, session_id: 'chat-5', type, item };
  const { accepted, refused } = parsePost({ events: [event] });
  expect(refused).toEqual([]);
  expect(JSON.stringify(accepted)).not.toContain('not for eyes');
  const [only] = accepted;
  if (only === undefined || !('custom_data' in only.item)) throw new Error('no custom data');
  return only.item.custom_data;
}

describe('custom data', () => {
  test.each([
    ['session.started', started],
    ['custom_data.received', {}],
    ['session.metadata', { id: 5 }],
  ])('UPD-5 %s: values that agents must not see are dropped on arrival', (type, rest) => {
    const custom_data = { signed: { a: hidden, b: shown }, unsigned: { c: shown, d: hidden } };
    expect(customDataOf(type, { ...rest, custom_data })).toEqual({
      signed: [{ key: 'b', label: 'Membership number', value: 62303, type: 'number' }],
      unsigned: [{ key: 'c', label: 'Membership number', value: 62303, type: 'number' }],
    });
  });

  test.each([true, 'true', 1, 'yes', {}])('UPD-5 a mark of %j hides', (mark) => {
    const unsigned = { a: { ...hidden, invisible_to_agent: mark } };
    expect(customDataOf('custom_data.received', { custom_data: { unsigned } }).unsigned).toEqual([]);
  });

  test.each([false, null, undefined, 'false', 0])('UPD-5 a mark of %j shows', (mark) => {
    const unsigned = { a: { ...shown, invisible_to_agent: mark } };
    expect(customDataOf('custom_data.received', { custom_data: { unsigned } }).unsigned).toHaveLength(1);
  });

  test.each(['reserved_verified_customer', 'reserved_bad_actor', 'reserved_repeat_customer'])(
    'UPD-5 %s is never hidden',
    (key) => {
      const signed = { [key]: { label: 'L', value: true, type: 'boolean', invisible_to_agent: true } };
      const given = customDataOf('custom_data.received', { custom_data: { signed } });
      expect(given.signed).toEqual([{ key, label: 'L', value: true, type: 'boolean' }]);
    },
  );

  test('UPD-5 the order is kept, and an entry from a web page may have only label and value', () => {
    const unsigned = { zebra: { label: 'Z', value: 'z' }, ant: { label: ' ', value: null, type: 'colour' } };
    expect(customDataOf('custom_data.received', { custom_data: { unsigned } }).unsigned).toEqual([
      { key: 'zebra', label: 'Z', value: 'z', type: null },
      { key: 'ant', label: 'ant', value: null, type: null },
    ]);
  });

  test('UPD-5 a value of an unexpected type is shown as text, and a list without a mark is left out', () => {
    const unsigned = {
      list: { label: 'List', value: [1, 2] },
      bare: 'blue',
      members: [1],
      number: { label: 5, value: 'x' },
    };
    expect(customDataOf('custom_data.received', { custom_data: { unsigned } }).unsigned).toEqual([
      { key: 'list', label: 'List', value: '[1,2]', type: null },
      { key: 'bare', label: 'bare', value: 'blue', type: null },
      { key: 'number', label: '5', value: 'x', type: null },
    ]);
  });

  test('UPD-5 entries given without signed and unsigned count as unsigned', () => {
    const given = customDataOf('custom_data.received', { custom_data: { member: shown, secret: hidden } });
    expect(given).toEqual({
      signed: [],
      unsigned: [{ key: 'member', label: 'Membership number', value: 62303, type: 'number' }],
    });
  });
});
