/**
 * This file tests every cell of the table of OUT-4 and every pair of TEAM-7, asked at the API of a real server, with
 * expected answers that were written by hand. If these tests fail, an agent is offered a choice that the rules forbid,
 * or misses one that they allow.
 */

import { beforeAll, describe, expect, it } from 'vitest';
import type { AgentChoices } from '../../domain/outbound/open-choice.ts';
import type {
  DataCase,
  ExpectedCell,
  ExpectedGroup,
  ExpectedPrecedence,
} from '../../domain/outbound/expected-cells.testkit.ts';
import { expectedGroups, expectedPrecedence, flexibleOff } from '../../domain/outbound/expected-cells.testkit.ts';
import { newCaller } from '../kit/events.ts';
import { testAgentDesk } from '../kit/agent-desk.ts';
import type { Page } from '../kit/agent-api.ts';

const desk = testAgentDesk();
const agent = 7;

/** A phone number, and the ids of its contacts and tickets with the short ids that the expected cells use for them. */
type Situation = { readonly number: string; readonly names: ReadonlyMap<number, number> };
let situations: Readonly<Record<DataCase, Situation>>;

beforeAll(async () => {
  situations = {
    nobody: await seedContacts(0, 0),
    'one, none': await seedContacts(1, 0),
    'one, one': await seedContacts(1, 1),
    'one, several': await seedContacts(1, 2),
    'several, none': await seedContacts(2, 0),
    'several, one': await seedContacts(2, 1),
    'several, several': await seedContacts(2, 2),
  };
});

async function seedContacts(contacts: number, open: number): Promise<Situation> {
  const { number } = newCaller();
  const users = [22, 21].slice(2 - contacts).map((name) => ({
    name: `Contact ${name}`,
    phone: number,
    role: 'end-user' as const,
    created_at: `2025-01-${name === 21 ? '02' : '01'}T00:00:00Z`,
  }));
  const ids = users.length === 0 ? [] : (await desk.stack.zendesk.seed({ users })).users;
  const newest = ids.at(-1);
  const names = new Map(ids.map((id, i) => [id, i === ids.length - 1 ? 21 : 22]));
  if (newest !== undefined) {
    // The oldest ticket comes first. 32 is open, 33 is pending, and 34 is solved.
    if (open > 1) names.set(await desk.ticketFor(newest, 'open'), 32);
    if (open > 0) names.set(await desk.ticketFor(newest, 'pending'), 33);
    names.set(await desk.ticketFor(newest, 'solved'), 34);
  }
  return { number, names };
}

const dataCases = [
  'nobody',
  'one, none',
  'one, one',
  'one, several',
  'several, none',
  'several, one',
  'several, several',
] as const;

function nameOf(id: unknown, names: ReadonlyMap<number, number>): number | null {
  return typeof id === 'number' ? (names.get(id) ?? id) : null;
}

function cellOf(where: DataCase, { choices, preselection, fields, may_call: mayCall }: Page): ExpectedCell {
  const { names } = situations[where];
  const order = ['auto', 'existing', 'new', 'none'] as const;
  const open = order.filter((choice) => choices[choice].allowed);
  const preselectedTicket = nameOf(preselection?.ticket_id, names);
  const preselected =
    preselection === null ? '-' : preselection.choice + (preselectedTicket === null ? '' : ` > ${preselectedTicket}`);
  const preselectedContact = fields['contact']?.default;
  const contact =
    preselectedContact === 'new' ? preselectedContact : nameOf(preselectedContact, names) === 21 ? 21 : null;
  return [where, open.join(' '), preselected, contact, mayCall ? 'call' : 'wait'];
}

async function pageOf(where: DataCase): Promise<Page> {
  return await desk.api.options(agent, { source: 'dialpad', dial_number: situations[where].number });
}

async function set({ never, ...outbound }: ExpectedGroup['settings'], more: object): Promise<void> {
  await desk.saveSettings({ flexible: true, ...outbound, ...more }, { append: { never } });
}

