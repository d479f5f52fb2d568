import {
  assert,
  bigInt,
  boolean,
  constantFrom,
  double,
  integer,
  oneof,
  option,
  property,
  string,
  stringMatching,
  uniqueArray,
} from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { TicketField } from '../zendesk/field.ts';
import { fieldValue } from './values.ts';

function field(type: TicketField['type'], more: Partial<TicketField> = {}): TicketField {
  return { id: 1, title: 'Field', type, active: true, pattern: null, options: [], ...more };
}

const choice = field('tagger', { options: ['plan_gold', 'plan_silver'] });

/** The options of a menu, with values that are not their names. */
const menu = {
  options: ['opt_1', 'opt_2', 'opt_3', 'opt_4'],
  optionNames: ['Premium Plan', 'Plans::Basic', 'Plans::Trial', 'Old::Trial'],
};

describe('a value against its field', () => {
  it.each([
    ['checkbox', field('checkbox'), 'Yes', true],
    ['date in milliseconds', field('date'), 1_537_399_655_992, '2018-09-19'],
    ['date as ISO 8601: the day as it is written', field('date'), '2026-03-02T23:30:00-05:00', '2026-03-02'],
    ['date of 12 digits', field('date'), 479_088_000_000, '1985-03-08'],
    ['date of 12 digits, as text', field('date'), '479088000000', '1985-03-08'],
    ['date of few digits', field('date'), 86_400_000, '1970-01-02'],
    ['date before 1970', field('date'), -479_088_000_000, '1954-10-27'],
    ['date in the basic form', field('date'), '19850308', '1985-03-08'],
    ['date with an offset: the day as it is written', field('date'), '2026-03-08T00:00:00+07:00', '2026-03-08'],
    ['date with a short offset', field('date'), '2026-03-08T23:59:59.999-1100', '2026-03-08'],
    ['an option by its name', field('tagger', menu), 'premium  plan', 'opt_1'],
    ['an option by its name in the menu', field('tagger', menu), 'plans :: basic', 'opt_2'],
    ['an option by the end of its name', field('tagger', menu), 'BASIC', 'opt_2'],
    ['an option in a list of one', field('tagger', menu), '["Premium Plan"]', 'opt_1'],
    ['a list for several options', field('multiselect', menu), '["opt_3","premium plan"]', ['opt_3', 'opt_1']],
    ['a text with commas for several options', field('multiselect', menu), 'Basic, opt_1', ['opt_2', 'opt_1']],
    ['one value for several options', field('multiselect', menu), 'Basic', ['opt_2']],
    ['no option of several', field('multiselect', menu), '[]', null],
    ['a number beyond 2^53', field('integer'), '1524831183200260097', '1524831183200260097'],
    ['a decimal beyond 2^53', field('decimal'), '12345678901234567.89', '12345678901234567.89'],
    ['a whole number with a point', field('integer'), '42.0', 42],
    ['a number with an exponent', field('integer'), '1.5e3', 1500],
    ['a number with a plus', field('decimal'), '+0.50', 0.5],
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
    ['an option whose end names two', field('tagger', menu), 'trial'],
    ['a list for one option', field('tagger', menu), '["opt_1","opt_2"]'],
    ['a list without any option', field('multiselect', menu), '["x","y"]'],
    ['a time that does not exist', field('date'), '2026-03-02T25:00:00Z'],
    ['a date of the year 12000', field('date'), 316_517_587_200_000],
    ['a number with other letters', field('integer'), '12 pieces'],
    ['a number with an enormous exponent', field('integer'), '1e999'],
    ['integer', field('integer'), '4.2'],
    ['decimal', field('decimal'), '1,5'],
    ['regexp', field('regexp', { pattern: '^A\\d+$' }), 'B12'],
    ['regexp on a long text', field('regexp', { pattern: '^\\d+$' }), 'a'.repeat(300)],
    ['an option that is none', choice, 'plan_platinum'],
    ['a type that can not be written', field('partialcreditcard'), '4111'],
  ])('UPD-6 refused: %s', (_what, of, given) => {
    expect(fieldValue(of, given)).toMatchObject({ ok: false });
  });

  it('UPD-6 the options that fit are kept, and the others are named', () => {
    expect(fieldValue(field('multiselect', menu), '["Basic","nobody"]')).toEqual({
      ok: true,
      value: ['opt_2'],
      partly: 'has 1 part(s) that are none of the options',
    });
  });

  it('UPD-6 each time in ms is its day in UTC, and each date-time with an offset its own day', () => {
    const times = integer({ min: Date.parse('0100-01-01'), max: Date.parse('2999-12-31') });
    const offsets = integer({ min: -14 * 60, max: 14 * 60 });
    assert(
      property(times, offsets, (at, offset) => {
        const iso = new Date(at).toISOString();
        expect(fieldValue(field('date'), at)).toEqual({ ok: true, value: iso.slice(0, 10) });
        const two = (n: number): string => String(Math.trunc(Math.abs(n))).padStart(2, '0');
        const zone = `${offset < 0 ? '-' : '+'}${two(offset / 60)}:${two(offset % 60)}`;
        expect(fieldValue(field('date'), iso.replace('Z', zone))).toEqual({ ok: true, value: iso.slice(0, 10) });
      }),
    );
  });

  it('UPD-6 each digit of a whole number is kept', () => {
    assert(
      property(bigInt({ min: -(10n ** 38n), max: 10n ** 38n }), (number) => {
        const checked = fieldValue(field('integer'), String(number));
        expect(checked.ok && String(checked.value)).toBe(String(number));
        expect(checked.ok && BigInt(String(checked.value))).toBe(number);
      }),
    );
  });

  it('UPD-6 each option is found by its value and by its name, in any case', () => {
    const names = uniqueArray(stringMatching(/^[A-Za-z]{1,8}( [A-Za-z]{1,8})?$/), {
      minLength: 1,
      maxLength: 8,
      selector: (name) => name.toLowerCase(),
    });
    assert(
      property(names, (optionNames) => {
        const options = optionNames.map((_, i) => `value_${i}`);
        const of = field('tagger', { options, optionNames });
        for (const [i, name] of optionNames.entries())
          for (const text of [name, name.toUpperCase(), ` ${name.toLowerCase()} `, options[i] ?? ''])
            expect(fieldValue(of, text)).toEqual({ ok: true, value: options[i] });
      }),
    );
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
