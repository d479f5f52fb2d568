import type { Decision } from '../decision.ts';
import type { Reason } from '../session/state.ts';
import type { CommentLine } from '../zendesk/comment.ts';
import { line } from './section.ts';
import type { Wording } from './wording.ts';

/** The reason of a decision, as the session stores it and the ticket shows it. */
export function reasonOf(about: Reason['about'], decision: Decision<unknown>, at: number): Reason {
  return { about, at, rule: decision.rule, because: decision.because };
}

/** OPS-1: one line for each reason, in the language of the settings. A rule without a text shows the reason of the decision. */
export function reasonLines(reasons: readonly Reason[], { texts }: Wording): readonly CommentLine[] {
  return reasons.flatMap(({ about, because, rule }) =>
    line(
      about === 'contact' ? texts.label.contactChoice : texts.label.ticketChoice,
      `${texts.why[rule] ?? because} (${rule})`,
    ),
  );
}
