import { isWritten } from '../../domain/next-steps/fact-prefixes.testkit.ts';
import { doubledInZendesk, outcomeInZendesk } from '../../domain/next-steps/invariants.testkit.ts';
import type { Written } from '../../domain/next-steps/invariants.testkit.ts';
import type { FinishedSession } from './played-sessions.ts';

/** The result of a session that ran through the real workflow, in the same form as `outcome` of the model. */
export function outcomeOf(session: FinishedSession): unknown {
  const { id, runs } = session;
  return { ticket: runs[0]?.view.ticketIs, ...outcomeInZendesk(writtenBy(session), id) };
}

/**
 * What Zendesk holds of the session. An update leaves the further names of its facts as markers too (PLT-3). They are no
 * writes of their own, so they are left out.
 */
function writtenBy({ runs, zendesk: { opened, applied, assigneeId } }: FinishedSession): Written {
  const own = new Set(
    runs.flatMap(({ view }) => [...view.written, ...view.pending, ...view.failed.map((write) => write.id)]),
  );
  return { opened, assigneeId, applied: applied.filter(({ id }) => own.has(id)) };
}

/**
 * Checks the rules that every session must keep, by the data in Zendesk and the state of the workflow. Gives a sentence
 * for each violation.
 */
export function brokenInvariants(session: FinishedSession): readonly string[] {
  const { id, plan, runs } = session;
  const ticketIds = runs.flatMap(({ view }) => view.ticketId ?? []);
  return [
    ...doubledInZendesk(plan, writtenBy(session), ticketIds),
    ...runs.flatMap(({ view, status }) => [
      ...(status === 'COMPLETED' ? [] : [`END-6: its workflow is ${status}`]),
      ...(view.phase === 'done' ? [] : [`END-6: it ended in phase ${view.phase}`]),
      ...view.pending.map((write) => `END-6: ${write} was left open`),
      ...(view.ticketIs === 'not yet' ? ['END-1: it ended with neither a ticket nor a reason for none'] : []),
    ]),
    ...unwrittenEvents({ id, plan, runs }),
  ];
}

/**
 * UPD: every event of a session with a ticket must be written or be a failed write, in any of the runs of the session.
 */
function unwrittenEvents({ id, plan, runs }: Pick<FinishedSession, 'id' | 'plan' | 'runs'>): readonly string[] {
  if (runs.every(({ view }) => view.ticketId === null)) return [];
  const writes = runs.flatMap(({ view }) => [...view.written, ...view.failed.map((write) => write.id)]);
  const facts = writes.map((write) => write.slice(id.length + 1));
  const types = new Set(plan.arrivals.map(({ event }) => event.type));
  // TKT-9: a voicemail on a ticket of its own is not written to the ticket of the session.
  return [...types]
    .filter((type) => type !== 'voicemail.left' && !isWritten(type, facts))
    .map((type) => `UPD: ${type} was not written`);
}
