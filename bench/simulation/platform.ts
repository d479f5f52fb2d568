import { parsePost } from '../../domain/events/parse-events.ts';
import type { SessionEvent } from '../../domain/events/parse-events.ts';
import type { Caller } from '../callers.ts';
import { standardMix } from '../mix.ts';
import type { MixSession } from '../mix.ts';
import { inMetadata, metadataOf } from './metadata.ts';
import { fileHost } from './network.ts';
import type { PlannedSession, Scenario } from './scenario.ts';

/** One event as it arrives at the gateway. `at`: ms since the epoch. */
export type Arrival = { readonly at: number; readonly event: SessionEvent };

export type PlatformSession = {
  readonly plan: PlannedSession;
  /** The session with the events that arrive at all. */
  readonly told: MixSession;
  /** The types of the events that never arrive. */
  readonly lost: readonly string[];
  readonly arrivals: readonly Arrival[];
};

/** All that the platform sends in a scenario. The same event may arrive twice. */
export function platformSessions(
  { sessions }: Scenario,
  callers: readonly Caller[],
  startsAt: number,
): readonly PlatformSession[] {
  const mix = standardMix('sim', callers, (id) => `https://${fileHost}/${id}.wav`);
  return sessions.flatMap((plan) => {
    const session = mix[plan.index];
    return session === undefined ? [] : [platformSession(plan, session, startsAt)];
  });
}

function platformSession(plan: PlannedSession, ofMix: MixSession, startsAt: number): PlatformSession {
  const document = plan.hasMetadata ? metadataOf(ofMix) : null;
  const session = document === null ? ofMix : { ...ofMix, events: [...ofMix.events, document] };
  const lastRecording = ofMix.events.findLastIndex(({ type }) => type === 'recording.ready');
  const isLost = (n: number): boolean => plan.deliveries.some(({ kind, event }) => kind === 'lost' && event === n);
  const isInDocument = (type: string, n: number): boolean =>
    document !== null && !isLost(ofMix.events.length) && (inMetadata.has(type) || n === lastRecording);
  const begin = startsAt + plan.startsAt;
  const arrivals = session.events.flatMap(({ afterMs, type, item }, n): readonly Arrival[] => {
    if (isLost(n)) return [];
    const timestamp = begin + (type === 'session.metadata' ? afterMs : afterMs * plan.stretch);
    const late = plan.deliveries.find(({ kind, event }) => kind === 'late' && event === n);
    const at = timestamp + (late?.kind === 'late' ? late.byMs : 0);
    const event = parsed({ event_id: `${session.id}-${n}`, timestamp, session_id: session.id, type, item });
    const again = plan.deliveries.find(({ kind, event: of }) => kind === 'twice' && of === n);
    return [{ at, event }, ...(again?.kind === 'twice' ? [{ at: at + again.againMs, event }] : [])];
  });
  return {
    plan,
    told: { ...session, events: session.events.filter(({ type }, n) => !isLost(n) || isInDocument(type, n)) },
    lost: session.events.filter((_, n) => isLost(n)).map(({ type }) => type),
    arrivals: arrivals.toSorted((a, b) => a.at - b.at),
  };
}

function parsed(event: object): SessionEvent {
  const { accepted, refused } = parsePost({ count: 1, events: [event] });
  const [only] = accepted;
  if (only === undefined) throw new Error(`The event is refused: ${JSON.stringify(refused)}`);
  return only;
}
