import type { Settings } from '../settings/settings.ts';
import { settingsForQueue } from '../settings/queue.ts';
import { isWritten } from './fact-prefixes.testkit.ts';
import { nextSteps } from './next-steps.ts';
import { callerNumber, hour, minute, sessionId } from '../events/examples.testkit.ts';
import { applyEvent } from '../session/apply-event.ts';
import { newSession } from '../session/state.ts';
import type { Agent } from '../events/parse-events.ts';
import type { PlayResult, Plan, Run } from './play.testkit.ts';
import type { Session } from '../session/state.ts';
import type { ZendeskModel } from './zendesk-model.testkit.ts';

/**
 * Checks what must hold for every session and every order of its events. It reads the events and the contents of Zendesk,
 * and uses none of the product's rules. Each broken invariant is one sentence.
 */
export function brokenInvariants(plan: Plan, result: PlayResult): readonly string[] {
  const { runs, zendesk } = result;
  const ticketIds = runs.flatMap(({ session }) => session.progress.ticket?.id ?? []);
  return [
    ...doubledInZendesk(plan, zendesk, ticketIds),
    ...runs.flatMap((run) => [
      ...unansweredWrites(run),
      ...stepsAfterEnd(run, plan.settings),
      ...unwritten(run),
      ...withoutTicket(run, plan, result),
    ]),
    ...shownAgain(result, plan),
    ...wrongAssignee(result, plan),
  ];
}

/** The part of Zendesk's contents that a session wrote. */
export type Written = Pick<ZendeskModel, 'opened' | 'applied' | 'assigneeId'>;

/**
 * Finds second tickets (TKT-12) and repeated writes (BAT-5). Each is one sentence.
 *
 * @param ticketIds the tickets of the session, in all of its runs
 */
export function doubledInZendesk(plan: Plan, zendesk: Written, ticketIds: readonly number[]): readonly string[] {
  // TKT-9: a voicemail has a ticket of its own, beside the one that the session was appended to. An event that is repeated
  // after the session ended is looked for only on the latter.
  const most = plan.arrivals.some(({ event }) => event.type === 'voicemail.left') ? 2 : 1;
  const ids = zendesk.applied.map(({ id, ticketId }) => (most === 1 ? id : `${id} on ${ticketId}`));
  const tickets = new Set(ticketIds);
  return [
    ...(zendesk.opened.length > most ? [`TKT-12: ${zendesk.opened.length} tickets were opened`] : []),
    ...(tickets.size > most ? [`TKT-12: the session is on tickets ${[...tickets].join(', ')}`] : []),
    ...ids.filter((id, i) => ids.indexOf(id) !== i).map((id) => `BAT-5: ${id} was applied twice`),
  ];
}

/** END-6: each write is in Zendesk, or its refusal is recorded. */
function unansweredWrites({ session }: Run): readonly string[] {
  return session.progress.writes
    .filter(({ outcome }) => outcome === null)
    .map(({ id }) => `END-6: ${id} was left open`);
}

/** END-6: a session that has ended has nothing more to do. */
function stepsAfterEnd({ session, at }: Run, settings: Settings): readonly string[] {
  return [minute, hour, 30 * hour, 3_000 * hour].flatMap((later) =>
    nextSteps(session, settings, at + later).some(({ kind }) => kind !== 'settled')
      ? [`END-6: something is due ${later} ms after everything was settled`]
      : [],
  );
}

/** UPD-1, UPD-11, UPD-12: what the session received is on the ticket. */
function unwritten({ session }: Run): readonly string[] {
  const { ticket, writes } = session.progress;
  if (ticket === null) return [];
  const has = (fact: string): boolean => writes.some(({ id }) => id.startsWith(`${sessionId}/${fact}`));
  const facts = writes.map(({ id }) => id.slice(sessionId.length + 1));
  const { end, recordings } = session.received;
  const segments = new Set(recordings.map(({ item }) => item.segment ?? item.url)).size;
  const audio = writes.flatMap(({ id }) => /\/(?:recording|voice)\/(.*)$/.exec(id)?.[1] ?? []);
  return [
    ...(end !== null && !has('finished') ? ['UPD-11: the end was not written'] : []),
    ...(ticket.origin === 'appended' && !has('appended') ? ['APP-8: nothing says that it was appended'] : []),
    ...session.received.timeline
      .filter(({ type }) => !isWritten(type, facts))
      .filter(({ type }) => ticket.origin === 'made' || type !== 'voicemail.left')
      .map(({ type }) => `UPD: ${type} was not written`),
    ...(new Set(audio).size < segments
      ? [`UPD-12: of ${segments} recordings only ${new Set(audio).size} are written`]
      : []),
  ];
}

/** END-1: a session that should have a ticket has one, or the refusal is recorded. */
function withoutTicket(run: Run, plan: Plan, { runs, zendesk }: PlayResult): readonly string[] {
  const { ticket, ticketRefused, endedWithoutTicket } = run.session.progress;
  if (ticket !== null || ticketRefused !== null) return [];
  if (!endedWithoutTicket) return ['END-1: it ended with neither a ticket nor a reason for none'];
  if (run !== runs[0]) return zendesk.opened.length > 0 ? ['LATE-1: a later run did not find the ticket'] : [];
  return run.endsWithoutTicket
    .filter(({ session, at }) => mustHaveTicket(session, plan, zendesk.owners().length > 0, at))
    .map(({ at }) => `END-1: given up at ${new Date(at).toISOString()} though a ticket was due`);
}

const callers: readonly (string | null)[] = [callerNumber, '(415) 555-1212'];

