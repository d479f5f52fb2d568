import type { Comment } from './comment.ts';
import { wordingOf } from '../comment/wording.ts';

export const english = wordingOf('en', 'UTC');
export const indonesian = wordingOf('id', 'Asia/Jakarta');

/** The lines of a comment as a person reads them, beginning with the title. */
export function shown(comment: Comment | null | undefined): readonly string[] {
  if (comment === null || comment === undefined) return [];
  return [comment.title, ...comment.lines.map(({ label, value }) => (label === null ? value : `${label}: ${value}`))];
}
