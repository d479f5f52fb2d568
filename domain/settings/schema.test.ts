import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { defaultSettings } from './defaults.ts';
import { parseDryRun } from '../operations/dry-run-request.ts';
import { previewSettings } from './preview.ts';
import { settingsForQueue } from './queue.ts';
import { parseSettings, settingsSchema } from './schema.ts';

function accept(input: unknown) {
  const parsed = parseSettings(input);
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  return parsed;
}

function refuse(input: unknown) {
  const parsed = parseSettings(input);
  return parsed.ok ? [] : parsed.problems.map(({ path }) => path);
}

const warned = (input: unknown) => accept(input).warnings.map(({ rule, path }) => `${rule} ${path}`);

/** Settings with a default user, so that no warning of TKT-10 appears. */
const tickets = { defaultUserId: 5 };

describe('the settings document', () => {
  test('an empty document becomes the defaults', () => {
    expect(accept({}).settings).toEqual(defaultSettings);
    expect(accept({ tickets: {}, append: {}, team: {}, queues: {} }).settings).toEqual(defaultSettings);
  });

  test('the defaults are a valid document, and plain JSON', () => {
    expect(accept(defaultSettings).settings).toEqual(defaultSettings);
    expect(JSON.parse(JSON.stringify(defaultSettings))).toEqual(defaultSettings);
  });

  test('given values are kept, and the other keys have their defaults', () => {
    const { settings } = accept({ tickets: { createWhen: 'connected' }, language: 'id', timeZone: 'Asia/Jakarta' });
    expect(settings).toEqual({
      ...defaultSettings,
      tickets: { ...defaultSettings.tickets, createWhen: 'connected' },
      language: 'id',
      timeZone: 'Asia/Jakarta',
    });
  });

  test.each([
    [null, ['']],
    [[], ['']],
    [{ ticket: {} }, ['ticket']],
    [{ tickets: { crate: true, subjct: '' } }, ['tickets.crate', 'tickets.subjct']],
    [{ tickets: null }, ['tickets']],
    [{ tickets: { create: undefined } }, ['tickets.create']],
    [{ tickets: { create: 'yes' } }, ['tickets.create']],
    [{ tickets: { chatMinimumCustomerMessages: -1 } }, ['tickets.chatMinimumCustomerMessages']],
    [{ tickets: { foldMissedCalls: 0 } }, ['tickets.foldMissedCalls']],
    [{ contacts: { defaultCountry: 'Indonesia' } }, ['contacts.defaultCountry']],
    [{ contacts: { sdkLookupOrder: ['email', 'email'] } }, ['contacts.sdkLookupOrder']],
    [{ contacts: { sdkLookupOrder: [] } }, ['contacts.sdkLookupOrder']],
    [{ append: { outboundStatuses: ['open', 'closed'] } }, ['append.outboundStatuses.1']],
    [{ outbound: { numbers: [{ number: '1800', label: 'Sales' }] } }, ['outbound.numbers.0.number']],
    [
      { mapping: [{ customDataKey: 'a', target: 'ticket', fieldKey: 'b' }] },
      ['mapping.0.fieldId', 'mapping.0.fieldKey'],
    ],
    [{ timeZone: 'Mars/Olympus' }, ['timeZone']],
    [{ queues: { 3: { team: {} } } }, ['queues.3.team']],
    [{ queues: { 3: { tickets: { crate: true } } } }, ['queues.3.tickets.crate']],
    [{ session: { lateHours: -1, maxHours: 0 } }, ['session.lateHours', 'session.maxHours']],
  ])('%j is refused with its paths', (input, paths) => {
    expect(refuse(input)).toEqual(paths);
  });

  test.each([0, 61, 1.5, '10'])('BAT-2 a window of %j seconds is refused', (windowSeconds) => {
    expect(refuse({ batching: { windowSeconds } })).toEqual(['batching.windowSeconds']);
  });

  test.each([1, 60])('BAT-2 a window of %j seconds is accepted', (windowSeconds) => {
    expect(accept({ batching: { windowSeconds } }).settings.batching.windowSeconds).toBe(windowSeconds);
  });

  test.each([0, 65])('%j shards are refused', (shards) => {
    expect(refuse({ batching: { shards } })).toEqual(['batching.shards']);
  });

  test('TKT-4 a bad subject template is refused naming the error, for a queue too', () => {
    const bad = { subject: '{{ session.typ }}' };
    const parsed = parseSettings({ tickets: bad, queues: { 3: { tickets: bad } } });
    expect(parsed).toMatchObject({
      ok: false,
      problems: [{ path: 'tickets.subject' }, { path: 'queues.3.tickets.subject' }],
    });
    expect(JSON.stringify(parsed)).toContain('unknown placeholder session.typ');
  });

  test('OUT-2 allowing new tickets needs the prompt', () => {
    expect(refuse({ outbound: { allowCreate: true } })).toEqual(['outbound.allowCreate']);
    expect(refuse({ outbound: { allowCreate: true, promptForTicket: true } })).toEqual([]);
  });

  test('APP-7 the prompt and the setting append.never exclude each other, for a queue too', () => {
    const outbound = { promptForTicket: true };
    expect(refuse({ outbound, append: { never: true } })).toEqual(['append.never']);
    expect(refuse({ outbound, queues: { 3: { append: { never: true } } } })).toEqual(['queues.3.append.never']);
    expect(refuse({ append: { never: true } })).toEqual([]);
  });

  test('TKT-10 a missing default user gives a warning', () => {
    expect(warned({})).toEqual(['TKT-10 tickets.defaultUserId']);
    expect(warned({ tickets })).toEqual([]);
    expect(warned({ tickets, queues: { 3: { tickets: { defaultUserId: null } } } })).toEqual([
      'TKT-10 queues.3.tickets.defaultUserId',
    ]);
  });

  test('OUT-3 allowing calls without a ticket gives a warning', () => {
    expect(warned({ tickets, outbound: { allowNone: true } })).toEqual(['OUT-3 outbound.allowNone']);
  });

  describe('teams', () => {
    const asking = { id: 1, name: 'Sales', ticketId: 'required' };
    const queue = { id: 7, teams: [1], instantVoiceCall: true, outboundNumber: '+18005550100' };

    test.each([
      [{ enabled: true }, ['TEAM-1 team.enabled']],
      [{ enabled: true, teams: [{ ...asking, ticketId: 'off' }] }, ['TEAM-1 team.enabled']],
      [{ enabled: true, teams: [asking] }, ['TEAM-1 team.teams.0']],
      [{ enabled: true, teams: [asking], queues: [{ ...queue, teams: [] }] }, ['TEAM-1 team.teams.0']],
      [{ enabled: true, teams: [asking], queues: [{ ...queue, instantVoiceCall: false }] }, ['TEAM-1 team.teams.0']],
      [{ enabled: true, teams: [asking], queues: [{ ...queue, outboundNumber: null }] }, ['TEAM-1 team.teams.0']],
      [{ enabled: true, teams: [asking], queues: [queue] }, []],
      [{ enabled: false, teams: [asking] }, []],
    ])('TEAM-1 %j warns of %j', (team, expected) => {
      expect(warned({ tickets, team })).toEqual(expected);
    });

    test('TEAM-6 the rank of a team is its position if it has none', () => {
      const { settings } = accept({
        team: { teams: [asking, { ...asking, id: 'b', rank: 9 }, { ...asking, id: 'c' }] },
      });
      expect(settings.team.teams.map(({ id, rank }) => [id, rank])).toEqual([
        ['1', 0],
        ['b', 9],
        ['c', 2],
      ]);
    });

    test.each([
      [{ teams: [asking, asking] }, ['team.teams.1.id']],
      [{ queues: [queue] }, ['team.queues.0.teams.0']],
      [{ teams: [{ ...asking, parentId: 2 }] }, ['team.teams.0.parentId']],
      [
        {
          teams: [
            { ...asking, parentId: 2 },
            { ...asking, id: 2, parentId: 1 },
          ],
        },
        ['team.teams.0.parentId', 'team.teams.1.parentId'],
      ],
    ])('TEAM-1 %j contradicts itself at %j', (team, paths) => {
      expect(refuse({ team })).toEqual(paths);
    });
  });

  test('a document of more than 256 KiB is refused, and one slightly below is accepted', () => {
    const team = (agents: number) => ({
      team: { teams: [{ id: 1, name: 'Sales', ticketId: 'off', agents: agentIds(agents) }] },
    });
    const agentIds = (count: number): string[] => Array.from({ length: count }, (_, i) => String(100_000 + i));
    expect(parseSettings(team(28_000)).ok).toBe(true);
    const refused = parseSettings(team(30_000));
    expect(refused).toMatchObject({ ok: false, problems: [{ path: '', message: expect.stringContaining('262144') }] });
  });

  test('at most 100 problems are named', () => {
    const refused = parseSettings({ team: { teams: Array.from({ length: 5_000 }, () => ({})) } });
    expect(refused.ok ? [] : refused.problems).toHaveLength(100);
  });

  test('the schema can be described as JSON schema for the API page', () => {
    const described = z.toJSONSchema(settingsSchema, { io: 'input' });
    expect(Object.keys(described.properties ?? {})).toEqual(Object.keys(defaultSettings));
  });
});

