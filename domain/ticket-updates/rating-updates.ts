import { ratingComment, ratingTextComment } from '../comment/event-comments.ts';
import { shortHash } from '../events/natural-keys.ts';
import type { TimelineContext } from './timeline-context.ts';
import { commentUpdate } from './wanted-update.ts';
import type { WantedUpdate } from './wanted-update.ts';

/** UPD-8: the score and the customer's remark are comments of their own. */
export function ratingUpdates({ entry, fact, wording }: TimelineContext<'rating.received'>): readonly WantedUpdate[] {
  const { score, comment: text } = entry.item;
  const rating = commentUpdate(fact, ratingComment(score, wording));
  if (text === null) return [rating];
  return [rating, commentUpdate({ kind: 'rating-comment', key: shortHash(text) }, ratingTextComment(text, wording))];
}
