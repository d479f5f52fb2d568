import type { SessionReading } from '../session/read-session.ts';
import { chooseContact } from '../contact/choose.ts';
import { reasonOf } from '../comment/reasons.ts';
import type { Reason, Session } from '../session/state.ts';
import type { Step, WaitStep } from '../session/step.ts';
import { matchingContacts } from '../contact/look-ups.ts';
import { ticketCause } from '../ticket/ticket-cause.ts';
import { renderSubject } from '../settings/subject-template.ts';
import type { Assignee, TicketDraft, TicketStatus } from '../zendesk/ticket.ts';
import { contactToMake } from './dry-run.ts';

/** OPS-2: which contact and which ticket the session would get, and why. Ids are Zendesk's, times ms since the epoch. */
export type DryRunAnswer = {
  readonly contact:
    | { readonly kind: 'existing'; readonly id: number; readonly name: string | null }
    | { readonly kind: 'new'; readonly name: string | null; readonly phone: string | null }
    /** CON-6: the agent would be asked. Newest first. */
    | { readonly kind: 'pick'; readonly candidates: readonly { readonly id: number; readonly name: string }[] }
    | { readonly kind: 'none' };
  readonly ticket:
    | {
        readonly kind: 'new';
        readonly subject: string;
        readonly assignee: DryRunAssignee;
        readonly tags: readonly string[];
        readonly followUpOf: number | null;
      }
    | { readonly kind: 'append'; readonly id: number; readonly status: TicketStatus }
    /** A rule says that the session gets no ticket. */
    | { readonly kind: 'none' }
    | { readonly kind: 'wait' };
  readonly reasons: readonly Pick<Reason, 'about' | 'rule' | 'because'>[];
  readonly waitsFor: readonly { readonly for: WaitStep['for']; readonly until: number | null }[];
};

export type DryRunAssignee =
  | {
      readonly kind: 'agent';
      readonly email: string | null;
      readonly name: string | null;
      /** Null: nobody in Zendesk has the address, so that the ticket would stay unassigned (ADP-5). */
      readonly zendeskId: number | null;
    }
  | Exclude<Assignee, { readonly kind: 'agent' }>;

/**
 * Describes the contact and the ticket that the session would get.
 * @param steps the session's next steps at the end of the dry run
 */
export function dryRunAnswer(reading: SessionReading, steps: readonly Step[]): DryRunAnswer {
  const { session } = reading;
  return {
    contact: contactOf(reading, steps),
    ticket: ticketOf(session, steps),
    reasons: reasonsOf(reading, steps).map(({ about, rule, because }) => ({ about, rule, because })),
    waitsFor: steps.flatMap((step) => (step.kind === 'wait' ? [{ for: step.for, until: step.until }] : [])),
  };
}

function contactOf(reading: SessionReading, steps: readonly Step[]): DryRunAnswer['contact'] {
  const { session } = reading;
  const { choice } = chooseContact(reading);
  const chosen = choice.kind === 'use' ? choice.contact : null;
  const id = requesterOf(steps) ?? chosen?.id ?? null;
  if (id === contactToMake) {
    const made = session.progress.madeContact?.contact ?? null;
    return { kind: 'new', name: made?.name ?? null, phone: made?.phone ?? null };
  }
  if (id !== null) return { kind: 'existing', id, name: chosen?.id === id ? chosen.name : null };
  const candidates = matchingContacts(reading);
  if (choice.kind !== 'wait' || candidates.length < 2) return { kind: 'none' };
  return { kind: 'pick', candidates: candidates.map((contact) => ({ id: contact.id, name: contact.name })) };
}

function requesterOf(steps: readonly Step[]): number | null {
  for (const step of steps) {
    if (step.kind === 'openTicket') return step.input.requesterId;
    if (step.kind === 'append') return step.ticket.requesterId;
  }
  return null;
}

function ticketOf(session: Session, steps: readonly Step[]): DryRunAnswer['ticket'] {
  for (const step of steps) {
    if (step.kind === 'openTicket') return newTicket(session, step.input);
    if (step.kind === 'append') return { kind: 'append', id: step.ticket.id, status: step.ticket.status };
    if (step.kind === 'goWithoutTicket' || step.kind === 'settled') return { kind: 'none' };
  }
  return { kind: 'wait' };
}

function newTicket(session: Session, { subject, assignee, tags, followUpOf }: TicketDraft): DryRunAnswer['ticket'] {
  return {
    kind: 'new',
    subject: renderSubject(subject.template, subject.context),
    assignee: assigneeOf(session, assignee),
    tags,
    followUpOf,
  };
}

function assigneeOf(session: Session, assignee: Assignee): DryRunAssignee {
  if (assignee.kind !== 'agent') return assignee;
  const known = session.progress.agents.find(({ email }) => email === assignee.email);
  return { ...assignee, zendeskId: known?.zendeskId ?? null };
}

/** The reasons of the step that decides. While nothing is decided: the reasons of both choices as they are now. */
function reasonsOf(reading: SessionReading, steps: readonly Step[]): readonly Reason[] {
  for (const step of steps)
    if (step.kind === 'openTicket' || step.kind === 'append' || step.kind === 'goWithoutTicket') return step.reasons;
  const { now } = reading;
  return [reasonOf('contact', chooseContact(reading), now), reasonOf('ticket', ticketCause(reading), now)];
}
