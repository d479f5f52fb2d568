import type { Change } from '../writes/write.ts';

/** Something that ought to be on the session's ticket. `fact` names it, whatever told it and however often. */
export type Wanted = { readonly fact: string; readonly change: Change };

export const nothing: Change = {
  comment: null,
  tags: [],
  fields: [],
  assigneeId: 'keep',
  status: 'keep',
  voice: null,
  file: null,
};

/** UPD-12: Zendesk takes no larger upload. */
export const largestFileBytes = 50 * 1024 * 1024;
