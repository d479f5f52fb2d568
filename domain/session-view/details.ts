import { limits } from '../limits.ts';
import type { SessionView } from './view.ts';
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

const most = limits.session.shownWrites.value;

function list(title: string, items: readonly string[]): readonly string[] {
  if (items.length === 0) return [];
  const shown = items.slice(0, most).map((item) => `- ${item}`);
  const more = items.length > most ? [`- and ${items.length - most} more`] : [];
  return ['', `**${title}**`, ...shown, ...more];
}

/** The session at a glance, as Markdown for the Temporal UI (OPS-1): ids and reasons, no personal data (SEC-3). */
export function detailsOf(view: SessionView): string {
  const ticket = view.ticketId === null ? `no ticket: ${view.ticketIs}` : `ticket ${view.ticketId}, ${view.ticketIs}`;
  const contact = view.contactId === null ? '' : `, contact ${view.contactId}`;
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
      view.failed.map(({ id, code, message }) => `${id}: ${code}: ${message}`),
    ),
    ...list(
      'Trouble',
      view.troubles.map(({ key, code, message, count }) => `${key}, attempt ${count}: ${code}: ${message}`),
    ),
    ...list('Warnings', view.warnings),
  ].join('\n');
}
