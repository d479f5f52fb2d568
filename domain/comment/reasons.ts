import type { Decision } from '../decision.ts';
import type { Reason } from '../session/state.ts';
import type { CommentLine } from '../zendesk/comment.ts';
import { line } from './section.ts';
import type { Wording } from './wording.ts';

/** What a decision becomes on the session and the ticket. */
export function reasonOf(about: Reason['about'], decision: Decision<unknown>, at: number): Reason {
  return { about, at, rule: decision.rule, because: decision.because };
}

/** OPS-1: each choice in the language's words for its rule; a rule without any shows what the decision said. */
export function reasonLines(reasons: readonly Reason[], { texts }: Wording): readonly CommentLine[] {
  return reasons.flatMap(({ about, because, rule }) =>
    line(
      about === 'contact' ? texts.label.contactChoice : texts.label.ticketChoice,
      `${texts.why[rule] ?? because} (${rule})`,
    ),
  );
}
