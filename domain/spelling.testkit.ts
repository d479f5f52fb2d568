import { getExampleNumber, parsePhoneNumberFromString as parse } from 'libphonenumber-js/min';
import type { CountryCode, PhoneNumber } from 'libphonenumber-js/min';
import examples from 'libphonenumber-js/examples.mobile.json';
import { isDummy } from './phone-nobody.ts';

/** Makes spellings of phone numbers, as people type them into a field. */

/** A text in a field, with the numbers that a person sees in it. */
export type Spelling = { readonly text: string; readonly country: string; readonly numbers: readonly string[] };

const countries: readonly CountryCode[] = [
  'US',
  'CA',
  'GB',
  'IE',
  'DE',
  'AT',
  'CH',
  'FR',
  'ES',
  'IT',
  'NL',
  'PL',
  'SE',
  'ID',
  'SG',
  'MY',
  'PH',
  'JP',
  'IN',
  'AU',
  'NZ',
  'ZA',
  'NG',
  'AE',
  'BR',
  'MX',
  'AR',
  'CO',
];

/** Gives the same pseudo-random numbers from 0 to `below` - 1 for the same seed. */
function dice(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7f_ff_ff_ff;
    return Math.floor((state / 0x80_00_00_00) * below);
  };
}

/** The international prefix that people of some countries write. */
const internationalPrefixes: Readonly<Record<string, string>> = {
  US: '011',
  CA: '011',
  AU: '0011',
  JP: '010',
  ID: '001',
  SG: '001',
};

/** Countries without a prefix for calls inside the country, or without one before mobiles. */
const withoutTrunk: ReadonlySet<CountryCode> = new Set(['US', 'CA', 'ES', 'PL', 'SG', 'MX', 'CO', 'AR']);

/** The beginnings of landline numbers in E.164, and how many digits follow. */
const landlines: Readonly<Partial<Record<CountryCode, readonly (readonly [string, number])[]>>> = {
  US: [
    ['+1212736', 4],
    ['+1415200', 4],
  ],
  GB: [
    ['+44207946', 4],
    ['+441632960', 3],
  ],
  DE: [
    ['+493012', 5],
    ['+4989123', 5],
    ['+492104', 6],
  ],
  FR: [['+3314278', 4]],
  IT: [
    ['+39023661', 4],
    ['+390669', 6],
  ],
  ID: [['+622152', 6]],
  JP: [['+8135561', 4]],
  BR: [['+551132', 6]],
  AU: [['+61292', 6]],
  IN: [['+911123', 6]],
  MX: [['+525552', 6]],
  AR: [['+541143', 6]],
  NL: [['+312055', 5]],
  ES: [['+349123', 5]],
};

type Number = { readonly e164: string; readonly parsed: PhoneNumber; readonly country: CountryCode };

const separated = (digits: string, by: string): string => digits.replaceAll(/[ -]/g, by);

function spellingsOf({ e164, parsed, country }: Number, home: CountryCode): readonly string[] {
  const international = parsed.formatInternational();
  const subscriber = international.slice(parsed.countryCallingCode.length + 2);
  const code = parsed.countryCallingCode;
  const abroad = [
    e164,
    international,
    separated(international, '-'),
    separated(international, '.'),
    ...(withoutTrunk.has(country) || e164.startsWith('+393') ? [] : [`+${code} (0)${subscriber.replace(/^0/, '')}`]),
    `(+${code}) ${subscriber}`,
    `(+${code})${subscriber}`,
    `00${e164.slice(1)}`,
    `00 ${code} ${subscriber}`,
    parsed.getURI(),
    `+${code}${subscriber}`,
    `+ ${code} ${subscriber}`,
    e164.replaceAll(/\d/g, (digit) => String.fromCodePoint((digit.codePointAt(0) ?? 0) + 0xfe_e0)),
    `\u202a${international}\u202c`,
    `${internationalPrefixes[home] ?? '00'} ${code} ${subscriber}`,
  ];
  if (country !== home) return abroad.filter((text) => home !== 'JP' || !text.startsWith('00'));
  const national = parsed.formatNational();
  return [
    ...abroad.filter((text) => home !== 'JP' || !text.startsWith('00')),
    national,
    national,
    separated(national, '.'),
    separated(national, ''),
    national.replace(/[()]/g, '').replace(/[ -]/, '/'),
    `(${national.replace(/[()]/g, '').replace(/[ -]/, ') ')}`,
  ];
}

const extensions: readonly string[] = [
  ' x12',
  ' ext. 12',
  ' ext 12',
  ', ext. 12',
  ' #12',
  ';ext=12',
  ' extension 12',
  ',,12',
];
const before: readonly string[] = [
  'Tel: ',
  'Tel. ',
  'Mobile: ',
  'mobile ',
  'M: ',
  'Home: ',
  'cell ',
  'Phone # ',
  'Ada: ',
  'work: ',
];
const after: readonly string[] = [
  ' (home)',
  ' (mobile)',
  ' home',
  ' - Ada',
  ', ask for Ada',
  ' [work]',
  ' (wife)',
  '; old',
  ' (after 5pm)',
  ' (room 12)',
  ' since 2019',
];
const between: readonly string[] = [' / ', ', ', '; ', ' or ', ' | ', '\n', ' und ', '/', ' & '];

/** Spellings of all kinds, the same for the same seed. */
export function spellings(count: number, seed: number): readonly Spelling[] {
  const roll = dice(seed);
  const pick = <Item>(items: readonly [Item, ...Item[]] | readonly Item[]): Item => {
    const item = items[roll(items.length)];
    if (item === undefined) throw new Error('There is nothing to pick from.');
    return item;
  };

  function number(home: CountryCode): Number {
    for (;;) {
      const country = roll(3) === 0 ? pick(countries) : home;
      const example = getExampleNumber(country, examples);
      if (example === undefined) continue;
      const lines = landlines[country] ?? [];
      const [start, more] = lines.length === 0 || roll(2) === 0 ? [example.number.slice(0, -4), 4] : pick(lines);
      const e164 = `${start}${String(roll(10 ** more)).padStart(more, '0')}`;
      const parsed = parse(e164);
      if (parsed?.isValid() === true && !isDummy(parsed.nationalNumber))
        return { e164: parsed.number, parsed, country };
    }
  }

  return Array.from({ length: count }, () => {
    const home = pick(countries);
    const numbers = Array.from({ length: roll(5) === 0 ? 2 : 1 }, () => number(home));
    const parts = numbers.map((one) => {
      const plain = pick(spellingsOf(one, home));
      const marked = roll(4) === 0 ? `${pick(before)}${plain}` : plain;
      const extended = roll(5) === 0 && !plain.startsWith('tel:') ? `${marked}${pick(extensions)}` : marked;
      return roll(5) === 0 ? `${extended}${pick(after)}` : extended;
    });
    return { text: parts.join(pick(between)), country: home, numbers: [...new Set(numbers.map(({ e164 }) => e164))] };
  });
}
