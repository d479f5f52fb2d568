import { ApplicationFailure, setHandler } from '@temporalio/workflow';
import { refusePick } from '../domain/contact/pick.ts';
import type { Refusal } from '../domain/contact/pick.ts';
import { eventOf } from '../domain/events/agent-commands.ts';
import type { AgentCommand } from '../domain/events/agent-commands.ts';
import type { SessionEvent } from '../domain/events/parse-events.ts';
import type { Session } from '../domain/session/state.ts';
import type { SessionView } from '../domain/session-view/view.ts';
import type { Settings } from '../domain/settings/settings.ts';
import { refuseMerge } from '../domain/ticket/merge.ts';
import { refuseTicketByStatus, refuseTicketPick } from '../domain/ticket/pick.ts';
import type { Ticket } from '../domain/zendesk/ticket.ts';
import { mergeTicket, pickContact, pickTicket } from './messages.ts';

type CommandedSession = {
  readonly session: () => Session;
  /** Null in the first moments. */
  readonly settings: () => Settings | null;
  /** Applies the event of an accepted command, and gives the state after it. */
  readonly applyCommand: (event: SessionEvent) => SessionView;
  /** Reads the ticket as it is now; null: it does not exist; undefined: Zendesk did not answer in time. */
  readonly read: (ticketId: number) => Promise<Ticket | null | undefined>;
};

/**
 * ADP-3: receives the commands of agents. A command that the rules refuse fails with `CommandRefused`, in the validator where
 * possible, so that it leaves no event in the history.
 */
export function receiveCommands({ session, settings, applyCommand, read }: CommandedSession): void {
  const take = (command: AgentCommand): SessionView => {
    // Two commands that come at once may both pass the validator. The first one that gets here is final.
    unless(judge(command));
    return applyCommand(eventOf(session().id, command));
  };
  const judge = ({ kind, command }: AgentCommand): Refusal | null => {
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
  setHandler(pickContact, (command) => take({ kind: 'contact.pick', command }), {
    validator: (command) => unless(judge({ kind: 'contact.pick', command })),
  });
  setHandler(mergeTicket, (command) => take({ kind: 'ticket.merge', command }), {
    validator: (command) => unless(judge({ kind: 'ticket.merge', command })),
  });
  setHandler(
    pickTicket,
    async (command) => {
      const { ticketId, key } = command;
      const isNamed = typeof ticketId === 'number' && !session().eventIds.includes(key);
      const ticket = isNamed ? await read(ticketId) : undefined;
      // If Zendesk has not answered, the session reads the ticket later, as after a pick that came as an event.
      if (isNamed && ticket !== undefined) unless(refuseTicketByStatus(ticketId, ticket));
      return take({ kind: 'ticket.pick', command });
    },
    { validator: (command) => unless(judge({ kind: 'ticket.pick', command })) },
  );
}

function unless(refusal: Refusal | null): void {
  if (refusal !== null) throw ApplicationFailure.nonRetryable(refusal.because, 'CommandRefused', refusal.rule);
}
