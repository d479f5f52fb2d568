import { randomUUID } from 'node:crypto';
import type { SessionEvent } from '../domain/session/events.ts';
import { drySession } from '../domain/operations/dry-run.ts';
import { dryRunAnswer } from '../domain/operations/dry-run-answer.ts';
import { parseDryRun } from '../domain/operations/dry-run-request.ts';
import { due } from '../domain/session/due.ts';
import { newSession } from '../domain/session/session.ts';
import { viewOf } from '../domain/session/view.ts';
import type { SettingsChange } from '../domain/settings/changes.ts';
import { settingsChanges } from '../domain/settings/changes.ts';
import { defaultSettings } from '../domain/settings/defaults.ts';
import { parseSettings } from '../domain/settings/schema.ts';
import type { Settings } from '../domain/settings/settings.ts';
import type { TemporalProblem } from './errors.ts';
import type { OperationsClient } from './operations.ts';
import type { SessionClient } from './sessions.ts';

/** Sessions that live in this process: what the doors are tested against where Temporal is not the subject. */
export type SessionsInMemory = SessionClient & {
  /** Events that were durably taken, in the order in which that happened. */
  readonly taken: readonly SessionEvent[];
  /** News of Zendesk that sessions were told: `ticket 5`, `contact 7`. */
  readonly told: readonly string[];
  /** What a send waits for before it is durable; may throw. */
  beforeSend: (event: SessionEvent) => Promise<void>;
  /** What creating the fields answers (FLD-1). */
  created: Awaited<ReturnType<OperationsClient['createFields']>>;
  /** Every other call throws this. */
  problem: TemporalProblem | null;
};

export function sessionsInMemory(): SessionsInMemory {
  const taken: SessionEvent[] = [];
  const told: string[] = [];
  let document: Settings = defaultSettings;
  let history: readonly SettingsChange[] = [];
  const answer = <Result>(result: Result): Result => {
    if (memory.problem !== null) throw memory.problem;
    return result;
  };
  const memory: SessionsInMemory = {
    taken,
    told,
    created: { kind: 'created', fields: defaultSettings.fields, steps: [] },
    problem: null,
    beforeSend: async () => {},
    send: async (event) => {
      await memory.beforeSend(event);
      taken.push(event);
    },
    state: async (id) => {
      const known = taken.some(({ session_id }) => session_id === id);
      return answer(known ? viewOf(newSession(id, false), document, 0) : null);
    },
    pickContact: async () => answer({ kind: 'unknown' }),
    tellOfTicket: async (ticketId) => {
      told.push(`ticket ${ticketId}`);
      return answer(1);
    },
    tellOfContact: async (contactId) => {
      told.push(`contact ${contactId}`);
      return answer(1);
    },
    operations: {
      budget: async () => answer({ at: 0, account: null, lastMinute: [] }),
      createFields: async () => answer(memory.created),
      check: async () => answer([{ what: 'role', ok: false, seen: 'end-user', remedy: 'Use an agent.' }]),
    },
    search: async () => answer({ sessions: [], next: null }),
    lastRescue: async () => answer({ at: 0, rescued: [], waiting: [], givenUp: [], failed: [] }),
    dryRun: async (question) => {
      const parsed = answer(parseDryRun(question, document, 0));
      if (!parsed.ok) return { kind: 'refused', problems: parsed.problems };
      const { settings } = parsed.start;
      const session = drySession(parsed.start, 0);
      return { kind: 'answered', answer: dryRunAnswer(session, due(session, settings, 0), settings, 0), trouble: null };
    },
    failedWrites: {
      list: async () => answer({ rows: [], next: null }),
      show: async () => answer(null),
      edit: async () => answer({ kind: 'unknown' }),
      replay: async () => answer({ kind: 'unknown' }),
      discard: async () => answer({ kind: 'unknown' }),
    },
    unattached: {
      list: async () => answer({ rows: [], next: null }),
      attach: async () => answer({ kind: 'unknown' }),
    },
    settings: {
      get: async () => answer(document),
      history: async () => answer(history),
      set: async (wanted, by) => {
        const parsed = answer(parseSettings(wanted));
        if (!parsed.ok) return { kind: 'refused', problems: parsed.problems };
        const changes = settingsChanges(document, parsed.settings);
        document = parsed.settings;
        if (changes.length > 0) history = [{ at: 0, by, changes }, ...history];
        return { kind: 'saved', settings: parsed.settings, warnings: parsed.warnings };
      },
    },
  };
  return memory;
}

/** An event as the platform posts it. */
export function queued(sessionId: string, eventId: string = randomUUID()): Record<string, unknown> {
  return {
    event_id: eventId,
    timestamp: 1_732_000_000_000,
    session_id: sessionId,
    type: 'session.queued',
    item: { queue: { id: 3, name: 'Order status' } },
  };
}
