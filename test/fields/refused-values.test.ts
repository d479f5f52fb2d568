/**
 * This file tests values that only Zendesk can judge, and that it refuses. If these tests fail, one bad value costs a ticket
 * its other values, nobody reads why, or a caller has no ticket because of one detail of the contact.
 */

import { describe, expect, it } from 'vitest';
import {
  agentOne,
  assigned,
  connected,
  customData,
  ended,
  event,
  newCaller,
  outcomeOf,
  send,
  started,
  until,
  wholeCall,
} from '../kit/events.ts';
import { fastSettings } from '../kit/stack.ts';
import type { TestStack } from '../kit/stack.ts';
import { testStack } from '../kit/test-stack.ts';
import { contacts, fieldOf, ticketOf, ticketsOf, wholeText } from '../kit/zendesk-state.ts';

/** Zendesk reads patterns as Ruby does, so the product leaves this one to Zendesk. The simulator reads `A` and `z` in it. */
const judgedByZendesk = '^\\AP-\\d+$|^AP-\\d+$';

type Ids = { plan: number; code: number; badge: number; vip: number };

const ids: { [Kind in 'named' | 'unnamed']: Ids } = {
  named: { plan: 0, code: 0, badge: 0, vip: 0 },
  unnamed: { plan: 0, code: 0, badge: 0, vip: 0 },
};

async function settingsOf({ zendesk }: TestStack, kind: keyof typeof ids): Promise<object> {
  const made = await zendesk.seed({
    ticket_fields: [
      { type: 'text', title: 'Plan' },
      { type: 'regexp', title: 'Code', regexp_for_validation: judgedByZendesk },
      { type: 'regexp', title: 'Badge', regexp_for_validation: judgedByZendesk },
      { type: 'checkbox', title: 'Vip' },
    ],
  });
  const [plan = 0, code = 0, badge = 0, vip = 0] = made.ticket_fields;
  ids[kind] = { plan, code, badge, vip };
  for (const [key, type] of [
    ['tier', 'text'],
    ['visits', 'integer'],
    ['shoe', 'regexp'],
  ])
    await zendesk.api('POST', '/user_fields', {
      user_field: { key, type, title: `Title of ${key}`, regexp_for_validation: judgedByZendesk },
    });
  const toTicket = (customDataKey: string, fieldId: number): object => ({ customDataKey, target: 'ticket', fieldId });
  const toContact = (key: string): object => ({ customDataKey: key, target: 'contact', fieldKey: key });
  return {
    ...fastSettings,
    mapping: [
      toTicket('plan', plan),
      toTicket('code', code),
      toTicket('badge', badge),
      toTicket('vip', vip),
      ...['tier', 'visits', 'shoe'].map(toContact),
    ],
  };
}

const named = testStack({ agents: [agentOne], settings: (stack) => settingsOf(stack, 'named') });
const unnamed = testStack({
  agents: [agentOne],
  simulator: { refusalsNameFields: false },
  settings: (stack) => settingsOf(stack, 'unnamed'),
});

const bad = { code: ['Code', 'nope'], plan: ['Plan', 'gold'], vip: ['Vip', 'yes'] } as const;
const worse = { ...bad, badge: ['Badge', 'neither'] } as const;

type Values = Readonly<Record<string, readonly [string, string | number | boolean]>>;

/** `[values, the fields that are refused]` */
const cases: readonly (readonly [Values, readonly ('code' | 'badge')[]])[] = [
  [bad, ['code']],
  [worse, ['code', 'badge']],
  [{ ...worse, code: ['Code', 'AP-77'] }, ['badge']],
  [{ badge: ['Badge', 'neither'] }, ['badge']],
];

describe.concurrent.each([
  ['the refusal names the field', 'named', named],
  ['the refusal names no field', 'unnamed', unnamed],
] as const)('values that Zendesk refuses, %s', (_what, kind, stack) => {
  async function expectOthers(id: string, values: Values, refused: readonly ('code' | 'badge')[]): Promise<void> {
    expect(await outcomeOf(stack, id)).toMatchObject({ result: 'completed' });
    const ticket = await ticketOf(stack, id);
    const { plan, code, badge, vip } = ids[kind];
    if (values.plan !== undefined) expect(fieldOf(ticket, plan)).toBe('gold');
    if (values.vip !== undefined) expect(fieldOf(ticket, vip)).toBe('true');
    for (const [field, title] of [
      ['code', 'Code'],
      ['badge', 'Badge'],
    ] as const) {
      const isRefused = refused.includes(field);
      const given = values[field]?.[1];
      expect(fieldOf(ticket, field === 'code' ? code : badge)).toBe(isRefused ? null : (given ?? null));
      expect(wholeText(ticket).includes(`${title}: is invalid`)).toBe(isRefused);
    }
    const failed = await stack.sessions.failedWrites.list({
      ticketId: ticket.id,
      sessionId: null,
      cursor: null,
      limit: 9,
    });
    expect(failed?.rows).toEqual([]);
  }

  it.each(cases)(
    'UPD-6, END-4 a new ticket has every other value, and a note names the refused one: %j',
    async (values, refused) => {
      const { id, number } = newCaller();
      await send(stack, ...wholeCall(id, number, { start: customData(values) }));
      await expectOthers(id, values, refused);
    },
  );

  it.each(cases)('UPD-6 an appended session writes every other value: %j', async (values, refused) => {
    const { id, number } = newCaller();
    await send(stack, ...wholeCall(id, number));
    await outcomeOf(stack, id);
    const again = `${id}-again`;
    await send(stack, ...wholeCall(again, number, { start: customData(values) }));
    expect(await outcomeOf(stack, again)).toMatchObject({ result: 'completed' });
    await expectOthers(id, values, refused);
  });

  it.each(cases)('UPD-6 custom data that comes later writes every other value: %j', async (values, refused) => {
    const { id, number } = newCaller();
    await send(stack, started(id, number), assigned(id), connected(id));
    await until(async () => (await ticketsOf(stack, id)).length === 1);
    await send(stack, event(id, 'custom_data.received', customData(values)), ended(id));
    await expectOthers(id, values, refused);
    expect(wholeText(await ticketOf(stack, id))).toContain('neither' in values ? 'neither' : ': ');
  });

  it('UPD-6 the contact gets every other value, and a note names the refused ones', async () => {
    const { id, number } = newCaller();
    const data = customData({ tier: ['Tier', 'silver'], shoe: ['Shoe', 'left'], visits: ['Visits', 3] });
    await send(stack, ...wholeCall(id, number, { start: data }));
    expect(await outcomeOf(stack, id)).toMatchObject({ result: 'completed' });
    const [contact] = (await contacts(stack)).filter(({ phone }) => phone === number);
    expect(contact?.user_fields).toMatchObject({ tier: 'silver', visits: 3, shoe: null });
    expect(wholeText(await ticketOf(stack, id))).toContain('Title of shoe: is invalid');
  });
});
