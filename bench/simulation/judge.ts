import { judge } from '../chaos/judge.ts';
import type { ZendeskContents } from '../chaos/judge.ts';
import type { Execution } from './temporal/execution.ts';
import { eventsPerInput } from './temporal/workflow-run.ts';
import type { PlatformSession } from './platform.ts';
import type { Obstacle, Played } from './world.ts';
import { contentsOf, isApplied, writesIn } from './zendesk.ts';
import type { SimulatedZendesk } from './zendesk.ts';

/** One thing that is wrong after a scenario. `kind` is the same for the same mistake of another session. */
export type Finding = { readonly kind: string; readonly message: string };

/** UPD-13: a session follows its ticket through so many merges and follow-ups, and no more. */
const mostFollowUps = 5;

/** Every write is in Zendesk within this time after the last obstacle is gone. */
const mostLateMs = 2 * 60_000;

/** The events that the history of a workflow may have. */
const mostEvents = 2_000;

/** Without one of these events a session may rightly get another ticket, another agent, or none. */
const essential: ReadonlySet<string> = new Set([
  'session.started',
  'session.assigned',
  'session.connected',
  'session.ended',
  'contact.picked',
  'transfer.finished',
  'voicemail.left',
]);

/** Compares what Zendesk holds after a scenario with what the platform sent. Empty: each session has its one right ticket. */
export function judgePlayed(played: Played, zendesk: SimulatedZendesk): readonly Finding[] {
  const { account } = zendesk;
  const contents = contentsOf(account, played.opened.agents);
  return [
    ...(played.endless === null ? [] : [{ kind: 'an endless loop', message: played.endless }]),
    ...played.temporal.problems.map((message) => ({ kind: 'a workflow failed', message })),
    ...played.temporal
      .executions()
      .filter(({ status, type }) => played.endless === null && type === 'session' && status === 'running')
      .map(({ workflowId }) => ({ kind: 'a session never ends', message: `${workflowId} waits for nothing` })),
    ...played.temporal.executions().flatMap(longHistory),
    ...played.sessions.flatMap((session) => judgeSession(session, played, contents, zendesk)),
    ...twice(contents.writes).map((message) => ({ kind: 'writes applied twice', message })),
    ...lateWrites(played, zendesk),
  ];
}

/** BAT-7: a workflow continues as new before its history is long. */
function longHistory({ workflowId, history }: Execution): readonly Finding[] {
  const events = eventsPerInput * history.reduce((sum, { inputs }) => sum + inputs.length, 0);
  return events <= mostEvents ? [] : [{ kind: 'a long history', message: `${workflowId} has about ${events} events` }];
}

function twice(writes: readonly string[]): readonly string[] {
  const seen = new Set<string>();
  return writes.filter((write) => seen.has(write) || (seen.add(write), false));
}

function judgeSession(
  session: PlatformSession,
  played: Played,
  contents: ZendeskContents,
  { account }: SimulatedZendesk,
): readonly Finding[] {
  const { id } = session.told;
  const tickets = contents.tickets.filter(
    ({ externalId, tags }) =>
      externalId === id || externalId?.startsWith(`${id}#`) === true || tags.includes(`session_${id}`),
  );
  const ticketIds = new Set(tickets.map((ticket) => ticket.id));
  const triggered = account.ledger.filter(({ kind, ticket_id: of }) => kind === 'trigger' && ticketIds.has(of ?? 0));
  const isClosed = triggered.some(({ applied }) => fieldsIn(applied).includes('status'));
  const isReassigned = triggered.some(({ applied }) => fieldsIn(applied).includes('assignee_id'));
  if (isClosed) return judgeClosed(session, played, tickets);
  const isIncomplete =
    isForgotten(session, played) || isStartedLate(session) || session.lost.some((type) => essential.has(type));
  // The writes that were applied twice are found by their ids, in the ledger of all sessions.
  const all = judge([session.told], { ...contents, writes: [] });
  return all.filter(({ kind }) => {
    if (kind === 'tickets of the wrong agent') return !isReassigned && !isIncomplete && !isAnsweredLate(session);
    if (!isIncomplete) return true;
    return kind.endsWith('twice') || kind === 'sessions with more than one ticket';
  });
}

function fieldsIn({ fields }: Readonly<Record<string, unknown>>): readonly string[] {
  return typeof fields === 'object' && fields !== null ? Object.keys(fields) : [];
}

