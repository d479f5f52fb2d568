import type { Change } from '../zendesk/change.ts';
import type { WriteOutcome } from '../zendesk/ticket-write.ts';
import type { Session } from '../session/state.ts';

/** Something that ought to be on the session's ticket. `fact` names it, whatever told it and however often. */
export type WantedUpdate = { readonly fact: string; readonly change: Change };

export { emptyChange as noChange } from '../zendesk/change.ts';

/** UPD-12: Zendesk takes no larger upload. */
export const largestFileBytes = 50 * 1024 * 1024;

/** The marker of a fact's write in the ticket's audits. */
export function writeId(session: Session, fact: string): string {
  return `${session.id}/${fact}`;
}

/** What became of a fact's write; null: it is still on its way, or not yet handed over. */
export function outcomeOf(session: Session, fact: string): WriteOutcome | null {
  return session.progress.writes.find(({ id }) => id === writeId(session, fact))?.outcome ?? null;
}
