import { emptyChange } from '../zendesk/change.ts';
import type { Change } from '../zendesk/change.ts';
import type { Comment } from '../zendesk/comment.ts';
import type { WriteOutcome } from '../zendesk/ticket-write.ts';
import { printFact } from '../events/fact-key.ts';
import type { FactKey } from '../events/fact-key.ts';
import type { OwnerChange } from '../session/owner-change.ts';
import type { Session, WriteState } from '../session/state.ts';
import type { TicketDraft } from '../zendesk/ticket.ts';

/** A change that the session's ticket should have. `fact` is the key of the fact that it shows, as text. */
export type WantedUpdate = {
  readonly fact: string;
  readonly change: Change;
  /** Left out: the update does not change the owner of the ticket. */
  readonly ownerChange?: OwnerChange;
  /** The time of the fact, ms since the epoch. Left out: it has no time of its own. */
  readonly at?: number;
  /**
   * Other names of the fact, because its sources name it differently (PLT-3). Each list is one way to name all of it: if
   * the ticket has every marker of one list, it has the fact. The update leaves all of these names on the ticket.
   */
  readonly sameAs?: readonly (readonly string[])[];
  /** A larger fact that shows this one too: a ticket that has it needs no update. The update does not leave its name. */
  readonly partOf?: string;
  /** Names of smaller facts that the update shows too. It leaves them on the ticket. */
  readonly includes?: readonly string[];
};

/** An update that only adds a comment. */
export function commentUpdate(fact: FactKey, comment: Comment): WantedUpdate {
  return { fact: printFact(fact), change: { ...emptyChange, comment } };
}

/** UPD-12: Zendesk takes no larger upload. */
export const largestFileBytes = 50 * 1024 * 1024;

/** The id of a fact's write. It is also the marker of the write in the ticket's audits. */
export function writeId(session: Session, fact: string): string {
  return `${session.id}/${fact}`;
}

/** The outcome of a fact's write. Null: the write has no outcome yet, or does not exist yet. */
export function outcomeOf(session: Session, fact: string): WriteOutcome | null {
  return writeOf(session, fact)?.outcome ?? null;
}

/** The state of a fact's write. Undefined: the write was not handed over yet. */
export function writeOf(session: Session, fact: string): WriteState | undefined {
  return writesById(session).get(writeId(session, fact));
}

/** The writes that the session has handed over, by their ids. */
export function writesById({ progress: { writes } }: Session): ReadonlyMap<string, WriteState> {
  const known = indexes.get(writes) ?? new Map(writes.map((write) => [write.id, write]));
  indexes.set(writes, known);
  return known;
}

const indexes = new WeakMap<readonly WriteState[], ReadonlyMap<string, WriteState>>();

/** Whether the ticket was drafted with this fact. */
export function isDrafted(session: Session, fact: string): boolean {
  const { draft } = session.progress;
  if (draft === null) return false;
  const facts = draftedFacts.get(draft) ?? new Set(draft.facts);
  draftedFacts.set(draft, facts);
  return facts.has(writeId(session, fact));
}

const draftedFacts = new WeakMap<TicketDraft, ReadonlySet<string>>();