/** The database went back to before an event of the session, and nobody has sent that event again. */
function isForgotten({ arrivals }: PlatformSession, { restored }: Played): boolean {
  if (restored === null || restored.sentAgain) return false;
  return arrivals.some(({ at }) => at > restored.dumpAt && at < restored.until);
}

/** PLT-4: the metadata document came before the start. It knows less of the customer, but the ticket is made all the same. */
function isStartedLate({ arrivals }: PlatformSession): boolean {
  const timeOf = (type: string): number | undefined => arrivals.find(({ event }) => event.type === type)?.at;
  const [start, document] = [timeOf('session.started'), timeOf('session.metadata')];
  return start !== undefined && document !== undefined && document < start;
}

/** TKT-8: an agent whose answer arrives when the session counts as abandoned already does not get its ticket. */
function isAnsweredLate({ arrivals }: PlatformSession): boolean {
  const ends = arrivals.filter(({ event }) => event.type === 'session.ended' || event.type === 'session.metadata');
  const end = Math.min(...ends.map(({ at }) => at));
  const answers = ['session.assigned', 'session.connected', 'transfer.finished'];
  return arrivals.some(({ at, event }) => answers.includes(event.type) && at > end + 50_000);
}

/** A session whose ticket was closed by a trigger goes on with follow-ups. Each thing is on one of them, or a failed write. */
function judgeClosed(
  session: PlatformSession,
  played: Played,
  tickets: ZendeskContents['tickets'],
): readonly Finding[] {
  const { told, lost } = session;
  const { id } = told;
  if (tickets.length > 1 + mostFollowUps)
    return [{ kind: 'a chain of follow-ups', message: `${id}: tickets ${tickets.map((one) => one.id).join(', ')}` }];
  const hasFailed = [...played.leftBehind.kept.values()].some((kept) => kept === id || kept.startsWith(`${id}/`));
  if (hasFailed || lost.some((type) => essential.has(type)) || isForgotten(session, played)) return [];
  const [first] = tickets;
  if (first === undefined) return [];
  const joined = { ...first, tags: [`session_${id}`], comments: tickets.flatMap(({ comments }) => comments) };
  const contents = { tickets: [joined], contacts: [], writes: [], agents: {} };
  return judge([told], contents).filter(({ kind }) => kind.endsWith('lost'));
}

/**
 * The writes that were applied more than two minutes after they were wanted and nothing kept the product from them. The ticket
 * that follows a closed one shows again what is on the closed one, so only the first time counts.
 */
function lateWrites({ obstacles, wantedAt }: Played, { account }: SimulatedZendesk): readonly Finding[] {
  const all = [...obstacles, ...busyTimes(account)];
  const seen = new Set<string>();
  return account.ledger.filter(isApplied).flatMap(({ at, metadata, ticket_id: ticketId }): readonly Finding[] => {
    const applied = Date.parse(at);
    return writesIn(metadata).flatMap((id) => {
      const wanted = wantedAt.get(id);
      if (wanted === undefined || seen.has(id)) return [];
      seen.add(id);
      const gone = all.filter(({ from }) => from < applied).map(({ to }) => Math.min(to, applied));
      const lateMs = applied - Math.max(wanted, ...gone);
      if (lateMs <= mostLateMs + pausesOfFile(id, applied - wanted)) return [];
      return [{ kind: 'writes late', message: `${id} on ${ticketId} came ${Math.round(lateMs / 1_000)} s late` }];
    });
  });
}

/**
 * A file that can not be had is tried again after a sixth of the time that it has waited already, at most after five minutes,
 * and once more if the queue has no room for it then (UPD-12, BAT-9). A voice comment waits for its file.
 */
function pausesOfFile(id: string, waitedMs: number): number {
  const hasFile = /^[^/]+\/(?:recording|voice|voicemail|transcript|smart-action)/.test(id);
  return hasFile ? 2 * Math.min(waitedMs / 6, 5 * 60_000) : 0;
}

/** The times in which the limits of the account, or a trigger, kept the product from writing. */
function busyTimes({ ledger, settings }: SimulatedZendesk['account']): readonly Obstacle[] {
  const acts = ledger.filter(({ kind }) => kind === 'trigger').map(({ at }) => Date.parse(at));
  const updates = ledger.filter(({ method }) => method === 'PUT').map(({ at }) => Date.parse(at));
  const most = settings.ticketUpdatesPerMinute;
  const full = updates.filter((at, i) => i + 1 >= most && at - (updates[i + 1 - most] ?? 0) <= 61_000);
  return [...acts.map((at) => ({ from: at, to: at })), ...full.map((at) => ({ from: at, to: at + 60_000 }))];
}
