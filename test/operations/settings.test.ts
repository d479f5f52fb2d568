/**
 * This file tests settings and the fields for sessions, as an administrator saves and creates them. If these tests
 * fail, wrong settings are saved, a change leaves no trace of its author, or fields are created twice.
 */

import { describe, expect, it } from 'vitest';
import { run } from '../../client/cli/cli.testkit.ts';
import { createFields } from '../../client/fields.ts';
import { defaultSettings } from '../../domain/settings/defaults.ts';
import { testStack } from '../kit/test-stack.ts';

const stack = testStack({ settings: {} });

describe('settings', () => {
  it('TKT-4, BAT-2 wrong settings are refused as a whole, with the path of each problem, and nothing is saved', async () => {
    const { settings } = stack.sessions;
    const before = await settings.get();
    const refused = await settings.set(
      { tickets: { subject: '{{nobody.knows}}' }, batching: { windowSeconds: 61 } },
      'admin',
    );
    expect(refused).toMatchObject({ kind: 'refused' });
    const paths = refused.kind === 'refused' ? refused.problems.map(({ path }) => path).sort() : [];
    expect(paths).toEqual(['batching.windowSeconds', 'tickets.subject']);
    expect(await settings.get()).toEqual(before);
  });

  it('TKT-10 a change is kept with its author and its values, and the answer warns of a missing default user', async () => {
    const { settings } = stack.sessions;
    const saved = await settings.set({ session: { lateHours: 48 } }, 'admin@example.com');
    expect(saved).toMatchObject({ kind: 'saved' });
    expect(saved.kind === 'saved' ? saved.warnings.map(({ rule }) => rule) : []).toContain('TKT-10');
    expect(await settings.get()).toEqual({
      ...defaultSettings,
      session: { ...defaultSettings.session, lateHours: 48 },
    });
    const [latest] = await settings.history();
    expect(latest).toMatchObject({
      by: 'admin@example.com',
      changes: [{ path: 'session.lateHours', before: '24', after: '48' }],
    });
  });

  it('TKT-10 changes that are saved at the same moment are made one after the other, each with its author', async () => {
    const { settings } = stack.sessions;
    const authors = Array.from({ length: 8 }, (_, index) => `admin-${index}@example.com`);
    const saved = await Promise.all(
      authors.map((by, index) => settings.set({ session: { lateHours: 30 + index } }, by)),
    );
    expect(saved.map(({ kind }) => kind)).toEqual(authors.map(() => 'saved'));
    const latest = (await settings.history()).slice(0, authors.length);
    expect(latest.map(({ by }) => by).sort()).toEqual(authors);
    // Each change begins with the value that the change before it has saved.
    const changes = latest.map(({ changes: [change] }) => change);
    expect(changes.slice(0, -1).map((change) => change?.before)).toEqual(
      changes.slice(1).map((change) => change?.after),
    );
  });

  it('FLD-1 the fields that sessions fill are created once, however often and at the same time somebody asks for them', async () => {
    const [one, other] = await Promise.all([
      createFields(stack.sessions, 'admin@example.com'),
      createFields(stack.sessions, 'other@example.com'),
    ]);
    const again = await createFields(stack.sessions, 'admin@example.com');
    expect(one).toMatchObject({ kind: 'saved' });
    expect([other, again].map((result) => (result.kind === 'saved' ? result.fields : result))).toEqual(
      Array.from({ length: 2 }, () => (one.kind === 'saved' ? one.fields : null)),
    );
    expect((await stack.sessions.settings.get()).fields).toEqual(one.kind === 'saved' ? one.fields : null);
    expect(await stack.zendesk.ledger('ticket_field.create')).toHaveLength(10);
    const findings = await stack.sessions.operations.check();
    expect(findings.find(({ what }) => what === 'contact_fields')).toMatchObject({ ok: true });
  });

  it('FLD-1 the command prints the state of each field, and saves under the given name', async () => {
    await stack.sessions.settings.set({}, 'somebody');
    const ran = await run(['fields', 'create', '--by', 'alex'], stack.variables);
    expect(ran).toMatchObject({ exitCode: 0, err: '' });
    expect(ran.out).toMatch(/^Session Type: (created|is there)$/m);
    expect(ran.out).toMatch(/^Saved by alex\.$/m);
    const [latest] = await stack.sessions.settings.history();
    expect(latest).toMatchObject({ by: 'alex' });
    expect(latest?.changes).toHaveLength(11);
  });
});
