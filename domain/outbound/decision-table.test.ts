import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { renderOutbound } from '../decision-tables/outbound.ts';
import { conflicts } from '../settings/conflicts.ts';
import type { Settings } from '../settings/settings.ts';
import type { OutboundFacts, OutboundOptions } from '../session/outbound-choice.ts';
import { completeChoice } from './complete.ts';
import { expectedGroups, expectedPrecedence, flexibleOff, refusedSettings } from './expected-cells.testkit.ts';
import type { DataCase, ExpectedCell, ExpectedGroup, ExpectedPrecedence } from './expected-cells.testkit.ts';
import { outboundOptions } from './options.ts';
import { contact, facts, flexible, never as withNever, question, ticket, withTeam } from './page.testkit.ts';

const data: Readonly<Record<DataCase, OutboundFacts>> = {
  nobody: facts({ contacts: [] }),
  'one, none': having(1, 0),
  'one, one': having(1, 1),
  'one, several': having(1, 2),
  'several, none': having(2, 0),
  'several, one': having(2, 1),
  'several, several': having(2, 2),
};

function having(contacts: number, open: number): OutboundFacts {
  const openOnes = [ticket(33, 'pending'), ticket(32, 'open')].slice(0, open);
  return facts({
    contacts: [contact(21), contact(22)].slice(0, contacts),
    tickets: [ticket(34, 'solved'), ...openOnes],
  });
}

const booleans = [false, true];
const combinations: readonly ExpectedGroup['settings'][] = booleans.flatMap((never) =>
  booleans.flatMap((promptForTicket) =>
    booleans.flatMap((allowCreate) =>
      booleans.map((allowNone) => ({ never, promptForTicket, allowCreate, allowNone })),
    ),
  ),
);

function settingsOf({ never, ...outbound }: ExpectedGroup['settings'], allowEnteredNumber: boolean): Settings {
  const settings = flexible({ ...outbound, allowEnteredNumber });
  return never ? withNever(settings) : settings;
}

const named = (settings: ExpectedGroup['settings']): string =>
  Object.entries(settings)
    .flatMap(([key, on]) => (on ? [key] : []))
    .join(', ') || 'all off';

/** The options as a cell of the expected table. */
function cellOf(where: DataCase, { choices, preselection, fields, mayCall }: OutboundOptions): ExpectedCell {
  const { auto, existing, new: another, none } = choices;
  const open = Object.entries({ auto, existing, new: another, none }).flatMap(([key, { allowed }]) =>
    allowed ? [key] : [],
  );
  const ticketId = preselection?.ticketId ?? null;
  const preselected = preselection === null ? '-' : preselection.choice + (ticketId === null ? '' : ` > ${ticketId}`);
  const preset = fields.contact.default;
  return [
    where,
    open.join(' '),
    preselected,
    preset === 21 || preset === 'new' ? preset : null,
    mayCall ? 'call' : 'wait',
  ];
}

describe('every cell', () => {
  test('OUT-4 every combination of the settings has its cells or is refused when saved', () => {
    const listed = expectedGroups.map(({ settings }) => named(settings));
    for (const combination of combinations) {
      const isRefused = conflicts(settingsOf(combination, false)).length > 0;
      const isToRefuse = refusedSettings.some((some) =>
        Object.entries(some).every(([key, value]) =>
          Object.entries(combination).some(([k, v]) => k === key && v === value),
        ),
      );
      expect({ combination, isRefused }).toEqual({ combination, isRefused: isToRefuse });
      expect({ combination, isListed: listed.includes(named(combination)) }).toEqual({
        combination,
        isListed: !isRefused,
      });
    }
    expect(new Set(expectedGroups.map(({ cells }) => cells.map(([where]) => where).join()))).toEqual(
      new Set([Object.keys(data).join()]),
    );
  });

  const cells = expectedGroups.flatMap(({ settings, ticketField, cells: rows }) =>
    rows.flatMap((cell) => booleans.map((entered) => ({ settings, ticketField, cell, entered }))),
  );
  test.each(cells.map((one) => [named(one.settings), one.entered ? 'on' : 'off', one.cell[0], one] as const))(
    'OUT-4 %s, entered numbers %s: %s',
    (_settings, _entered, where, { settings, ticketField, cell, entered }) => {
      const options = outboundOptions(question(), data[where], settingsOf(settings, entered));
      expect(cellOf(where, options)).toEqual(cell);
      const { fields } = options;
      const shown = fields.ticket.required ? 'required' : fields.ticket.shown ? 'shown' : 'hidden';
      expect(shown).toBe(ticketField);
      expect(fields.ticket.default).toEqual(options.preselection);
      expect(fields.contact).toMatchObject({ shown: true, required: true });
      expect([fields.lookupNumber.shown, fields.enterNumber.shown]).toEqual([entered, entered]);
      expect(fields.dialNumber).toEqual({ shown: true, required: true, default: '+14155551212' });
      expect(fields.ticketId).toEqual({ shown: false, required: false, default: null });
      expect([options.refusals, options.missing]).toEqual([[], []]);
    },
  );

  const places = Object.keys(data).filter((key): key is DataCase => key in data);
  test.each(places)('OUT-4 flexible outbound off: %s', (where) => {
    const on = settingsOf({ never: false, promptForTicket: true, allowCreate: true, allowNone: true }, true);
    const settings = { ...on, outbound: { ...on.outbound, flexible: false } };
    const options = outboundOptions(question(), data[where], settings);
    expect(cellOf(flexibleOff[0], options)).toEqual(flexibleOff);
    const { contact: contactField, ticket: ticketField, lookupNumber, enterNumber } = options.fields;
    expect(
      [contactField, ticketField, lookupNumber, enterNumber].map(({ shown, required }) => shown || required),
    ).toEqual(Array<boolean>(4).fill(false));
  });
});

describe('precedence', () => {
  function kept({ has }: ExpectedPrecedence): string {
    const { promptForTicket, isFlexible } = {
      promptForTicket: has.flexible === 'prompt',
      isFlexible: has.flexible !== 'off',
    };
    const outbound = { flexible: isFlexible, promptForTicket, allowCreate: promptForTicket, allowNone: true };
    const base = has.never === true ? withNever(flexible(outbound)) : flexible(outbound);
    const isFromTicket = has.fromTicket === true;
    const source = isFromTicket
      ? 'ticket'
      : has.teamId === true
        ? 'team_ticket'
        : has.callBack === true
          ? 'call_back'
          : 'dialpad';
    const asked = question({
      source,
      followsSessionId: has.callBack === true ? 'call-1' : null,
      ticketChoice: has.choice ?? null,
      ticketId: isFromTicket || has.teamId === true || has.choice === 'existing' ? 33 : null,
    });
    const settings = has.teamId === true ? withTeam('optional', base) : base;
    const completed = completeChoice(asked, facts(), settings);
    if (!completed.ok) return `refused ${completed.refusals.map(({ rule }) => rule).join()}`;
    const { outbound: block } = completed.choice;
    return `${block.source} ${block.ticket_choice} ${block.ticket_id ?? '-'}`;
  }

  test.each(expectedPrecedence.map((one) => [one.title, one] as const))('TEAM-7 %s', (_title, expected) => {
    expect(kept(expected)).toBe(expected.kept);
  });
});

test('OUT-4 docs/outbound.md is what the function decides', () => {
  expect(readFileSync(new URL('../../docs/outbound.md', import.meta.url), 'utf8')).toBe(renderOutbound());
});
