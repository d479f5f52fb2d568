import { sessionId } from '../domain/events/examples.testkit.ts';
import type { Played } from './played-sessions.testkit.ts';

/** What a session that was played through the real workflow came to, in the words of the model's `upshot`. */
export function outcomeOf({ id, runs, zendesk }: Played): unknown {
  const fate = runs[0]?.view.ticketIs;
  const facts = zendesk.applied.map((write) => write.id).filter((write) => !write.includes('/assigned/'));
  return {
    fate,
    requesters: zendesk.opened.map(({ requesterId }) => requesterId),
    assigneeId: zendesk.assigneeId,
    facts: facts.map((fact) => fact.replace(`${id}/`, `${sessionId}/`)).toSorted(),
  };
}

/** What every session owes, as far as Zendesk and the workflow's own account show it. Each broken promise is a sentence. */
export function brokenInvariants({ plan, runs, zendesk }: Played): readonly string[] {
  // TKT-9: a voicemail has a ticket of its own, beside the one that the session was appended to.
  const most = plan.told.some(({ event }) => event.type === 'voicemail.left') ? 2 : 1;
  const ids = zendesk.applied.map(({ id, ticketId }) => (most === 1 ? id : `${id} on ${ticketId}`));
  const tickets = new Set(runs.flatMap(({ view }) => view.ticketId ?? []));
  return [
    ...(zendesk.opened.length > most ? [`TKT-12: ${zendesk.opened.length} tickets were opened`] : []),
    ...(tickets.size > most ? [`TKT-12: the session is on tickets ${[...tickets].join(', ')}`] : []),
    ...ids.filter((id, i) => ids.indexOf(id) !== i).map((id) => `BAT-5: ${id} was applied twice`),
    ...runs.flatMap(({ view, status }) => [
      ...(status === 'COMPLETED' ? [] : [`END-6: its workflow is ${status}`]),
      ...(view.phase === 'done' ? [] : [`END-6: it ended in phase ${view.phase}`]),
      ...view.pending.map((id) => `END-6: ${id} was left open`),
      ...(view.ticketIs === 'not yet' ? ['END-1: it ended with neither a ticket nor a reason for none'] : []),
    ]),
    ...untold({ plan, runs }),
  ];
}

/** UPD: what a session with a ticket was told is on it, or on record as refused; in whichever of its runs it was told. */
function untold({ plan, runs }: Pick<Played, 'plan' | 'runs'>): readonly string[] {
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
