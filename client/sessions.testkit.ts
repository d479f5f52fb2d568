import { readSession } from '../domain/session/read-session.ts';
import { randomUUID } from 'node:crypto';
import type { SessionEvent } from '../domain/events/parse-events.ts';
import { drySession } from '../domain/operations/dry-run.ts';
import { dryRunAnswer } from '../domain/operations/dry-run-answer.ts';
import { completeChoice } from '../domain/outbound/complete.ts';
import { cancel, findChoice, choose, noChoices } from '../domain/outbound/open-choice.ts';
import { outboundOptions } from '../domain/outbound/options.ts';
import type { OutboundFacts, OutboundQuestion } from '../domain/session/outbound-choice.ts';
import { parseDryRun } from '../domain/operations/dry-run-request.ts';
import { nextSteps } from '../domain/next-steps/next-steps.ts';
import { newSession } from '../domain/session/state.ts';
import type { AgentCommand } from '../domain/events/agent-commands.ts';
import { viewOf } from '../domain/session-view/view.ts';
import type { SessionView } from '../domain/session-view/view.ts';
import { isOtherBody } from './body-hash.ts';
import type { CommandResult } from './agent-commands.ts';
import type { SettingsChange } from '../domain/settings/changes.ts';
import { settingsChanges } from '../domain/settings/changes.ts';
import { defaultSettings } from '../domain/settings/defaults.ts';
import { previewSettings } from '../domain/settings/preview.ts';
import { parseSettings } from '../domain/settings/schema.ts';
import type { Settings } from '../domain/settings/settings.ts';
import type { TemporalProblem } from './errors.ts';
import type { OperationsClient } from './operations.ts';
import type { OutboundClient } from './outbound.ts';
import type { SessionClient } from './sessions.ts';

/** A session client without Temporal, for tests of the gateway and of the command line. */
export type SessionsInMemory = SessionClient & {
  /** The events that were sent, in the order in which they became durable. */
  readonly sentEvents: readonly SessionEvent[];
  /** The tickets and contacts of the `notify…Changed` calls, as `ticket 5` and `contact 7`. */
  readonly notified: readonly string[];
  /** A send waits for this before its event is durable. It may throw. */
  beforeSend: (event: SessionEvent) => Promise<void>;
  /** The result of creating the fields (FLD-1). */
  createdFields: Awaited<ReturnType<OperationsClient['createFields']>>;
  /** The reads so far: `list` for each list, the session id for each state. */
  readonly requests: string[];
  /** Sets the state of a session. The list shows it at once. */
  setState: (view: SessionView) => void;
  /** The result of a command of an agent. */
  answerCommand: (sessionId: string, command: AgentCommand) => CommandResult;
  /** Every call except `send` throws this problem. */
  problem: TemporalProblem | null;
};

