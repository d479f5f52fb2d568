import { ApplicationFailure, setHandler } from '@temporalio/workflow';
import { refusePick } from '../domain/contact/pick.ts';
import type { Refusal } from '../domain/contact/pick.ts';
import { eventOf } from '../domain/events/agent-commands.ts';
import type { AgentCommand } from '../domain/events/agent-commands.ts';
import type { SessionEvent } from '../domain/events/parse-events.ts';
import { hasEventId } from '../domain/session/intake.ts';
import type { Session } from '../domain/session/state.ts';
import type { SessionView } from '../domain/session-view/view.ts';
import type { Settings } from '../domain/settings/settings.ts';
import { refuseMerge } from '../domain/ticket/merge.ts';
import { refuseTicketByStatus, refuseTicketPick } from '../domain/ticket/pick.ts';
import type { Ticket } from '../domain/zendesk/ticket.ts';
import { answerWithHash } from './body-hash.ts';
import { mergeTicket, pickContact, pickTicket } from './messages.ts';
import type { WithBodyHash } from './messages.ts';

type CommandedSession = {
  readonly session: () => Session;
  /** Null until the session has read its settings, in its first moments. */
  readonly settings: () => Settings | null;
  /** Applies the event of an accepted command, and gives the state after it. */
  readonly applyCommand: (event: SessionEvent) => SessionView;
  /** Reads the ticket as it is now. Null: it does not exist. Undefined: Zendesk did not answer in time. */
  readonly readTicket: (ticketId: number) => Promise<Ticket | null | undefined>;
};

/**
 * Receives the commands of agents (ADP-3). A command that the rules refuse fails with `CommandRefused`. Where possible the
 * validator refuses it, so that it leaves no event in the history.
 */
export function receiveCommands({ session, settings, applyCommand, readTicket }: CommandedSession): void {
  const applyIfAllowed = (command: AgentCommand): WithBodyHash<SessionView> => {
    // Two commands that arrive at the same moment may both pass the validator. The one that gets here first wins.
    throwIfRefused(refusalOf(command));
    return answerWithHash(applyCommand(eventOf(session().id, command)), command.command);
  };
  const refusalOf = ({ kind, command }: AgentCommand): Refusal | null => {
    switch (kind) {
      case 'contact.pick':
        return refusePick(session(), command, settings());
      case 'ticket.pick':
        return refuseTicketPick(session(), command, settings());
      case 'ticket.merge':
        return refuseMerge(session(), command);
      default:
        return kind satisfies never;
    }
  };
  setHandler(pickContact, (command) => applyIfAllowed({ kind: 'contact.pick', command }), {
    validator: (command) => throwIfRefused(refusalOf({ kind: 'contact.pick', command })),
  });
  setHandler(mergeTicket, (command) => applyIfAllowed({ kind: 'ticket.merge', command }), {
    validator: (command) => throwIfRefused(refusalOf({ kind: 'ticket.merge', command })),
  });
  setHandler(
    pickTicket,
    async (command) => {
      const { ticketId, key } = command;
      const isNewTicketId = typeof ticketId === 'number' && !hasEventId(session().eventIds, key);
      const ticket = isNewTicketId ? await readTicket(ticketId) : undefined;
      // If Zendesk did not answer, the session reads the ticket later, as it does after a pick that arrives as an event.
      if (isNewTicketId && ticket !== undefined) throwIfRefused(refuseTicketByStatus(ticketId, ticket));
      return applyIfAllowed({ kind: 'ticket.pick', command });
    },
    { validator: (command) => throwIfRefused(refusalOf({ kind: 'ticket.pick', command })) },
  );
}

function throwIfRefused(refusal: Refusal | null): void {
  if (refusal !== null) throw ApplicationFailure.nonRetryable(refusal.because, 'CommandRefused', refusal.rule);
}
