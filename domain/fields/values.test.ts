import { assert, constantFrom, oneof, option, boolean, double, property, string } from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { TicketField } from '../zendesk/field.ts';
import { fieldValue } from './values.ts';

function field(type: TicketField['type'], more: Partial<TicketField> = {}): TicketField {
  return { id: 1, title: 'Field', type, active: true, pattern: null, options: [], ...more };
}

const choice = field('tagger', { options: ['plan_gold', 'plan_silver'] });

describe('a value against its field', () => {
  it.each([
    ['checkbox', field('checkbox'), 'Yes', true],
    ['date in milliseconds', field('date'), 1_537_399_655_992, '2018-09-19'],
    ['date as ISO 8601: the day as it is written', field('date'), '2026-03-02T23:30:00-05:00', '2026-03-02'],
    ['date and time without a zone: UTC, wherever the worker runs', field('date'), '2026-03-02T23:30', '2026-03-02'],
    ['integer', field('integer'), '42', 42],
    ['decimal', field('decimal'), '-1.5', -1.5],
    ['regexp', field('regexp', { pattern: '^A\\d+$' }), 'A12', 'A12'],
    ['an option by its tag', choice, 'plan_gold', 'plan_gold'],
    ['an option as people write it', choice, 'Plan Silver', 'plan_silver'],
    ['text', field('text'), 62303, '62303'],
    ['nothing clears it', field('integer'), '', null],
  ])('UPD-6 %s', (_what, of, given, value) => {
    expect(fieldValue(of, given)).toEqual({ ok: true, value });
  });

  it.each([
    ['checkbox', field('checkbox'), 'perhaps'],
    ['date', field('date'), 'tomorrow'],
    ['a day that does not exist', field('date'), '2026-13-45'],
    ['the 30th of February', field('date'), '2026-02-30'],
    ['a date with more behind it', field('date'), '2026-03-02 or so'],
    ['integer', field('integer'), '4.2'],
    ['decimal', field('decimal'), '1,5'],
    ['regexp', field('regexp', { pattern: '^A\\d+$' }), 'B12'],
    ['regexp on a long text', field('regexp', { pattern: '^\\d+$' }), 'a'.repeat(300)],
    ['an option that is none', choice, 'plan_platinum'],
    ['a type that can not be written', field('partialcreditcard'), '4111'],
  ])('UPD-6 refused: %s', (_what, of, given) => {
    expect(fieldValue(of, given)).toMatchObject({ ok: false });
  });

  it('UPD-6 no value of any type throws', () => {
    const types = constantFrom<TicketField['type'][]>(
      'text',
      'textarea',
      'checkbox',
      'date',
      'integer',
      'decimal',
      'regexp',
      'tagger',
      'multiselect',
      'lookup',
      'other',
    );
    const values = option(oneof(string(), boolean(), double()));
    const patterns = option(constantFrom('^\\d+$', '(', '[a-z', '(?<x>\\h)'));
    assert(
      property(types, values, patterns, (type, value, pattern) => {
        expect(typeof fieldValue(field(type, { pattern, options: ['a'] }), value).ok).toBe('boolean');
      }),
    );
  });
});
