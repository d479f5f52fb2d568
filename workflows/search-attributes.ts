import { defineSearchAttributeKey } from '@temporalio/common';
import type { SearchAttributePair } from '@temporalio/common';
import { shownId } from '../domain/events/natural-keys.ts';
import type { SessionView } from '../domain/session-view/view.ts';

/** The search attributes by which operators filter sessions. They hold ids and no personal data (SEC-3). */
export const searchAttributes = {
  phase: defineSearchAttributeKey('SessionPhase', 'KEYWORD'),
  waitsFor: defineSearchAttributeKey('SessionWaitsFor', 'KEYWORD'),
  channel: defineSearchAttributeKey('SessionChannel', 'KEYWORD'),
  queueId: defineSearchAttributeKey('SessionQueueId', 'KEYWORD'),
  agentId: defineSearchAttributeKey('SessionAgentId', 'KEYWORD'),
  contactId: defineSearchAttributeKey('SessionContactId', 'KEYWORD'),
  ticketId: defineSearchAttributeKey('SessionTicketId', 'KEYWORD'),
  failedWrites: defineSearchAttributeKey('SessionFailedWrites', 'INT'),
  compensated: defineSearchAttributeKey('SessionCompensated', 'BOOL'),
  /** The time at which the attributes were written last. Agents' applications ask for sessions that changed since a time (ADP-3). */
  changedAt: defineSearchAttributeKey('SessionChangedAt', 'DATETIME'),
} as const;

/** The one wait that is shown. A wait that a person can end goes before a wait that only time ends. */
function mostActionableWait(view: SessionView): string {
  const order = [
    'pick',
    'ticket',
    'retry',
    'start',
    'agent',
    'messages',
    'writes',
    'wrap_up',
    'recording',
    'transcript',
    'metadata',
    'end',
  ] as const;
  return order.find((reason) => view.waitsFor.some((wait) => wait.for === reason)) ?? 'nothing';
}

/** The search attributes that fit the state of a session. */
export function attributesOf(view: SessionView): readonly SearchAttributePair[] {
  const { phase, waitsFor, channel, queueId, agentId, contactId, ticketId, failedWrites, compensated } =
    searchAttributes;
  const isKnown = <Value>(value: Value | null): value is Value => value !== null;
  return [
    { key: phase, value: view.phase },
    { key: waitsFor, value: mostActionableWait(view) },
    ...(isKnown(view.channel) ? [{ key: channel, value: view.channel }] : []),
    ...(isKnown(view.queueId) ? [{ key: queueId, value: shownId(view.queueId) }] : []),
    ...(isKnown(view.agentId) ? [{ key: agentId, value: shownId(view.agentId) }] : []),
    ...(isKnown(view.contactId) ? [{ key: contactId, value: String(view.contactId) }] : []),
    ...(isKnown(view.ticketId) ? [{ key: ticketId, value: String(view.ticketId) }] : []),
    ...(view.failed.length > 0 ? [{ key: failedWrites, value: view.failed.length }] : []),
    ...(view.compensated ? [{ key: compensated, value: true }] : []),
  ];
}

const importantWaits: readonly unknown[] = ['pick', 'ticket', 'retry'];

/**
 * Whether the search attributes are written now. Writing them costs a history event, so small changes wait for the next
 * important one. Important are: phase, ticket, failed writes, compensation, waiting for a pick, a ticket or a retry, and
 * for agents also a change of agent and the end of writing (ADP-3).
 * @param shown the attributes as they were written last; empty: as the session was started
 * @param how `visibleToAgents`: agents' applications list this session, which is false if an earlier version started it.
 *   `hasRequestedTicket`: the ticket was requested a moment ago, so a change of agent can be written together with it.
 *   `wasWriting`: writes were under way when the state was shown last.
 */
export function isWorthAnEvent(
  now: readonly SearchAttributePair[],
  shown: readonly SearchAttributePair[],
  how: { readonly visibleToAgents: boolean; readonly hasRequestedTicket: boolean; readonly wasWriting: boolean },
): boolean {
  const { phase, ticketId, failedWrites, compensated, waitsFor, agentId } = searchAttributes;
  // A session is started with its phase, so its first search attributes need no event.
  const before = shown.length === 0 ? startAttributes : shown;
  const wait = valueOf(now, waitsFor.name);
  const waited = valueOf(before, waitsFor.name);
  const isWaitImportant = wait !== waited && (importantWaits.includes(wait) || importantWaits.includes(waited));
  const hasFinishedWriting = how.visibleToAgents && how.wasWriting && !isWriting(now);
  const important = [
    phase,
    ticketId,
    failedWrites,
    compensated,
    ...(how.visibleToAgents && !how.hasRequestedTicket ? [agentId] : []),
  ];
  return (
    isWaitImportant || hasFinishedWriting || important.some(({ name }) => valueOf(now, name) !== valueOf(before, name))
  );
}

/** Whether the session waits for the outcome of writes. */
export function isWriting(now: readonly SearchAttributePair[]): boolean {
  return valueOf(now, searchAttributes.waitsFor.name) === 'writes';
}

function valueOf(pairs: readonly SearchAttributePair[], name: string): unknown {
  return pairs.find(({ key }) => key.name === name)?.value;
}

/** The search attributes with which a session's workflow is started. */
export const startAttributes: readonly SearchAttributePair[] = [
  { key: searchAttributes.phase, value: 'open' },
  { key: searchAttributes.changedAt, value: new Date(0) },
];
