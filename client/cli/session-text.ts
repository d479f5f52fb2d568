import { waitWords } from '../../domain/session-view/details.ts';
import type { Phase } from '../../domain/session-view/phase.ts';
import type { SessionView } from '../../domain/session-view/view.ts';
import { isoTime } from '../../domain/iso-time.ts';

const phases: Readonly<Record<Phase, string>> = {
  open: 'under way, its ticket not made yet',
  live: 'under way, with its ticket',
  compensate: 'over, its ticket still to be made',
  settle: 'over, the rest is being written',
  done: 'done',
};

function ticketLine({ ticketId, ticketIs, compensated }: SessionView): string {
  if (ticketId === null) {
    switch (ticketIs) {
      case 'refused':
        return 'refused by Zendesk';
      case 'none':
        return 'none, as a rule says';
      case 'made':
      case 'appended':
      case 'found':
      case 'not yet':
        return 'not yet';
      default:
        return ticketIs satisfies never;
    }
  }
  return `${ticketId}, ${ticketIs}${compensated ? ' after the end by the compensation' : ''}`;
}

/** A time as text for people. `at`: ms since the epoch. */
export function formatTime(at: number): string {
  return isoTime(at).replace('T', ' ').replace('Z', ' UTC');
}

function section(title: string, lines: readonly string[]): readonly string[] {
  return lines.length === 0 ? [] : ['', title, ...lines.map((line) => `  ${line}`)];
}

/** A session as lines of text for people (OPS-1). */
export function formatSession(view: SessionView): readonly string[] {
  const { id, phase, channel, queueId, agentId, contactId, candidates } = view;
  const known = [
    channel === null ? [] : [`channel ${channel}`],
    queueId === null ? [] : [`queue ${queueId}`],
    agentId === null ? [] : [`agent ${agentId}`],
  ].flat();
  const choice = candidates.length > 1 ? ` (of ${candidates.map((contact) => contact.id).join(', ')})` : '';
  return [
    `Session ${id}: ${phases[phase]}`,
    ...(known.length === 0 ? [] : [`  ${known.join(', ')}`]),
    `  contact  ${contactId === null ? 'not settled' : contactId}${choice}`,
    `  ticket   ${ticketLine(view)}`,
    ...section(
      'Why',
      view.reasons.map(({ about, because, rule }) => `${about}: ${because} (${rule})`),
    ),
    ...section(
      'Waits for',
      view.waitsFor.map((wait) =>
        wait.until === null ? waitWords[wait.for] : `${waitWords[wait.for]}, until ${formatTime(wait.until)}`,
      ),
    ),
    ...section('In Zendesk', view.written),
    ...section('On its way', view.pending),
    ...section(
      'Refused by Zendesk',
      view.failed.map(({ id: write, code, message }) => `${write}: ${code}: ${message}`),
    ),
    ...section(
      'Trouble',
      view.troubles.map(
        ({ key, code, message, count, retryAt }) =>
          `${key}, attempt ${count}: ${code}: ${message}; again at ${formatTime(retryAt)}`,
      ),
    ),
    ...section('Warnings', view.warnings),
  ];
}
