import { parsePost } from '../events/parse-events.ts';
import type { SessionEvent } from '../events/parse-events.ts';
import { limits } from '../limits.ts';
import { parseSettings } from '../settings/schema.ts';
import type { Settings } from '../settings/settings.ts';
import type { DryRunStart } from './dry-run.ts';

export type DryRunProblem = { readonly path: string; readonly message: string };

export type ParsedDryRun =
  | { readonly ok: true; readonly start: DryRunStart }
  | { readonly ok: false; readonly problems: readonly DryRunProblem[] };

type Branch = Readonly<Record<string, unknown>>;

const mostEvents = limits.request.dryRunEvents.value;

/** The id of a session that is asked about without an id. */
const defaultSessionId = 'dry-run';
/** The default events let an agent answer, so that the session gets a ticket (TKT-1, TKT-2). */
const defaultAgent = { id: 'dry-run', email: null, name: null, kind: 'human' };
const defaultEvents = ['session.assigned', 'session.connected'].map((type) => ({
  type,
  item: { agent: defaultAgent },
}));

/**
 * Parses the body of a dry run (OPS-2). `session` is the item of `session.started`, and its `id` may be left out. `events`
 * are events as `POST /v1/events` takes them, and their envelopes may be left out. Without `events` an agent answers.
 * `settings` has only the settings that differ from those in force.
 *
 * @param inForce the settings in force
 * @param now ms since the epoch
 * @returns the session, events and settings of the dry run, or every problem with its path
 */
export function parseDryRun(body: unknown, inForce: Settings, now: number): ParsedDryRun {
  if (!isBranch(body)) return refused([{ path: '', message: 'expected an object {"session", "events", "settings"}' }]);
  const { session, events = defaultEvents, settings = {}, ...others } = body;
  const problems = Object.keys(others).map((path) => ({ path, message: 'no such key: session, events or settings' }));
  if (!isBranch(session)) problems.push({ path: 'session', message: 'expected the session as session.started has it' });
  if (!Array.isArray(events)) problems.push({ path: 'events', message: 'expected a list of events' });
  else if (events.length > mostEvents)
    problems.push({ path: 'events', message: `expected at most ${mostEvents} events` });
  if (!isBranch(settings)) problems.push({ path: 'settings', message: 'expected an object' });
  if (!isBranch(session) || !Array.isArray(events) || events.length > mostEvents || !isBranch(settings))
    return refused(problems);

  const item = { id: defaultSessionId, ...session };
  const sessionId = item.id;
  const given: readonly unknown[] = events;
  const parsed = [
    parseEvent({ type: 'session.started', item }, { sessionId, now, index: 0 }, (path) =>
      path.replace(/^item/, 'session'),
    ),
    ...given.map((event, i) =>
      parseEvent(event, { sessionId, now, index: i + 1 }, (path) => join(`events.${i}`, path)),
    ),
  ];
  const wanted = parseSettings(overlaid(inForce, settings));
  const settingsProblems = wanted.ok
    ? []
    : wanted.problems.map(({ path, message }) => ({ path: join('settings', path), message }));
  const all = [...problems, ...parsed.flatMap((one) => one.problems), ...settingsProblems];
  const accepted = parsed.flatMap((one) => one.accepted);
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

/** The members of an event's envelope. `index` numbers the events; `now` is in ms since the epoch. */
type Envelope = { readonly sessionId: unknown; readonly now: number; readonly index: number };

/**
 * Parses one event after filling in the missing parts of its envelope.
 *
 * @param pathInBody turns a path in the event into a path in the body of the request
 */
function parseEvent(
  event: unknown,
  { sessionId, now, index }: Envelope,
  pathInBody: (path: string) => string,
): { readonly accepted: readonly SessionEvent[]; readonly problems: readonly DryRunProblem[] } {
  const envelope = { event_id: `dry-run/${index}`, timestamp: now + index };
  const filled = isBranch(event) ? { ...envelope, ...event, session_id: sessionId } : event;
  const { accepted, refused: bad } = parsePost({ count: 1, events: [filled] }, now);
  // All events get the session's id, so a wrong id is reported only once, with the session.
  const fields = bad.flatMap((one) => one.fields).filter(({ path }) => path !== 'session_id' || index === 0);
  return { accepted, problems: fields.map(({ path, message }) => ({ path: pathInBody(path), message })) };
}

/** Replaces the members of `base` that `over` has, at any depth. A list is replaced as a whole. */
function overlaid(base: unknown, over: unknown): unknown {
  if (!isBranch(base) || !isBranch(over)) return over;
  const keys = Object.entries(over).map(([key, value]) => [key, key in base ? overlaid(base[key], value) : value]);
  return { ...base, ...Object.fromEntries(keys) };
}
