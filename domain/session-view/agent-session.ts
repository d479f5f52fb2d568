import { waitWords } from './details.ts';
import type { Phase } from './phase.ts';
import type { SessionView } from './view.ts';

/** ADP-3: a session as its agents see it. Times are ms since the epoch. */
export type AgentSession = {
  readonly id: string;
  readonly phase: Phase;
  readonly channel: SessionView['channel'];
  readonly queueId: string | null;
  /** The agent who has the session now; the platform's id. */
  readonly agentId: string | null;
  /** The choice that the agent may make now. */
  readonly choice: SessionView['choice'];
  readonly contact: {
    /** Zendesk user id; null: not chosen yet. */
    readonly id: number | null;
    /** The contacts among which the agent may choose, newest first. */
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
  /** Writes that are on the ticket, that are under way, and that Zendesk refused; each named by its fact. */
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

/** Selects the parts of the view that agents may see. */
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

/** A session that only waits for these is over for its agents. */
const lateWaits: readonly string[] = ['recording', 'transcript', 'metadata', 'nothing'];

/** Whether agents see the session among their live ones: until it is over and only late data is missing on its ticket. */
export function isLive({ phase, waitsFor }: Pick<SessionView, 'phase' | 'waitsFor'>): boolean {
  return phase === 'settle' ? waitsFor.some((wait) => !lateWaits.includes(wait.for)) : phase !== 'done';
}

/** The same as `isLive`, by the search attributes of the session, which are a little late. */
export function isListedLive(phase: string | null, waitsFor: string | null): boolean {
  return phase === 'settle' ? !lateWaits.includes(waitsFor ?? 'nothing') : phase !== 'done';
}
