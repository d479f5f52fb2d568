import { describe, expect, test } from 'vitest';
import type { OutboundQuestion } from '../session/outbound-choice.ts';
import { completeChoice } from './complete.ts';
import { outboundOptions } from './options.ts';
import { facts, flexible, question, withTeam } from './page.testkit.ts';

const numbers = [
  { number: '+18005550111', label: 'Sales', languages: ['en', 'es'], queueIds: [] },
  { number: '+628001234567', label: 'Jakarta', languages: ['id'], queueIds: [] },
  { number: '+18005550122', label: 'Any', languages: [], queueIds: [] },
];
const settings = flexible({ numbers });

describe('outbound number and language', () => {
  test('OUT-10 the first number and its first language are used until the agent chooses', () => {
    const { fields, outboundNumbers, languages } = outboundOptions(question(), facts(), settings);
    expect(fields.outboundNumber).toEqual({ shown: true, required: true, default: '+18005550111' });
    expect(fields.language).toEqual({ shown: true, required: true, default: 'en' });
    expect([outboundNumbers, languages]).toEqual([numbers, ['en', 'es']]);
  });

  test.each<[Partial<OutboundQuestion>, string, string | null]>([
    [{}, '+18005550111', 'en'],
    [{ lang: 'es' }, '+18005550111', 'es'],
    [{ lang: 'id' }, '+628001234567', 'id'],
    [{ lang: 'fr' }, '+18005550122', 'fr'],
    [{ outboundNumber: '+62 800 1234 567' }, '+628001234567', 'id'],
    [{ outboundNumber: '+18005550122' }, '+18005550122', 'en'],
  ])('OUT-10 %j calls with %s in %s', (some, outboundNumber, lang) => {
    expect(completeChoice(question(some), facts(), settings)).toMatchObject({
      ok: true,
      choice: { outboundNumber, lang },
    });
  });

  test.each<[Partial<OutboundQuestion>, string, string]>([
    [{ outboundNumber: '+12125550000' }, 'outboundNumber', 'pick one of the list'],
    [{ outboundNumber: '+628001234567', lang: 'en' }, 'language', 'pick another number or language'],
  ])('OUT-10 %j is refused at %s', (some, field, because) => {
    const completed = completeChoice(question(some), facts(), settings);
    expect(completed).toMatchObject({ ok: false, refusals: [{ field, rule: 'OUT-10' }] });
    expect(completed.ok ? '' : completed.refusals[0]?.because).toContain(because);
  });

  test('OUT-10 a language that no number serves is refused', () => {
    const own = flexible({ numbers: numbers.slice(0, 2) });
    const { refusals } = outboundOptions(question({ lang: 'fr' }), facts(), own);
    expect(refusals).toMatchObject([{ field: 'language', rule: 'OUT-10' }]);
  });

  test('OUT-10 without configured numbers the platform chooses the number', () => {
    const { fields } = outboundOptions(question(), facts(), flexible());
    expect([fields.outboundNumber.shown, fields.language.shown]).toEqual([false, false]);
    expect(completeChoice(question({ lang: 'en' }), facts(), flexible())).toMatchObject({
      choice: { outboundNumber: null, lang: 'en' },
    });
    const { refusals } = outboundOptions(question({ outboundNumber: '+18005550111' }), facts(), flexible());
    expect(refusals).toMatchObject([{ field: 'outboundNumber', rule: 'OUT-10' }]);
  });

  test("OUT-10 with a ticket id, the default number of the team's queue comes first", () => {
    const asked = question({ source: 'team_ticket', ticketId: 33 });
    const asking = withTeam('required', settings);
    expect(completeChoice(asked, facts(), asking)).toMatchObject({ choice: { outboundNumber: '+18005550100' } });
    const other = { ...asked, outboundNumber: '+18005550111' };
    expect(completeChoice(other, facts(), asking)).toMatchObject({ choice: { outboundNumber: '+18005550111' } });
  });
});
