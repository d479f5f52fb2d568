import type { MenuPath, Queue, SessionObject } from '../events/parse-events.ts';
import { settingsForQueue } from '../settings/queue.ts';
import type { Settings } from '../settings/settings.ts';
import { customerAsTold, readCustomer } from './customer.ts';
import type { Customer } from './customer.ts';
import { readAgents } from './agents.ts';
import type { SessionAgents } from './agents.ts';
import { readExpected, readHasEnoughMessages } from './expected.ts';
import type { ExpectedData } from './expected.ts';
import { isCallSession, readMenuPath, readQueue, readStart, readUnknownChoice } from './start.ts';
import type { Session } from './state.ts';
import { readTiming } from './timing.ts';
import type { SessionTiming } from './timing.ts';

/**
 * A session at one moment, with everything that follows from its events computed once. The rules take it as one argument.
 * It is never stored.
 */
export type SessionReading = SessionTiming & {
  readonly session: Session;
  /** The settings in force for the session's leaf queue. */
  readonly settings: Settings;
  /** Ms since the epoch. */
  readonly now: number;
  /** The start, with the agent's choice before the call laid over it. Null: the platform has not sent a start. */
  readonly start: SessionObject | null;
  /** The values by which the customer is looked up. Null: the platform has not sent a start. */
  readonly customer: Customer | null;
  readonly isCall: boolean;
  readonly queue: Queue | null;
  readonly menuPath: MenuPath | null;
  readonly agents: SessionAgents;
  readonly expected: ExpectedData;
  /** TKT-3: the customer of a chat has written enough messages for a ticket. True for calls. */
  readonly hasEnoughMessages: boolean;
  /** OUT-14: the key that the call carries of a choice that is no longer open. Null: the call carries no such key. */
  readonly unknownChoice: string | null;
  /** END-1: the call or chat is over. A run that follows an earlier one begins after the end (LATE-1). */
  readonly isOver: boolean;
  /** The session has its ticket, or it is certain that it gets none. */
  readonly isTicketDecided: boolean;
};

/**
 * Reads a session once for all rules.
 *
 * @param document the settings document that the session started with
 * @param now ms since the epoch
 */
export function readSession(session: Session, document: Settings, now: number): SessionReading {
  const start = readStart(session);
  const isCall = isCallSession(session, start);
  const queue = readQueue(session, start);
  const settings = settingsForQueue(document, queue?.id ?? null);
  const agents = readAgents(session, start);
  const timing = readTiming({ session, start, agents, settings, now });
  const { ticket, endedWithoutTicket, ticketRefused } = session.progress;
  return {
    ...timing,
    session,
    settings,
    now,
    start,
    customer: start === null ? null : customerOf(session, start, settings),
    isCall,
    queue,
    menuPath: readMenuPath(session, start),
    agents,
    expected: readExpected(session, start, agents, isCall),
    hasEnoughMessages: isCall || readHasEnoughMessages(session, start, agents, settings),
    unknownChoice: readUnknownChoice(session),
    isOver: session.earlierRun || timing.endedAt !== null,
    isTicketDecided: ticket !== null || endedWithoutTicket || ticketRefused !== null,
  };
}

function customerOf(session: Session, start: SessionObject, settings: Settings): Customer {
  return session.keysAsTold === true ? customerAsTold(start) : readCustomer(start, settings.contacts.defaultCountry);
}
