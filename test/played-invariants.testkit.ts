import { sessionId } from '../domain/events/examples.testkit.ts';
import type { FinishedSession } from './played-sessions.testkit.ts';

/** The result of a session that ran through the real workflow, in the same form as `outcome` of the model. */
export function outcomeOf({ id, runs, zendesk }: FinishedSession): unknown {
  const fate = runs[0]?.view.ticketIs;
  const facts = zendesk.applied.map((write) => write.id).filter((write) => !write.includes('/assigned/'));
  return {
    fate,
    requesters: zendesk.opened.map(({ requesterId }) => requesterId),
    assigneeId: zendesk.assigneeId,
    facts: facts.map((fact) => fact.replace(`${id}/`, `${sessionId}/`)).toSorted(),
  };
}

/**
 * Checks the rules that every session must keep, by the data in Zendesk and the state of the workflow. Gives a sentence
 * for each violation.
 */
export function brokenInvariants({ plan, runs, zendesk }: FinishedSession): readonly string[] {
  // TKT-9: a voicemail gets a second ticket if the session was appended to another one.
  const maxTickets = plan.told.some(({ event }) => event.type === 'voicemail.left') ? 2 : 1;
  const ids = zendesk.applied.map(({ id, ticketId }) => (maxTickets === 1 ? id : `${id} on ${ticketId}`));
  const tickets = new Set(runs.flatMap(({ view }) => view.ticketId ?? []));
  return [
    ...(zendesk.opened.length > maxTickets ? [`TKT-12: ${zendesk.opened.length} tickets were opened`] : []),
    ...(tickets.size > maxTickets ? [`TKT-12: the session is on tickets ${[...tickets].join(', ')}`] : []),
    ...ids.filter((id, i) => ids.indexOf(id) !== i).map((id) => `BAT-5: ${id} was applied twice`),
    ...runs.flatMap(({ view, status }) => [
      ...(status === 'COMPLETED' ? [] : [`END-6: its workflow is ${status}`]),
      ...(view.phase === 'done' ? [] : [`END-6: it ended in phase ${view.phase}`]),
      ...view.pending.map((id) => `END-6: ${id} was left open`),
      ...(view.ticketIs === 'not yet' ? ['END-1: it ended with neither a ticket nor a reason for none'] : []),
    ]),
    ...unwrittenEvents({ plan, runs }),
  ];
}

/**
 * UPD: every event of a session with a ticket must be written or be a failed write, in any of the runs of the session.
 */
function unwrittenEvents({ plan, runs }: Pick<FinishedSession, 'plan' | 'runs'>): readonly string[] {
  if (runs.every(({ view }) => view.ticketId === null)) return [];
  const facts = runs.flatMap(({ view }) => [...view.written, ...view.failed.map(({ id }) => id)]);
  const types = new Set(plan.told.map(({ event }) => event.type));
  return [...types]
    .filter((type) => factWords[type]?.every((word) => !facts.some((id) => id.includes(`/${word}`))) === true)
    .map((type) => `UPD: ${type} was not written`);
}

/** How the writes of each kind of event are named; a recording by its link alone is a voice comment. */
const factWords: Readonly<Record<string, readonly string[]>> = {
  'session.ended': ['finished'],
  'recording.ready': ['recording', 'voice'],
  'transfer.finished': ['transfer/'],
  'transfer.failed': ['transfer-failed/'],
  'smart_action.failed': ['action-failed/'],
  'rating.received': ['rating/'],
  'disposition.submitted': ['disposition/'],
  'summary.generated': ['summary/'],
  'transcript.ready': ['transcript/'],
  'voicemail.read': ['voicemail-read/'],
};
