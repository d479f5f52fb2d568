import { readSession } from '../session/read-session.ts';
import type { SessionReading } from '../session/read-session.ts';
import type { ZendeskProblem } from '../zendesk/error-codes.ts';
import type { Contact } from '../zendesk/contact.ts';
import type { Settings } from '../settings/settings.ts';
import { chooseContact } from '../contact/choose.ts';
import { matchingContacts } from '../contact/look-ups.ts';
import { refusedContactPicks } from '../contact/pick.ts';
import { chooseOutbound } from '../ticket/outbound.ts';
import { refusedTicketPicks } from '../ticket/pick.ts';
import { isFailed } from '../next-steps/failed-outcome.ts';
import { nextSteps } from '../next-steps/next-steps.ts';
import { channelOf } from '../session/start.ts';
import type { Channel } from '../session/start.ts';
import type { FailingStep, Reason, Session } from '../session/state.ts';
import type { Step, WaitsFor } from '../session/step.ts';
import { phaseOf } from './phase.ts';
import type { Phase } from './phase.ts';

/** A write that Zendesk refused for good (END-5). `FileRefused`: its file could not be had. */
export type FailedWrite = Omit<ZendeskProblem, 'code'> & {
  readonly id: string;
  readonly code: ZendeskProblem['code'] | 'FileRefused';
};

/** The session as agents and operators see it. */
export type SessionView = {
  readonly id: string;
  readonly phase: Phase;
  readonly waitsFor: readonly { readonly for: WaitsFor; readonly until: number | null }[];
  readonly channel: Channel | null;
  readonly queueId: string | null;
  /** The agent who serves the session, is offered it, or dialled it; the platform's id. */
  readonly agentId: string | null;
  /** ADP-4: all agents who may see the session; the platform's ids. */
  readonly agentIds: readonly string[];
  /** The choice that the agent may make now (CON-6, OUT-1). */
  readonly choice: 'contact' | 'ticket' | null;
  readonly candidates: readonly Contact[];
  readonly contactId: number | null;
  readonly ticketId: number | null;
  readonly ticketIs: 'made' | 'appended' | 'found' | 'refused' | 'none' | 'not yet';
  readonly compensated: boolean;
  readonly written: readonly string[];
  readonly pending: readonly string[];
  readonly failed: readonly FailedWrite[];
  readonly reasons: readonly Reason[];
  readonly troubles: readonly FailingStep[];
  readonly warnings: readonly string[];
};

/** END-4, END-5: the writes that Zendesk refused for good; a refused ticket has the id `<session id>/ticket`. */
export function failedWrites(session: Session): readonly FailedWrite[] {
  const { ticketRefused, writes } = session.progress;
  const refusedTicket = ticketRefused === null ? [] : [{ id: `${session.id}/ticket`, ...ticketRefused }];
  const refused = writes.flatMap(({ id, outcome }): FailedWrite[] =>
    isFailed(outcome)
      ? [{ id, code: outcome.kind === 'refused' ? outcome.code : 'FileRefused', message: outcome.message }]
      : [],
  );
  return [...refusedTicket, ...refused];
}

function waitsOf(steps: readonly Step[]): SessionView['waitsFor'] {
  return steps.flatMap((step) => (step.kind === 'wait' ? [{ for: step.for, until: step.until }] : []));
}

/** The Zendesk user of the contact; null: not chosen yet, or the agent must choose (CON-6). */
export function contactIdOf(reading: SessionReading): number | null {
  const { session } = reading;
  const asked = session.progress.ticket?.requesterId ?? session.progress.draft?.requesterId ?? null;
  if (asked !== null || (session.progress.lookUps.length === 0 && session.progress.madeContact === null)) return asked;
  const { choice } = chooseContact(reading);
  return choice.kind === 'use' ? choice.contact.id : null;
}

function choiceOf(reading: SessionReading, steps: readonly Step[]): SessionView['choice'] {
  const waits = steps.flatMap((step) => (step.kind === 'wait' ? [step.for] : []));
  if (waits.includes('ticket') && chooseOutbound(reading).rule === 'OUT-1') return 'ticket';
  const { draft, ticket, endedWithoutTicket } = reading.session.progress;
  const isOpen = draft === null && ticket === null && !endedWithoutTicket && contactIdOf(reading) === null;
  return isOpen && matchingContacts(reading).length > 1 ? 'contact' : null;
}

/** SEC-2: the texts and events for which the session had no room. */
function keptWarnings({ kept }: Session): readonly string[] {
  if (kept === undefined) return [];
  const list = (counts: Readonly<Record<string, number>>): string =>
    Object.entries(counts)
      .map(([type, count]) => `${count} of ${type}`)
      .join(', ');
  return [
    ...(Object.keys(kept.cut).length === 0
      ? []
      : [`More was reported than can be kept. Texts were cut: ${list(kept.cut)} (SEC-2).`]),
    ...(Object.keys(kept.leftOut).length === 0
      ? []
      : [`More was reported than can be kept. Events were left out: ${list(kept.leftOut)} (SEC-2).`]),
  ];
}

function warningsOf(reading: SessionReading): readonly string[] {
  const missing = reading.expected.recordings;
  const isMissed = missing > 0 && reading.endedAt !== null && reading.isTicketDecided;
  const { unknownChoice } = reading;
  return [
    ...reading.session.received.warnings,
    ...keptWarnings(reading.session),
    ...(unknownChoice === null
      ? []
      : [
          `The call carries the choice ${unknownChoice}, which is not open (any more): the ticket was found without it (OUT-14).`,
        ]),
    ...refusedContactPicks(reading),
    ...refusedTicketPicks(reading),
    ...(isMissed ? [`${missing} recording(s) expected that have not come.`] : []),
  ];
}

/**
 * Describes the session as it is.
 * @param now ms since the epoch
 * @param steps the session's next steps, if the caller knows them already
 */
export function viewOf(
  session: Session,
  settings: Settings,
  now: number,
  steps: readonly Step[] = nextSteps(session, settings, now),
): SessionView {
  const { ticket, ticketRefused, endedWithoutTicket, writes } = session.progress;
  const reading = readSession(session, settings, now);
  const { start, agents } = reading;
  const dialler = start?.direction === 'outbound' ? start.agent : null;
  return {
    id: session.id,
    phase: phaseOf(reading, steps),
    waitsFor: waitsOf(steps),
    channel: start === null ? null : channelOf(start),
    queueId: reading.queue?.id ?? null,
    agentId: (agents.current?.agent ?? dialler)?.id ?? null,
    agentIds: [...new Set(agents.involvedIds)],
    choice: choiceOf(reading, steps),
    candidates: matchingContacts(reading),
    contactId: contactIdOf(reading),
    ticketId: ticket?.id ?? null,
    ticketIs: ticket?.origin ?? (ticketRefused !== null ? 'refused' : endedWithoutTicket ? 'none' : 'not yet'),
    compensated: ticket?.compensated ?? false,
    written: writes.filter(({ outcome }) => outcome?.kind === 'written').map(({ id }) => id),
    pending: writes.filter(({ outcome }) => outcome === null).map(({ id }) => id),
    failed: failedWrites(session),
    reasons: session.progress.reasons,
    troubles: session.progress.failingSteps,
    warnings: warningsOf(reading),
  };
}
