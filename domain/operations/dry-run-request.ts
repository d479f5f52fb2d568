import { parsePost } from '../events/parse-events.ts';
import type { SessionEvent } from '../events/parse-events.ts';
import { parseSettings } from '../settings/schema.ts';
import type { Settings } from '../settings/settings.ts';
import type { DryRunStart } from './dry-run.ts';

export type DryRunProblem = { readonly path: string; readonly message: string };

export type ParsedDryRun =
  | { readonly ok: true; readonly start: DryRunStart }
  | { readonly ok: false; readonly problems: readonly DryRunProblem[] };

type Branch = Readonly<Record<string, unknown>>;

/** Where the question names no session of its own. */
const sessionIdMeant = 'dry-run';
/** So that a session without events of its own has got as far as a ticket (TKT-1, TKT-2). */
const agentMeant = { id: 'dry-run', email: null, name: null, kind: 'human' };
const eventsMeant = ['session.assigned', 'session.connected'].map((type) => ({ type, item: { agent: agentMeant } }));

/**
 * Judges the body of a dry run (OPS-2): `session` as `session.started` carries it, its `id` left out or not; `events` as
 * `POST /v1/events` takes them, their envelopes left out or not, by default an agent who answers; `settings`, of which
 * only what differs from those in force need be named. Every problem is named by its path.
 * @param inForce what holds where the question names nothing else
 * @param now ms since the epoch
 */
export function parseDryRun(body: unknown, inForce: Settings, now: number): ParsedDryRun {
  if (!isBranch(body)) return refused([{ path: '', message: 'expected an object {"session", "events", "settings"}' }]);
  const { session, events = eventsMeant, settings = {}, ...others } = body;
  const problems = Object.keys(others).map((path) => ({ path, message: 'no such key: session, events or settings' }));
  if (!isBranch(session)) problems.push({ path: 'session', message: 'expected the session as session.started has it' });
  if (!Array.isArray(events)) problems.push({ path: 'events', message: 'expected a list of events' });
  if (!isBranch(settings)) problems.push({ path: 'settings', message: 'expected an object' });
  if (!isBranch(session) || !Array.isArray(events) || !isBranch(settings)) return refused(problems);

  const told = { id: sessionIdMeant, ...session };
  const given: readonly unknown[] = events;
  const judged = [
    judge({ type: 'session.started', item: told }, told.id, now, 0, (path) => path.replace(/^item/, 'session')),
    ...given.map((event, i) => judge(event, told.id, now, i + 1, (path) => join(`events.${i}`, path))),
  ];
  const wanted = parseSettings(laidOver(inForce, settings));
  const settingsProblems = wanted.ok
    ? []
    : wanted.problems.map(({ path, message }) => ({ path: join('settings', path), message }));
  const all = [...problems, ...judged.flatMap((one) => one.problems), ...settingsProblems];
  const accepted = judged.flatMap((one) => one.accepted);
  const [first] = accepted;
  if (all.length > 0 || !wanted.ok || first === undefined) return refused(all);
  return { ok: true, start: { sessionId: first.session_id, events: accepted, settings: wanted.settings } };
}

function refused(problems: readonly DryRunProblem[]): ParsedDryRun {
  return { ok: false, problems };
}

function isBranch(value: unknown): value is Branch {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function join(prefix: string, path: string): string {
  return path === '' ? prefix : `${prefix}.${path}`;
}

/** One event, its envelope filled in where it is missing. */
function judge(
  event: unknown,
  sessionId: unknown,
  now: number,
  index: number,
  named: (path: string) => string,
): { readonly accepted: readonly SessionEvent[]; readonly problems: readonly DryRunProblem[] } {
  const envelope = { event_id: `dry-run/${index}`, timestamp: now + index };
  const filled = isBranch(event) ? { ...envelope, ...event, session_id: sessionId } : event;
  const { accepted, refused: bad } = parsePost({ count: 1, events: [filled] });
  // The id of the session is told once, with the session.
  const fields = bad.flatMap((one) => one.fields).filter(({ path }) => path !== 'session_id' || index === 0);
  return { accepted, problems: fields.map(({ path, message }) => ({ path: named(path), message })) };
}

/** Lists are replaced whole. */
function laidOver(base: unknown, over: unknown): unknown {
  if (!isBranch(base) || !isBranch(over)) return over;
  const keys = Object.entries(over).map(([key, value]) => [key, key in base ? laidOver(base[key], value) : value]);
  return { ...base, ...Object.fromEntries(keys) };
}
