import { defineSearchAttributeKey } from '@temporalio/common';
import type { SearchAttributePair } from '@temporalio/common';
import type { SessionView } from '../domain/session/view.ts';

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
function foremostWait(view: SessionView): string {
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
    { key: waitsFor, value: foremostWait(view) },
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
/** ADP-3: agents see at once what is theirs, and when all of it is logged. */
const waitsThatAgentsSee: readonly unknown[] = [...waitsThatMatter, 'writes'];

/**
 * Whether what changed is worth an event of its own; the rest rides along with the next change that is.
 * @param followed what agents follow is worth one too; false in a session that an earlier version started
 */
export function mattersMore(
  now: readonly SearchAttributePair[],
  shown: readonly SearchAttributePair[],
  followed: boolean,
): boolean {
  const of = (pairs: readonly SearchAttributePair[], name: string): unknown =>
    pairs.find(({ key }) => key.name === name)?.value;
  const { phase, ticketId, failedWrites, compensated, waitsFor, agentId } = searchAttributes;
  // A session is started with its phase, so that its first moments need no event.
  const before = shown.length === 0 ? startAttributes : shown;
  const wait = of(now, waitsFor.name);
  const waited = of(before, waitsFor.name);
  const waits = followed ? waitsThatAgentsSee : waitsThatMatter;
  const waitMatters = wait !== waited && (waits.includes(wait) || waits.includes(waited));
  const matter = [phase, ticketId, failedWrites, compensated, ...(followed ? [agentId] : [])];
  return waitMatters || matter.some(({ name }) => of(now, name) !== of(before, name));
}

/** What a session's workflow is started with: nothing has changed yet. */
export const startAttributes: readonly SearchAttributePair[] = [
  { key: searchAttributes.phase, value: 'open' },
  { key: searchAttributes.changedAt, value: new Date(0) },
];
