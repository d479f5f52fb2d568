import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { defaultSettings } from '../domain/settings/defaults.ts';
import { openHouse } from './house.testkit.ts';
import type { House } from './house.testkit.ts';

let house: House;

beforeAll(async () => {
  house = await openHouse();
  await house.startWorkers({});
});
afterAll(() => house.close());

describe('settings', () => {
  it('TKT-4, BAT-2 are refused as a whole, each problem by its path, and nothing is saved', async () => {
    const { settings } = house.sessions;
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

  it('TKT-10 a change is kept with who and what, and warns of a missing default user', async () => {
    const { settings } = house.sessions;
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
});
