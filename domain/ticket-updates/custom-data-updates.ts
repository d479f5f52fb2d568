import { notMappedComments } from '../comment/note-comments.ts';
import { customDataComment } from '../comment/start-comments.ts';
import { mapToTicket, newEntries } from '../fields/mapping.ts';
import type { TimelineContext } from './timeline-context.ts';
import { printFact } from '../events/fact-key.ts';
import { emptyChange } from '../zendesk/change.ts';
import { commentUpdate, isDrafted } from './wanted-update.ts';
import type { WantedUpdate } from './wanted-update.ts';

/** UPD-5 to UPD-7: a comment with the values that no earlier comment has, and the ticket fields that they are mapped to. */
export function customDataUpdates({
  entry,
  fact,
  ticket,
  reading,
  wording,
}: TimelineContext<'custom_data.received'>): readonly WantedUpdate[] {
  const { session, settings } = reading;
  const values = newEntries(reading, entry);
  const leftOut = entry.item.custom_data.leftOut ?? 0;
  if (values.length === 0 && leftOut === 0) return [];
  const comment = customDataComment(values, wording, leftOut);
  const listed = comment === null ? [] : [commentUpdate(fact, comment)];
  if (session.progress.ticketFields === null || ticket.origin === 'found') return listed;
  const { fields, problems } = mapToTicket(values, settings, session.progress.ticketFields);
  const [problem = null] = notMappedComments(problems, wording);
  if (fields.length === 0 && problem === null) return listed;
  // A ticket that was made with these values has their fields already.
  const isInDraft = isDrafted(session, printFact(fact));
  if (ticket.origin === 'made' && isInDraft) return listed;
  return [
    ...listed,
    { fact: printFact({ ...fact, kind: `mapped-${fact.kind}` }), change: { ...emptyChange, fields, comment: problem } },
  ];
}
