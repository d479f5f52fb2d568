import type { Agent, Queue, SharedFile } from '../events/parse-events.ts';
import type { Settings } from '../settings/settings.ts';
import { en } from './en.ts';
import { id } from './id.ts';
import type { Texts } from './texts.ts';
import { addressOf } from '../events/natural-keys.ts';

/** The language and the time zone of the comments. */
export type Wording = { readonly texts: Texts; readonly timeZone: string };

type Language = Settings['language'];

const languages: Readonly<Record<Language, Texts>> = { en, id };

/** @param timeZone IANA name; null: the time zone of the account is not known, so times are in UTC and say so */
export function wordingOf(language: Language, timeZone: string | null): Wording {
  return { texts: languages[language], timeZone: timeZone ?? 'UTC' };
}

/** @param at ISO 8601 or ms since the epoch; a text that is not a date is shown as it came (UPD-5) */
export function timeText(at: string | number, { texts, timeZone }: Wording): string {
  const date = new Date(at);
  return Number.isNaN(date.getTime()) ? String(at) : formatOf(texts.locale, timeZone).format(date);
}

/** Formats that were made before. A format is costly to make, and a session computes its comments after every event. */
const formats = new Map<string, Intl.DateTimeFormat>();

function formatOf(locale: string, timeZone: string): Intl.DateTimeFormat {
  const key = `${locale} ${timeZone}`;
  const known = formats.get(key);
  if (known !== undefined) return known;
  const format = new Intl.DateTimeFormat(locale, { timeZone, dateStyle: 'medium', timeStyle: 'long' });
  formats.set(key, format);
  return format;
}

/** A duration as `mm:ss`, or as `h:mm:ss` from one hour on. */
export function durationText(seconds: number): string {
  const whole = Math.round(seconds);
  const two = (n: number): string => String(n).padStart(2, '0');
  const hours = Math.floor(whole / 3600);
  return `${hours > 0 ? `${hours}:` : ''}${two(Math.floor(whole / 60) % 60)}:${two(whole % 60)}`;
}

/** The name and the address of an agent, or else the platform's id. Null: there is no agent. */
export function agentText(agent: (Partial<Pick<Agent, 'id'>> & Pick<Agent, 'name' | 'email'>) | null): string | null {
  if (agent === null) return null;
  return [agent.name, agent.email].filter((part) => part !== null).join(', ') || (agent.id ?? null);
}

export function queueText(queue: Queue | null): string | null {
  return queue === null ? null : (queue.name ?? queue.id);
}

/** The name of a file, or else the last part of its address. The query is left out, because it may hold a signature. */
export function fileText({ name, url }: SharedFile): string {
  return name ?? addressOf(url).split('/').at(-1) ?? '';
}
