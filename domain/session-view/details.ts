import { limits } from '../limits.ts';
import { otherZendeskErrors, zendeskErrors } from '../zendesk/error-codes.ts';
import type { FailedWrite, SessionView } from './view.ts';
import { isoTime } from '../iso-time.ts';

/** The names of waits for people. */
export const waitWords: Readonly<Record<SessionView['waitsFor'][number]['for'], string>> = {
  start: 'the start of the session',
  agent: 'an agent',
  messages: 'more messages of the customer',
  pick: "the agent's pick among several contacts",
  ticket: 'its ticket to be known',
  end: 'the end of the session',
  wrap_up: 'the end of the wrap-up',
  recording: 'a recording',
  transcript: 'the transcript',
  metadata: "the platform's metadata document",
  writes: 'Zendesk to take its writes',
  retry: 'another attempt',
};

/** What an operator does about a refusal, as docs/errors.md says it. */
function remedyOf(code: FailedWrite['code']): string {
  return { ...zendeskErrors, ...otherZendeskErrors }[code].remedy;
}

const most = limits.session.shownWrites.value;

function list(title: string, items: readonly string[]): readonly string[] {
  if (items.length === 0) return [];
  const shown = items.slice(0, most).map((item) => `- ${item}`);
  const more = items.length > most ? [`- and ${items.length - most} more`] : [];
  return ['', `**${title}**`, ...shown, ...more];
}

/**
 * The session at a glance, as Markdown for the Temporal UI (OPS-1): ids and reasons, no personal data (SEC-3).
 *
 * @param zendeskUrl the address of the account, to which ticket and contact are linked. Left out: without links.
 */
export function detailsOf(view: SessionView, zendeskUrl?: string): string {
  const link = (text: string, path: string): string =>
    zendeskUrl === undefined ? text : `[${text}](${new URL(`/agent/${path}`, zendeskUrl).href})`;
  const ticket =
    view.ticketId === null
      ? `no ticket: ${view.ticketIs}`
      : `${link(`ticket ${view.ticketId}`, `tickets/${view.ticketId}`)}, ${view.ticketIs}`;
  const contact = view.contactId === null ? '' : `, ${link(`contact ${view.contactId}`, `users/${view.contactId}`)}`;
  return [
    `**${view.phase}**: ${ticket}${contact}${view.compensated ? ', compensated' : ''}`,
    ...list(
      'Waits for',
      view.waitsFor.map((wait) =>
        wait.until === null ? waitWords[wait.for] : `${waitWords[wait.for]}, until ${isoTime(wait.until)}`,
      ),
    ),
    ...list(
      'Why',
      view.reasons.map(({ about, because, rule }) => `${about}: ${because} (${rule})`),
    ),
    ...list('In Zendesk', view.written),
    ...list('On its way', view.pending),
    ...list(
      'Refused by Zendesk',
      view.failed.map(({ id, code, message }) => `${id}: ${code}: ${message} ${remedyOf(code)}`),
    ),
    ...list(
      'Trouble',
      view.troubles.map(
        ({ key, code, message, count }) => `${key}, attempt ${count}: ${code}: ${message} ${remedyOf(code)}`,
      ),
    ),
    ...list('Warnings', view.warnings),
  ].join('\n');
}
