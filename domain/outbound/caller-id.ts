import { toE164 } from '../phone.ts';
import type { OutboundNumber } from '../settings/settings.ts';
import type { OutboundRefusal } from '../session/outbound-choice.ts';
import type { Situation } from './situation.ts';

/** OUT-10: the outbound number and the language of a call, with those that the agent may choose from. */
export type CallerId = {
  readonly numbers: readonly OutboundNumber[];
  readonly languages: readonly string[];
  /** E.164. Null: no number is configured, so the platform chooses one. */
  readonly number: string | null;
  readonly lang: string | null;
  readonly refusals: readonly OutboundRefusal[];
};

/** Whether calls in this language may use the number. A number without languages serves every language. */
function servesLanguage({ languages }: OutboundNumber, lang: string): boolean {
  return languages.length === 0 || languages.includes(lang);
}

/** OUT-10: the configured number that the agent chose, or else the first number that serves the language. */
export function chooseCallerId({ question, settings, step }: Situation): CallerId {
  const numbers = withTeamNumber(settings.outbound.numbers, step.kind === 'teamTicket' ? step.outboundNumber : null);
  const everyLanguage = [...new Set(numbers.flatMap(({ languages }) => languages))];
  const { lang } = question;
  const asked =
    question.outboundNumber === null
      ? null
      : (toE164(question.outboundNumber, settings.contacts.defaultCountry) ?? question.outboundNumber);
  const picked = numbers.find(({ number }) => number === asked) ?? null;
  const refuse = (field: OutboundRefusal['field'], because: string): CallerId => ({
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
  const chosen = picked ?? numbers.find((one) => lang === null || servesLanguage(one, lang));
  if (chosen === undefined) return refuse('language', `No outbound number serves ${lang}: pick another language.`);
  if (lang !== null && !servesLanguage(chosen, lang))
    return refuse('language', `${chosen.label} does not serve ${lang}: pick another number or language.`);
  const languages = chosen.languages.length === 0 ? everyLanguage : chosen.languages;
  return { numbers, languages, number: chosen.number, lang: lang ?? languages[0] ?? null, refusals: [] };
}

/** TEAM-1: the default outbound number of the team's queue comes first. */
function withTeamNumber(numbers: readonly OutboundNumber[], own: string | null): readonly OutboundNumber[] {
  if (own === null) return numbers;
  const listed = numbers.find(({ number }) => number === own);
  const first = listed ?? { number: own, label: own, languages: [], queueIds: [] };
  return [first, ...numbers.filter(({ number }) => number !== own)];
}
