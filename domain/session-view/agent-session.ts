import { waitWords } from './details.ts';
import type { Phase, SessionView } from './view.ts';

/** ADP-3: a session as its agents see it. Times are ms since the epoch. */
export type AgentSession = {
  readonly id: string;
  readonly phase: Phase;
  readonly channel: SessionView['channel'];
  readonly queueId: string | null;
  /** Who has the session now, by the platform's id. */
  readonly agentId: string | null;
  /** What waits for the agent's choice. */
  readonly choice: SessionView['choice'];
  readonly contact: {
    /** Zendesk user id; null: not settled. */
    readonly id: number | null;
    /** Whom the agent may choose from, newest first. */
    readonly candidates: readonly {
      readonly id: number;
      readonly name: string;
      readonly phone: string | null;
      readonly email: string | null;
      /** ISO 8601. */
      readonly createdAt: string;
    }[];
  };
  readonly ticket: { readonly id: number | null; readonly is: SessionView['ticketIs'] };
  readonly waitsFor: readonly { readonly for: string; readonly words: string; readonly until: number | null }[];
  /** What stands on the ticket, what is on its way there, and what Zendesk refused: each by the fact that it tells. */
  readonly logged: readonly string[];
  readonly notYet: readonly string[];
  readonly failed: readonly { readonly fact: string; readonly code: string; readonly message: string }[];
  /** Each decision with its reason (OPS-1), oldest first. */
  readonly decisions: readonly {
    readonly about: 'contact' | 'ticket';
    readonly at: number;
    readonly rule: string;
    readonly because: string;
  }[];
};

export function agentSessionOf(view: SessionView): AgentSession {
  const { id, phase, channel, queueId, agentId, choice, contactId, candidates, ticketId, ticketIs } = view;
  const factOf = (write: string): string => write.slice(id.length + 1);
  return {
    id,
    phase,
    channel,
    queueId,
    agentId,
    choice,
    contact: {
      id: contactId,
      candidates: candidates.map(({ id: contact, name, phone, email, createdAt }) => ({
        id: contact,
        name,
        phone,
        email,
        createdAt,
      })),
    },
    ticket: { id: ticketId, is: ticketIs },
    waitsFor: view.waitsFor.map((wait) => ({ for: wait.for, words: waitWords[wait.for], until: wait.until })),
    logged: view.written.map(factOf),
    notYet: view.pending.map(factOf),
    failed: view.failed.map(({ id: write, code, message }) => ({ fact: factOf(write), code, message })),
    decisions: view.reasons.map(({ about, at, rule, because }) => ({ about, at, rule, because })),
  };
}

/** What a session that is over may still wait for without being any agent's business. */
const lateWaits: readonly string[] = ['recording', 'transcript', 'metadata', 'nothing'];

/** Whether a session is one of its agent's live ones: until it is over and all of it is on the ticket but what comes late. */
export function isLive({ phase, waitsFor }: Pick<SessionView, 'phase' | 'waitsFor'>): boolean {
  return phase === 'settle' ? waitsFor.some((wait) => !lateWaits.includes(wait.for)) : phase !== 'done';
}

/** The same by its search attributes, which lag a little behind. */
export function isListedLive(phase: string | null, waitsFor: string | null): boolean {
  return phase === 'settle' ? !lateWaits.includes(waitsFor ?? 'nothing') : phase !== 'done';
}
