import { shownId } from '../../domain/events/natural-keys.ts';
import pLimit from 'p-limit';
import type { AgentSession } from '../../domain/session-view/agent-session.ts';
import { agentSessionOf, isLive } from '../../domain/session-view/agent-session.ts';
import type { SessionView } from '../../domain/session-view/view.ts';
import type { ListedSession } from '../session-listing.ts';
import type { SessionClient } from '../sessions.ts';

export type AgentUpdate =
  /** All live sessions of the agent. This is always the first update. */
  | { readonly kind: 'sessions'; readonly sessions: readonly AgentSession[] }
  /** A session is new or has changed. */
  | { readonly kind: 'session'; readonly session: AgentSession }
  /** A session is over, or another agent has it now. */
  | { readonly kind: 'gone'; readonly id: string };

/**
 * The live sessions of all agents who have subscribed at this gateway. In each interval Temporal is asked once which
 * sessions changed. Then only the sessions of subscribed agents are read. Without subscribers, Temporal is not asked.
 */
export type AgentWatch = {
  /**
   * Calls `onUpdate` with the live sessions of the agent, then with each change. Throws a TemporalProblem if the sessions
   * cannot be read; then nothing is subscribed.
   *
   * @returns ends the subscription
   */
  readonly subscribe: (agentId: string, onUpdate: (update: AgentUpdate) => void) => Promise<() => void>;
  /** Sends the subscribers a state that this gateway already has, so that they need not wait for the next interval. */
  readonly publish: (view: SessionView) => void;
  readonly close: () => void;
};

export type WatchOptions = {
  readonly intervalMs?: number;
  /** Called once when Temporal stops answering. Temporal is asked again after each interval. */
  readonly onProblem?: (error: unknown) => void;
};

/** A change that the list shows this late is still noticed. */
const listLagMs = 10_000;
/** The clock of this machine may differ from that of Temporal by this much. */
const clockSkewMs = 2 * 60_000;
/** This many sessions are read at the same time. */
const readsAtOnce = 10;

type KnownSession = { readonly session: AgentSession; readonly json: string };

export function watchAgents(
  { state, listing }: Pick<SessionClient, 'state' | 'listing'>,
  { intervalMs = 1_000, onProblem = () => undefined }: WatchOptions = {},
): AgentWatch {
  const subscribers = new Map<string, Set<(update: AgentUpdate) => void>>();
  /** For each agent with subscribers, the first reading of all sessions. */
  const firstReads = new Map<string, Promise<void>>();
  const known = new Map<string, KnownSession>();
  /** For each session, the number of its latest read. The answer to an earlier read is out of date and is dropped. */
  const latestReads = new Map<string, number>();
  let readCount = 0;
  /** For each session of the last list, when it had changed. */
  let listed: ReadonlyMap<string, number> = new Map();
  /** The latest change in any list so far. */
  let newestChange: number | null = null;
  let scheduled = false;
  let closed = false;
  let failing = false;

  function publish(id: string, view: SessionView | null): void {
    const before = known.get(id) ?? null;
    const session = view !== null && isLive(view) ? agentSessionOf(view) : null;
    const agentId = session?.agentId ?? null;
    const after =
      session !== null && agentId !== null && subscribers.has(agentId)
        ? { session, json: JSON.stringify(session) }
        : null;
    if (after === null) known.delete(id);
    else known.set(id, after);
    const agentBefore = before?.session.agentId ?? null;
    if (agentBefore !== null && agentBefore !== agentId) send(agentBefore, { kind: 'gone', id });
    if (after !== null && after.json !== before?.json) send(agentId, { kind: 'session', session: after.session });
  }

  function send(agentId: string | null, update: AgentUpdate): void {
    for (const onUpdate of subscribers.get(agentId ?? '') ?? []) onUpdate(update);
  }

  async function read(id: string): Promise<void> {
    readCount += 1;
    const thisRead = readCount;
    latestReads.set(id, thisRead);
    const view = await state(id);
    if (latestReads.get(id) !== thisRead) return;
    latestReads.delete(id);
    publish(id, view);
  }

  /**
   * One session that cannot be read does not keep the others from being read. After as many failures as there are reads at
   * the same time, Temporal seems to be down, and the rest is left for the next interval.
   */
  async function readAll(ids: readonly string[]): Promise<void> {
    let failures = 0;
    await pLimit(readsAtOnce).map(ids, async (id) => {
      if (failures >= readsAtOnce) return;
      try {
        await read(id);
      } catch (error) {
        failures += 1;
        throw error;
      }
    });
  }

  async function readChanged(): Promise<void> {
    const since = newestChange === null ? Date.now() - clockSkewMs : newestChange - listLagMs;
    const rows = await listing.changedSince(since);
    // A session of an earlier version shows the id of its agent as it is.
    const agents = new Set([...subscribers.keys()].flatMap((id) => [id, shownId(id)]));
    const isWatched = ({ id, agentId }: ListedSession): boolean =>
      known.has(id) || (agentId !== null && agents.has(agentId));
    const changed = rows.filter((row) => isWatched(row) && listed.get(row.id) !== row.changedAt);
    await readAll([...new Set(changed.map(({ id }) => id))]);
    // These are set only after all reads succeeded, so that a session that could not be read is read again.
    listed = new Map(rows.map(({ id, changedAt }) => [id, changedAt]));
    newestChange = Math.max(newestChange ?? since, ...rows.map(({ changedAt }) => changedAt));
  }

  function schedule(): void {
    if (scheduled) return;
    scheduled = true;
    setTimeout(() => {
      if (closed || subscribers.size === 0) {
        // The next subscriber starts from the present, not from the changes of the time without subscribers.
        scheduled = false;
        listed = new Map();
        newestChange = null;
        return;
      }
      readChanged()
        .then(
          () => (failing = false),
          (error: unknown) => {
            if (!failing) onProblem(error);
            failing = true;
          },
        )
        .finally(() => {
          scheduled = false;
          schedule();
        });
    }, intervalMs).unref();
  }

  /** Two subscribers of one agent share one reading. */
  async function readFirst(agentId: string): Promise<void> {
    const reading = firstReads.get(agentId) ?? listing.ofAgent(agentId).then(readAll);
    firstReads.set(agentId, reading);
    await reading;
  }

  function unsubscribe(agentId: string, onUpdate: (update: AgentUpdate) => void): void {
    const ofAgent = subscribers.get(agentId);
    ofAgent?.delete(onUpdate);
    if (ofAgent === undefined || ofAgent.size > 0) return;
    subscribers.delete(agentId);
    firstReads.delete(agentId);
    for (const [id, { session }] of known) if (session.agentId === agentId) known.delete(id);
  }

  return {
    async subscribe(agentId, onUpdate) {
      let begun = false;
      const onLaterUpdate = (update: AgentUpdate): void => {
        if (begun) onUpdate(update);
      };
      const ofAgent = subscribers.get(agentId) ?? new Set();
      subscribers.set(agentId, ofAgent.add(onLaterUpdate));
      try {
        await readFirst(agentId);
      } catch (error) {
        unsubscribe(agentId, onLaterUpdate);
        firstReads.delete(agentId);
        throw error;
      }
      begun = true;
      const sessions = [...known.values()].flatMap(({ session }) => (session.agentId === agentId ? [session] : []));
      onUpdate({ kind: 'sessions', sessions });
      schedule();
      return () => unsubscribe(agentId, onLaterUpdate);
    },
    publish(view) {
      latestReads.delete(view.id);
      publish(view.id, view);
    },
    close() {
      closed = true;
    },
  };
}