const describeSettings = (settings: ExpectedGroup['settings']): string =>
  Object.entries(settings)
    .flatMap(([key, on]) => (on ? [key] : []))
    .join(', ') || 'all off';

describe('every cell, through the API', () => {
  const groups = expectedGroups.flatMap((group) => [false, true].map((entered) => ({ group, entered })));
  it.each(groups.map((one) => [describeSettings(one.group.settings), one.entered ? 'on' : 'off', one] as const))(
    'OUT-4 OUT-5 the page shows the expected choices with %s, and entered numbers %s',
    async (_settings, _entered, { group, entered }) => {
      await set(group.settings, { allowEnteredNumber: entered });
      const pages = await Promise.all(group.cells.map(async ([where]) => await pageOf(where)));
      expect(pages.map((page, i) => cellOf(group.cells[i]?.[0] ?? 'nobody', page))).toEqual(group.cells);
      for (const { fields, refusals } of pages) {
        const { ticket, lookup_number: lookup, enter_number: enter } = fields;
        const shown = ticket?.required === true ? 'required' : ticket?.shown === true ? 'shown' : 'hidden';
        expect([shown, lookup?.shown, enter?.shown]).toEqual([group.ticketField, entered, entered]);
        expect(refusals).toEqual([]);
      }
    },
  );

  it('OUT-4 with flexible outbound off there is nothing to choose, whatever is known', async () => {
    await desk.saveSettings({ promptForTicket: true, allowCreate: true, allowNone: true, flexible: false });
    const pages = await Promise.all(dataCases.map(pageOf));
    for (const page of pages) expect(cellOf('nobody', page).slice(1)).toEqual(flexibleOff.slice(1));
  });
});

describe('every pair of TEAM-7, through the API', () => {
  /**
   * Gives the choice that the workflow of the agent keeps for the session, or the rules by which the choice is refused.
   */
  async function storedChoice({ has }: ExpectedPrecedence): Promise<string> {
    const { number, names } = situations['one, several'];
    const idOf = (name: number): number => [...names].find(([, known]) => known === name)?.[0] ?? 0;
    const prompt = has.flexible === 'prompt';
    const outbound = {
      flexible: has.flexible !== 'off',
      promptForTicket: prompt,
      allowCreate: prompt,
      allowNone: true,
    };
    const teams = [{ id: 'sales', name: 'Sales', rank: 0, ticketId: 'optional', agents: [String(agent)] }];
    const queues = [{ id: '3', teams: ['sales'], instantVoiceCall: true, outboundNumber: '+18005550100' }];
    const team = has.teamId === true ? { team: { enabled: true, teams, queues } } : {};
    await desk.saveSettings(outbound, { append: { never: has.never === true }, ...team });

    const isNamed = has.fromTicket === true || has.teamId === true || has.choice === 'existing';
    const source = has.fromTicket ? 'ticket' : has.teamId ? 'team_ticket' : has.callBack ? 'call_back' : 'dialpad';
    const answer = await desk.api.post(agent, 'calls', {
      source,
      dial_number: number,
      ...(has.callBack === true ? { follows_session_id: 'call-1' } : {}),
      ...(has.choice === undefined ? {} : { ticket_choice: has.choice }),
      ...(isNamed ? { ticket_id: idOf(33) } : {}),
    });
    if (answer.status !== 200) return `refused ${answer.refused.map((each) => each.split(' ')[0]).join()}`;
    const { open } = await desk.stack.client.workflow.getHandle(`outbound/${agent}`).query<AgentChoices>('state');
    if (open === null) return 'nothing';
    const { ticket_choice: choice, ticket_id: ticket, source: from } = open.choice.outbound;
    return `${from} ${choice} ${nameOf(ticket, names) ?? '-'}`;
  }

  it.each(expectedPrecedence.map((one) => [one.title, one] as const))('TEAM-7 %s', async (_title, expected) => {
    expect(await storedChoice(expected)).toBe(expected.kept);
  });
});
