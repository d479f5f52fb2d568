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
import { refuseTicketAsIs, refuseTicketPick } from '../domain/ticket/pick.ts';
import type { Ticket } from '../domain/zendesk/ticket.ts';
import { mergeTicket, pickContact, pickTicket } from './messages.ts';

type CommandedSession = {
  readonly session: () => Session;
  /** Null in the first moments. */
  readonly settings: () => Settings | null;
  /** Takes the event that an accepted command stands for; the state after it. */
  readonly applyCommand: (event: SessionEvent) => SessionView;
  /** The ticket as it is now; null: there is none, undefined: Zendesk did not say in time. */
  readonly read: (ticketId: number) => Promise<Ticket | null | undefined>;
};

/** ADP-3: takes the commands of agents. */
export function receiveCommands({ session, settings, applyCommand, read }: CommandedSession): void {
  const take = (command: AgentCommand): SessionView => {
    // Of two that come at once both may have passed the validator: the first that gets here is final.
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
      // Where Zendesk does not say, the session looks for itself, as after a pick that came as an event.
      if (isNamed && ticket !== undefined) unless(refuseTicketAsIs(ticketId, ticket));
      return take({ kind: 'ticket.pick', command });
    },
    { validator: (command) => unless(judge({ kind: 'ticket.pick', command })) },
  );
}

function unless(refusal: Refusal | null): void {
  if (refusal !== null) throw ApplicationFailure.nonRetryable(refusal.because, 'CommandRefused', refusal.rule);
}
