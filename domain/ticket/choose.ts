import type { Decision } from '../decision.ts';
import { decide } from '../decision.ts';
import {
  abandonedAt,
  agentOf,
  channelOf,
  connectedAgent,
  endedAt,
  isCall,
  overdueAt,
  queueOf,
  startOf,
} from '../session/readings.ts';
import type { Session } from '../session/session.ts';
import type { WaitsFor } from '../session/step.ts';
import type { Settings } from '../settings/settings.ts';
import type { Ticket, TicketStatus } from './ticket.ts';
import { channelTag, queueTag } from './tags.ts';

/** Why a ticket is due now, or until when it is not. */
export type Occasion =
  | { readonly kind: 'wait'; readonly for: WaitsFor; readonly until: number | null }
  | { readonly kind: 'served' }
  | { readonly kind: 'abandoned' }
  | { readonly kind: 'never' };

/** TKT-1, TKT-2, TKT-7, TKT-8: whether the session is at the point where it should have a ticket. */
export function occasionOf(session: Session, settings: Settings, now: number): Decision<Occasion> {
  const start = startOf(session);
  const ended = endedAt(session, settings, now);
  if (start?.direction === 'outbound') return outboundOccasion(session, settings, ended);
  const { createWhen } = settings.tickets;
  const call = isCall(session);
  const rule = call ? 'TKT-2' : 'TKT-1';
  if (connectedAgent(session) !== null) return decide({ kind: 'served' }, rule, 'An agent answered.');

  const abandoned = abandonedAt(session, settings, now);
  if (abandoned !== null) {
    if (now < abandoned)
      return decide({ kind: 'wait', for: 'agent', until: abandoned }, 'TKT-8', 'It may yet turn out to be answered.');
    const wanted = call ? settings.tickets.createForAbandonedCalls : settings.tickets.createForAbandonedChats;
    return wanted
      ? decide({ kind: 'abandoned' }, 'TKT-8', 'It ended before a human agent answered.')
      : decide(
          { kind: 'never' },
          'TKT-8',
          'It ended unanswered, and the settings say that such a session gets no ticket.',
        );
  }
  if (agentOf(session) !== null && !(call && createWhen === 'connected'))
    return decide({ kind: 'served' }, rule, 'It was assigned to an agent.');
  return decide({ kind: 'wait', for: 'agent', until: overdueAt(session, settings) }, rule, 'No agent has it yet.');
}

function outboundOccasion(session: Session, settings: Settings, ended: number | null): Decision<Occasion> {
  if (settings.tickets.createWhen === 'assigned' || connectedAgent(session) !== null)
    return decide({ kind: 'served' }, 'TKT-7', 'An outbound call has a ticket from its start.');
  if (ended !== null) return decide({ kind: 'never' }, 'TKT-7', 'The outbound call was never answered.');
  return decide({ kind: 'wait', for: 'agent', until: overdueAt(session, settings) }, 'TKT-7', 'Not answered yet.');
}

export type TicketChoice =
  | { readonly kind: 'new' }
  | { readonly kind: 'append'; readonly ticket: Ticket }
  | { readonly kind: 'none' };

const activeStatuses: readonly TicketStatus[] = ['new', 'open', 'pending', 'hold'];

/**
 * Which ticket the session goes onto, once one is due (APP-1, TKT-8, TKT-11).
 * @param tickets the contact's, newest first
 * @param shared the contact is the one that all anonymous callers share (CON-5)
 */
export function chooseTicket(
  session: Session,
  occasion: Decision<Occasion>,
  tickets: readonly Ticket[],
  shared: boolean,
  settings: Settings,
): Decision<TicketChoice> {
  const { rule, because } = occasion;
  if (occasion.choice.kind === 'never') return decide({ kind: 'none' }, rule, because);
  const append = occasion.choice.kind === 'abandoned' ? null : appendable(session, tickets, shared, settings);
  if (append !== null) return append;
  if (!settings.tickets.create)
    return decide({ kind: 'none' }, 'TKT-11', 'The settings say that no ticket is made, and none can be appended to.');
  return decide({ kind: 'new' }, rule, because);
}

/** APP-1: only the most recent ticket counts, of the same leaf queue and the same channel, while it is active. */
export function appendable(
  session: Session,
  tickets: readonly Ticket[],
  shared: boolean,
  settings: Settings,
): Decision<TicketChoice> | null {
  const start = startOf(session);
  const queue = queueOf(session);
  const [latest] = tickets;
  if (start === null || queue === null || latest === undefined || shared) return null;
  if (start.direction !== 'inbound' || !settings.append.inbound || settings.append.never) return null;
  const same = latest.tags.includes(queueTag(queue)) && latest.tags.includes(channelTag(channelOf(start)));
  if (!same || !activeStatuses.includes(latest.status)) return null;
  return decide(
    { kind: 'append', ticket: latest },
    'APP-1',
    `The contact's most recent ticket is of the same queue and channel, and ${latest.status}.`,
  );
}