export function sessionsInMemory(): SessionsInMemory {
  const sentEvents: SessionEvent[] = [];
  const notified: string[] = [];
  const requests: string[] = [];
  const states = new Map<string, { readonly view: SessionView; readonly changedAt: number }>();
  let changes = 0;
  let document: Settings = defaultSettings;
  let history: readonly SettingsChange[] = [];
  const answer = <Result>(result: Result): Result => {
    if (memory.problem !== null) throw memory.problem;
    return result;
  };
  const memory: SessionsInMemory = {
    sentEvents,
    notified,
    createdFields: { kind: 'created', fields: defaultSettings.fields, steps: [] },
    problem: null,
    beforeSend: async () => {},
    send: async (event) => {
      await memory.beforeSend(event);
      sentEvents.push(event);
    },
    requests,
    setState: (view) => {
      changes += 1;
      states.set(view.id, { view, changedAt: Date.now() + changes });
    },
    answerCommand: () => ({ kind: 'unknown' }),
    state: async (id) => {
      requests.push(id);
      const found = states.get(id);
      if (found !== undefined) return answer(found.view);
      const known = sentEvents.some(({ session_id }) => session_id === id);
      return answer(known ? viewOf(newSession(id, false), document, 0) : null);
    },
    pickContact: async (id, pick) => answer(memory.answerCommand(id, { kind: 'contact.pick', command: pick })),
    pickTicket: async (id, pick) => answer(memory.answerCommand(id, { kind: 'ticket.pick', command: pick })),
    mergeTicket: async (id, merge) => answer(memory.answerCommand(id, { kind: 'ticket.merge', command: merge })),
    listing: {
      ofAgent: async (agentId) => {
        requests.push('list');
        return answer([...states.values()].flatMap(({ view }) => (view.agentId === agentId ? [view.id] : [])));
      },
      changedSince: async (since) => {
        requests.push('list');
        const rows = [...states.values()].filter(({ changedAt }) => changedAt > since);
        return answer(rows.map(({ view, changedAt }) => ({ id: view.id, agentId: view.agentId, changedAt })));
      },
    },
    notifyTicketChanged: async (ticketId) => {
      notified.push(`ticket ${ticketId}`);
      return answer(1);
    },
    notifyContactChanged: async (contactId) => {
      notified.push(`contact ${contactId}`);
      return answer(1);
    },
    operations: {
      budget: async () => answer({ at: 0, account: null, lastMinute: [] }),
      createFields: async () => answer(memory.createdFields),
      check: async () => answer([{ what: 'role', ok: false, seen: 'end-user', remedy: 'Use an agent.' }]),
    },
    search: async () => answer({ sessions: [], next: null }),
    giveUp: async (sessionId) => answer(states.has(sessionId)),
    lastRescue: async () => answer({ at: 0, rescued: [], waiting: [], givenUp: [], failed: [] }),
    dryRun: async (question) => {
      const parsed = answer(parseDryRun(question, document, 0));
      if (!parsed.ok) return { kind: 'refused', problems: parsed.problems };
      const { settings } = parsed.start;
      const session = drySession(parsed.start, 0);
      return {
        kind: 'answered',
        answer: dryRunAnswer(readSession(session, settings, 0), nextSteps(session, settings, 0)),
        trouble: null,
      };
    },
    outbound: outboundInMemory(() => answer(document)),
    failedWrites: {
      list: async () => answer({ rows: [], next: null }),
      show: async () => answer(null),
      edit: async () => answer({ kind: 'unknown' }),
      replay: async () => answer({ kind: 'unknown' }),
      discard: async () => answer({ kind: 'unknown' }),
    },
    restored: {
      announce: async () => 1,
      concerned: async () => ({ underWay: [], over: [], lateHours: 24, failedWrites: 0, unattached: 0 }),
    },
    unattached: {
      list: async () => answer({ rows: [], next: null }),
      attach: async () => answer({ kind: 'unknown' }),
    },
    settings: {
      get: async () => answer(document),
      history: async () => answer(history),
      preview: async (wanted) => answer({ preview: previewSettings(document, wanted), runningSessions: 3 }),
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

/** Outbound choices, decided as if Zendesk had no contacts and no tickets. */
function outboundInMemory(inForce: () => Settings): OutboundClient {
  let choices = noChoices;
  const factsOf = (agentId: string, question: OutboundQuestion): OutboundFacts => {
    const number = question.lookupNumber ?? question.dialNumber ?? '';
    return { agentId, found: { number, contacts: [] }, contact: null, ticket: null };
  };
  return {
    options: async (agentId, question) => ({
      options: outboundOptions(question, factsOf(agentId, question), inForce()),
      trouble: null,
    }),
    call: async (agentId, wanted, question) => {
      const { key } = wanted;
      const before = findChoice(choices, key);
      if (before !== null) return isOtherBody(wanted, before) ? { kind: 'key_reused' } : { kind: 'kept', kept: before };
      const completed = completeChoice(question, factsOf(agentId, question), inForce());
      if (completed.ok) {
        const kept = { ...wanted, choice: completed.choice, at: 0 };
        choices = choose(choices, kept, 0);
        return { kind: 'kept', kept };
      }
      const [first, ...others] = completed.refusals;
      if (first !== undefined) return { kind: 'refused', refusals: [first, ...others] };
      return { kind: 'unanswered', trouble: { code: 'Unavailable', message: 'Try again.' } };
    },
    cancel: async (_agentId, key) => {
      choices = cancel(choices, key, 0);
      return findChoice(choices, key) === null ? 'unknown' : 'cancelled';
    },
  };
}

/** A `session.queued` event, as a caller of `POST /v1/events` sends it. */
export function queuedEvent(sessionId: string, eventId: string = randomUUID()): Record<string, unknown> {
  return {
    event_id: eventId,
    timestamp: 1_732_000_000_000,
    session_id: sessionId,
    type: 'session.queued',
    item: { queue: { id: 3, name: 'Order status' } },
  };
}