describe('settings of a queue', () => {
  const { settings } = accept({
    tickets: { foldMissedCalls: 5 },
    queues: { 3: { tickets: { foldMissedCalls: null, create: false }, recordings: { store: 'link' } } },
  });

  test('an override replaces only its own keys', () => {
    expect(settingsForQueue(settings, '3')).toEqual({
      ...settings,
      tickets: { ...settings.tickets, foldMissedCalls: null, create: false },
      recordings: { store: 'link' },
    });
  });

  test.each([null, '4', 'constructor'])('queue %j has no override', (queueId) => {
    expect(settingsForQueue(settings, queueId)).toBe(settings);
  });

  test('TKT-4 a template with a tag that is not allowed is refused where it stands, with the name of the tag', () => {
    const subject = '{% for i in (1..9) %}{{ i }}{% endfor %}';
    const document = { tickets: { subject }, queues: { 3: { tickets: { subject } } } };
    const parsed = parseSettings(document);
    expect(parsed).toEqual({
      ok: false,
      problems: ['tickets.subject', 'queues.3.tickets.subject'].map((path) => ({
        path,
        message: expect.stringContaining('the tag "for" is not allowed'),
      })),
    });
    expect(previewSettings(defaultSettings, document)).toEqual(parsed);
    const session = { kind: 'call', session_type: 'Voice Inbound (IVR)', direction: 'inbound', from: '+14155551212' };
    expect(parseDryRun({ session, settings: { tickets: { subject } } }, defaultSettings, Date.UTC(2026, 0, 1))).toEqual(
      {
        ok: false,
        problems: [{ path: 'settings.tickets.subject', message: expect.stringContaining('the tag "for"') }],
      },
    );
  });

  test('TKT-4 a template that is too long is refused, and is not read', () => {
    const subject = '{% for i in (1..9) %}'.repeat(100);
    expect(parseSettings({ tickets: { subject } })).toEqual({
      ok: false,
      problems: [{ path: 'tickets.subject', message: expect.stringContaining('1000') }],
    });
  });

  test('TEAM-6 a circle of teams is named, and not the teams below it', () => {
    const team = (id: string, parentId: string | null): object => ({ id, name: id, parentId, ticketId: 'off' });
    const teams = [team('a', 'c'), team('b', 'a'), team('c', 'b'), team('d', 'a'), team('e', 'e'), team('f', null)];
    expect(refuse({ team: { teams } })).toEqual(['0', '1', '2', '4'].map((index) => `team.teams.${index}.parentId`));
    expect(refuse({ team: { teams: [team('d', 'a'), ...teams.slice(0, 3)] } })).toHaveLength(3);
  });
});
