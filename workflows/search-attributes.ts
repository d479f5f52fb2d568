import { defineSearchAttributeKey } from '@temporalio/common';
import type { SearchAttributePair } from '@temporalio/common';
import type { SessionView } from '../domain/session-view/view.ts';

/** What operators filter sessions by. Ids only: search attributes hold no personal data (SEC-3). */
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
  /** When the attributes were written last: who follows sessions asks for those that changed since (ADP-3). */
  changedAt: defineSearchAttributeKey('SessionChangedAt', 'DATETIME'),
} as const;

/** The wait that says most: what a person could end stands before what only time ends. */
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

/** The attributes of a session as it is. */
export function attributesOf(view: SessionView): readonly SearchAttributePair[] {
  const { phase, waitsFor, channel, queueId, agentId, contactId, ticketId, failedWrites, compensated } =
    searchAttributes;
  const known = <Value>(value: Value | null): value is Value => value !== null;
  return [
    { key: phase, value: view.phase },
    { key: waitsFor, value: mostActionableWait(view) },
    ...(known(view.channel) ? [{ key: channel, value: view.channel }] : []),
    ...(known(view.queueId) ? [{ key: queueId, value: view.queueId }] : []),
    ...(known(view.agentId) ? [{ key: agentId, value: view.agentId }] : []),
    ...(known(view.contactId) ? [{ key: contactId, value: String(view.contactId) }] : []),
    ...(known(view.ticketId) ? [{ key: ticketId, value: String(view.ticketId) }] : []),
    ...(view.failed.length > 0 ? [{ key: failedWrites, value: view.failed.length }] : []),
    ...(view.compensated ? [{ key: compensated, value: true }] : []),
  ];
}

const waitsThatMatter: readonly unknown[] = ['pick', 'ticket', 'retry'];

/**
 * Whether what changed is worth an event of its own; the rest rides along with the next change that is. What agents follow
 * is (ADP-3): whose the session is, and that what happened is logged.
 * @param shown what was written last; none: as the session was started
 * @param how `followed`: false in a session that an earlier version started, which agents do not follow; `opening`: the
 *   ticket has just been asked for, and whose the session is rides along with it in a moment; `wasWriting`: a moment ago
 *   writes were under way
 */
export function isWorthAnEvent(
  now: readonly SearchAttributePair[],
  shown: readonly SearchAttributePair[],
  how: { readonly followed: boolean; readonly opening: boolean; readonly wasWriting: boolean },
): boolean {
  const { phase, ticketId, failedWrites, compensated, waitsFor, agentId } = searchAttributes;
  // A session is started with its phase, so that its first moments need no event.
  const before = shown.length === 0 ? startAttributes : shown;
  const wait = valueOf(now, waitsFor.name);
  const waited = valueOf(before, waitsFor.name);
  const waitMatters = wait !== waited && (waitsThatMatter.includes(wait) || waitsThatMatter.includes(waited));
  const isLogged = how.followed && how.wasWriting && !isWriting(now);
  const matter = [phase, ticketId, failedWrites, compensated, ...(how.followed && !how.opening ? [agentId] : [])];
  return waitMatters || isLogged || matter.some(({ name }) => valueOf(now, name) !== valueOf(before, name));
}

export function isWriting(now: readonly SearchAttributePair[]): boolean {
  return valueOf(now, searchAttributes.waitsFor.name) === 'writes';
}

function valueOf(pairs: readonly SearchAttributePair[], name: string): unknown {
  return pairs.find(({ key }) => key.name === name)?.value;
}

/** What a session's workflow is started with: nothing has changed yet. */
export const startAttributes: readonly SearchAttributePair[] = [
  { key: searchAttributes.phase, value: 'open' },
  { key: searchAttributes.changedAt, value: new Date(0) },
];