function mustHaveTicket({ received, canceledAt }: Session, plan: Plan, hasContact: boolean, at: number): boolean {
  const start = received.start?.session;
  const queue = received.queue?.queue ?? start?.queue ?? null;
  const { tickets, contacts, session } = settingsForQueue(plan.settings, queue?.id ?? null);
  const user = start?.end_user;
  const byIdentifier = start?.session_type.includes('(Mobile)') === true && user?.identifier !== null;
  const unproven = start?.kind === 'chat' && user?.authenticated === false;
  const known =
    start !== undefined &&
    !byIdentifier &&
    !unproven &&
    callers.includes((start.direction === 'inbound' ? start.from : start.to) ?? start.end_user.phone);
  // A contact that Zendesk refuses as requester counts as no contact.
  const isContactRefused = plan.account.refusals.some(({ code }) => code === 'RequesterInvalid');
  const nobody = !contacts.create && (!known || !hasContact || isContactRefused);
  if (!tickets.create || nobody) return false;
  const humans = received.agents.filter(({ agent }) => agent.kind === 'human');
  const answered =
    humans.some(({ kind }) => kind === 'connected') ||
    received.timeline.some((entry) => entry.type === 'transfer.finished' && entry.item.to_agent?.kind === 'human');
  if (start?.direction === 'outbound' && start.outbound?.ticket_choice === 'none') return false;
  const { count, uncounted } = received.customerMessages;
  const needed = tickets.chatMinimumCustomerMessages;
  if (start?.kind === 'chat' && Math.max(count, uncounted.length) < needed) return false;
  if (received.timeline.some(({ type }) => type === 'voicemail.left') && start?.direction !== 'outbound') return true;
  if (start?.direction === 'outbound') return tickets.createWhen === 'assigned' || answered;
  const silent = received.lastAt !== null && at >= received.lastAt + session.maxHours * hour;
  const over = received.end !== null || canceledAt !== null || silent;
  const wanted = start?.kind === 'chat' ? tickets.createForAbandonedChats : tickets.createForAbandonedCalls;
  // A session that is not over must not give up.
  return answered || !over || wanted;
}

/** ADP-1: no agent is shown a ticket twice. A step that was under way at continue-as-new is repeated, so those runs are left out. */
function shownAgain({ zendesk: { popped } }: PlayResult, { continuedAfter }: Plan): readonly string[] {
  if (continuedAfter !== null) return [];
  return popped.filter((pop, i) => popped.indexOf(pop) !== i).map((pop) => `ADP-1: ${pop} was done twice`);
}

/**
 * ADP-2, APP-8: the agent who answered, or the last receiver of a transfer, has the ticket in the end. A later run may give it
 * to the last agent of all whom any run knows (TKT-12), and to nobody else.
 */
function wrongAssignee({ runs, zendesk }: PlayResult, { account, arrivals }: Plan): readonly string[] {
  const [firstRun] = runs;
  const ticket = firstRun?.session.progress.ticket ?? null;
  if (firstRun === undefined || ticket === null || ticket.origin === 'found') return [];
  if (account.refusedFacts.includes('assigned')) return [];
  if (firstRun.session.received.timeline.some(({ type }) => type === 'voicemail.left')) return [];
  const idOf = (agent: Agent): number | undefined => account.agents.find(({ email }) => email === agent.email)?.id;
  const answered = lastAgent(firstRun.session);
  if (answered === null || idOf(answered) === undefined || zendesk.assigneeId === idOf(answered)) return [];
  const everything = arrivals.reduce((session, { event }) => applyEvent(session, event), newSession(sessionId, false));
  const last = lastAgents(everything).map(idOf);
  if (last.some((id) => id === undefined || zendesk.assigneeId === id)) return [];
  return [`ADP-2: ${answered.name} answered, but the ticket is with ${zendesk.assigneeId}`];
}

/** The last human who got the session by a transfer, or else the first who answered. Null: nobody did. */
function lastAgent(session: Session): Agent | null {
  return lastAgents(session).at(-1) ?? null;
}

/** The same. If several transfers ended at the same last moment, nobody can say who of their receivers is the last. */
function lastAgents({ received }: Session): readonly Agent[] {
  const receivers = received.timeline.flatMap((entry) =>
    entry.type === 'transfer.finished' && entry.item.to_agent !== null
      ? [{ at: entry.at, agent: entry.item.to_agent }]
      : [],
  );
  const latest = receivers.at(-1)?.at;
  if (latest !== undefined) return receivers.filter(({ at }) => at === latest).map(({ agent }) => agent);
  const first = received.agents.find(({ agent, kind }) => agent.kind === 'human' && kind === 'connected');
  return first === undefined ? [] : [first.agent];
}

/** The outcome of a session, as far as it must not depend on the order of its events. */
export function outcome({ runs, zendesk }: PlayResult): unknown {
  const done = runs[0]?.session.progress;
  const ticket = done?.ticket?.origin ?? (done?.endedWithoutTicket === true ? 'none' : 'refused');
  return { ticket, ...outcomeInZendesk(zendesk, sessionId) };
}

/** The part of `outcome` that is read from Zendesk. The facts are without the id of their session. */
export function outcomeInZendesk(zendesk: Written, ofSession: string): object {
  const facts = zendesk.applied.map(({ id }) => id).filter((id) => !id.includes('/assigned/'));
  return {
    requesters: zendesk.opened.map(({ requesterId }) => requesterId),
    assigneeId: zendesk.assigneeId,
    facts: facts.map((id) => id.replace(`${ofSession}/`, '')).toSorted(),
  };
}
