import type { SessionView } from '../../domain/session-view/view.ts';
import type { SessionClient } from '../sessions.ts';
import type { ListedSession } from '../session-listing.ts';
import type { AgentSession } from '../../domain/session-view/agent-session.ts';
import { agentSessionOf, isLive } from '../../domain/session-view/agent-session.ts';

export type AgentNews =
  /** Always the first: all that are the agent's now. */
  | { readonly kind: 'sessions'; readonly sessions: readonly AgentSession[] }
  | { readonly kind: 'session'; readonly session: AgentSession }
  /** It is over, or another agent has it. */
  | { readonly kind: 'gone'; readonly id: string };

/**
 * The live sessions of all agents who listen at this gateway. Temporal is asked once in each interval which sessions
 * changed, and then only those of somebody who listens are looked at; while nobody listens it is asked nothing.
 */
export type AgentWatch = {
  /**
   * Throws a TemporalProblem when the agent's sessions can't be read.
   * @returns what ends it
   */
  readonly listen: (agentId: string, hear: (news: AgentNews) => void) => Promise<() => void>;
  /** A state that this gateway was just given: whoever listens need not wait. */
  readonly tell: (view: SessionView) => void;
  readonly close: () => void;
};

export type WatchOptions = {
  readonly intervalMs?: number;
  /** Temporal did not answer; it is asked again after each interval, and this is told once until it does. */
  readonly onProblem?: (error: unknown) => void;
};

/** What is listed late is still caught, if not later than this. */
const listLagMs = 10_000;
/** How far this machine's clock may be from Temporal's. */
const clockSkewMs = 2 * 60_000;
const looksAtOnce = 10;

type Known = { readonly session: AgentSession; readonly text: string };

export function watchAgents(
  { state, listing }: Pick<SessionClient, 'state' | 'listing'>,
  { intervalMs = 1_000, onProblem = () => undefined }: WatchOptions = {},
): AgentWatch {
  const listeners = new Map<string, Set<(news: AgentNews) => void>>();
  const loads = new Map<string, Promise<void>>();
  const known = new Map<string, Known>();
  /** The newest turn in which each session was asked or told: an answer to an earlier question comes too late. */
  const turns = new Map<string, number>();
  let turn = 0;
  let seen: ReadonlyMap<string, number> = new Map();
  let newest: number | null = null;
  let ticking = false;
  let closed = false;
  let failing = false;

  function publish(id: string, view: SessionView | null): void {
    const before = known.get(id) ?? null;
    const session = view !== null && isLive(view) ? agentSessionOf(view) : null;
    const agentId = session?.agentId ?? null;
    const after =
      session !== null && agentId !== null && listeners.has(agentId)
        ? { session, text: JSON.stringify(session) }
        : null;
    if (after === null) known.delete(id);
    else known.set(id, after);
    const agentBefore = before?.session.agentId ?? null;
    if (agentBefore !== null && agentBefore !== agentId) say(agentBefore, { kind: 'gone', id });
    if (after !== null && after.text !== before?.text) say(agentId, { kind: 'session', session: after.session });
  }

  function say(agentId: string | null, news: AgentNews): void {
    for (const hear of listeners.get(agentId ?? '') ?? []) hear(news);
  }

  async function look(id: string): Promise<void> {
    turn += 1;
    const mine = turn;
    turns.set(id, mine);
    const view = await state(id);
    if (turns.get(id) !== mine) return;
    turns.delete(id);
    publish(id, view);
  }

  async function lookAt(ids: readonly string[]): Promise<void> {
    const waiting = ids.values();
    const work = async (): Promise<void> => {
      for (const id of waiting) await look(id);
    };
    await Promise.all(Array.from({ length: Math.min(looksAtOnce, ids.length) }, work));
  }

  const isWatched = ({ id, agentId }: ListedSession): boolean =>
    known.has(id) || (agentId !== null && listeners.has(agentId));

  async function catchUp(): Promise<void> {
    const since = newest === null ? Date.now() - clockSkewMs : newest - listLagMs;
    const rows = await listing.changedSince(since);
    const fresh = rows.filter((row) => isWatched(row) && seen.get(row.id) !== row.changedAt);
    await lookAt([...new Set(fresh.map(({ id }) => id))]);
    // Only now: what could not be looked at is looked at again.
    seen = new Map(rows.map(({ id, changedAt }) => [id, changedAt]));
    newest = Math.max(newest ?? since, ...rows.map(({ changedAt }) => changedAt));
  }

  function schedule(): void {
    if (ticking) return;
    ticking = true;
    setTimeout(() => {
      if (closed || listeners.size === 0) {
        // Whoever comes next begins anew, and is not told of hours in which nobody listened.
        ticking = false;
        seen = new Map();
        newest = null;
        return;
      }
      catchUp()
        .then(
          () => (failing = false),
          (error: unknown) => {
            if (!failing) onProblem(error);
            failing = true;
          },
        )
        .finally(() => {
          ticking = false;
          schedule();
        });
    }, intervalMs).unref();
  }

  /** An agent who listens twice is looked up once. */
  async function load(agentId: string): Promise<void> {
    const loading = loads.get(agentId) ?? listing.ofAgent(agentId).then(lookAt);
    loads.set(agentId, loading);
    await loading;
  }

  function stop(agentId: string, hear: (news: AgentNews) => void): void {
    const all = listeners.get(agentId);
    all?.delete(hear);
    if (all === undefined || all.size > 0) return;
    listeners.delete(agentId);
    loads.delete(agentId);
    for (const [id, { session }] of known) if (session.agentId === agentId) known.delete(id);
  }

  return {
    async listen(agentId, hear) {
      let begun = false;
      const hearNews = (news: AgentNews): void => {
        if (begun) hear(news);
      };
      const all = listeners.get(agentId) ?? new Set();
      listeners.set(agentId, all.add(hearNews));
      try {
        await load(agentId);
      } catch (error) {
        stop(agentId, hearNews);
        loads.delete(agentId);
        throw error;
      }
      begun = true;
      const sessions = [...known.values()].flatMap(({ session }) => (session.agentId === agentId ? [session] : []));
      hear({ kind: 'sessions', sessions });
      schedule();
      return () => stop(agentId, hearNews);
    },
    tell(view) {
      turns.delete(view.id);
      publish(view.id, view);
    },
    close() {
      closed = true;
    },
  };
}
