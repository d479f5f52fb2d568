import { toE164 } from '../phone.ts';
import type { OutboundNumber } from '../settings/settings.ts';
import type { OutboundRefusal } from '../session/outbound-choice.ts';
import type { Situation } from './situation.ts';

/** The outbound number and the language of a call (OUT-10). */
export type Line = {
  readonly numbers: readonly OutboundNumber[];
  readonly languages: readonly string[];
  /** E.164; null: none is configured, so the platform takes its own. */
  readonly number: string | null;
  readonly lang: string | null;
  readonly refusals: readonly OutboundRefusal[];
};

/** A number without languages of its own serves every language. */
function speaks({ languages }: OutboundNumber, lang: string): boolean {
  return languages.length === 0 || languages.includes(lang);
}

/** OUT-10: the agent's choice from the configured numbers; without one the first that speaks the language. */
export function lineOf({ question, settings, step }: Situation): Line {
  const numbers = withTeamNumber(settings.outbound.numbers, step.kind === 'teamTicket' ? step.outboundNumber : null);
  const everyLanguage = [...new Set(numbers.flatMap(({ languages }) => languages))];
  const { lang } = question;
  const asked =
    question.outboundNumber === null
      ? null
      : (toE164(question.outboundNumber, settings.contacts.defaultCountry) ?? question.outboundNumber);
  const picked = numbers.find(({ number }) => number === asked) ?? null;
  const refuse = (field: OutboundRefusal['field'], because: string): Line => ({
    numbers,
    languages: everyLanguage,
    number: null,
    lang,
    refusals: [{ field, rule: 'OUT-10', because }],
  });
  if (asked !== null && picked === null) {
    const instead = numbers.length === 0 ? 'leave it empty, since none is set up' : 'pick one of the list';
    return refuse('outboundNumber', `${asked} is none of the outbound numbers: ${instead}.`);
  }
  if (numbers.length === 0) return { numbers, languages: [], number: null, lang, refusals: [] };
  const line = picked ?? numbers.find((one) => lang === null || speaks(one, lang));
  if (line === undefined) return refuse('language', `No outbound number serves ${lang}: pick another language.`);
  if (lang !== null && !speaks(line, lang))
    return refuse('language', `${line.label} does not serve ${lang}: pick another number or language.`);
  const languages = line.languages.length === 0 ? everyLanguage : line.languages;
  return { numbers, languages, number: line.number, lang: lang ?? languages[0] ?? null, refusals: [] };
}

/** TEAM-1: the default outbound number of the team's queue comes first. */
function withTeamNumber(numbers: readonly OutboundNumber[], own: string | null): readonly OutboundNumber[] {
  if (own === null) return numbers;
  const listed = numbers.find(({ number }) => number === own);
  const first = listed ?? { number: own, label: own, languages: [], queueIds: [] };
  return [first, ...numbers.filter(({ number }) => number !== own)];
}
