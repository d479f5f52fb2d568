import type { SessionReading } from '../session/read-session.ts';
import { messagesUntil } from '../session/timing.ts';
import type { WaitsFor } from '../session/step.ts';
import { decide } from '../decision.ts';
import type { Decision } from '../decision.ts';

/** The reason for which the session should have a ticket, or the wait until that is known. `never`: it gets no ticket. */
export type TicketCause =
  | { readonly kind: 'wait'; readonly for: WaitsFor; readonly until: number | null }
  | { readonly kind: 'served' }
  | { readonly kind: 'abandoned' }
  | { readonly kind: 'voicemail' }
  | { readonly kind: 'never' };

/** TKT-1 to TKT-3, TKT-7 to TKT-9: decides whether the session should have a ticket now. */
export function ticketCause(reading: SessionReading): Decision<TicketCause> {
  const { settings, now, isCall, endedAt, abandonedAt } = reading;
  if (reading.start?.direction === 'outbound') return outboundTicketCause(reading);
  if (reading.voicemailAt !== null)
    return decide(
      { kind: 'voicemail' },
      'TKT-9',
      'The customer left a voicemail, which always has a ticket of its own.',
    );

  if (!reading.hasEnoughMessages) {
    const needed = settings.tickets.chatMinimumCustomerMessages;
    if (endedAt === null)
      return decide(
        { kind: 'wait', for: 'messages', until: reading.presumedOverAt },
        'TKT-3',
        `The customer has not sent ${needed} messages yet.`,
      );
    if (now < messagesUntil(endedAt))
      return decide(
        { kind: 'wait', for: 'messages', until: messagesUntil(endedAt) },
        'TKT-3',
        'Messages sent before the end may still come in.',
      );
    return decide({ kind: 'never' }, 'TKT-3', `The chat ended before its customer had sent ${needed} messages.`);
  }

  const rule = isCall ? 'TKT-2' : 'TKT-1';
  if (reading.agents.connected !== null) return decide({ kind: 'served' }, rule, 'An agent answered.');
  if (abandonedAt !== null) {
    if (now < abandonedAt)
      return decide(
        { kind: 'wait', for: 'agent', until: abandonedAt },
        'TKT-8',
        'The platform may still report an answer.',
      );
    const wanted = isCall ? settings.tickets.createForAbandonedCalls : settings.tickets.createForAbandonedChats;
    return wanted
      ? decide({ kind: 'abandoned' }, 'TKT-8', 'It ended before a human agent answered.')
      : decide(
          { kind: 'never' },
          'TKT-8',
          'It ended unanswered, and the settings say that such a session gets no ticket.',
        );
  }
  if (reading.agents.current !== null && !(isCall && settings.tickets.createWhen === 'connected'))
    return decide({ kind: 'served' }, rule, 'It was assigned to an agent.');
  return decide({ kind: 'wait', for: 'agent', until: reading.presumedOverAt }, rule, 'No agent has it yet.');
}

/** TKT-7: an outbound call gets its ticket at its start, or when the customer answers. */
function outboundTicketCause(reading: SessionReading): Decision<TicketCause> {
  const { settings } = reading;
  if (settings.tickets.createWhen === 'assigned' || !reading.isCall)
    return decide({ kind: 'served' }, 'TKT-7', 'An outbound call has a ticket from its start.');
  if (reading.agents.connected !== null) return decide({ kind: 'served' }, 'TKT-7', 'The customer answered.');
  if (reading.endedAt === null)
    return decide(
      { kind: 'wait', for: 'agent', until: reading.presumedOverAt },
      'TKT-7',
      'The customer has not answered yet.',
    );
  return decide({ kind: 'never' }, 'TKT-7', 'The customer did not answer, and only answered calls get a ticket.');
}
