import { notMappedComments } from '../comment/note-comments.ts';
import type { Wording } from '../comment/wording.ts';
import type { CustomDataEntry } from '../events/parse-events.ts';
import { customDataComment } from '../comment/start-comments.ts';
import { mapToTicket, newEntries } from '../fields/mapping.ts';
import type { TimelineContext } from './timeline-context.ts';
import { customValueFact, customValueFacts } from '../session/custom-values.ts';
import { unwrittenValues } from './fact-names.ts';
import { printFact } from '../events/fact-key.ts';
import type { FactKey } from '../events/fact-key.ts';
import { emptyChange } from '../zendesk/change.ts';
import { commentUpdate, isDrafted, writeOf } from './wanted-update.ts';
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
  const written = printFact(fact);
  const values = unwrittenValues(session, newEntries(reading, entry), written);
  const leftOut = entry.item.custom_data.leftOut ?? 0;
  if (values.length === 0 && leftOut === 0) return [];
  const isGivenBack =
    ticket.givenBack === true &&
    leftOut === 0 &&
    customValueFacts(values).length > 0 &&
    writeOf(session, written) === undefined;
  const isApart = (value: CustomDataEntry): boolean =>
    isGivenBack || writeOf(session, customValueFact(value)) !== undefined;
  const listed = [
    ...oneByOne(values.filter(isApart), written, wording),
    ...together(
      values.filter((value) => !isApart(value)),
      fact,
      wording,
      leftOut,
    ),
  ];
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

/** One comment with all of these values. */
function together(
  values: readonly CustomDataEntry[],
  fact: FactKey,
  wording: Wording,
  leftOut: number,
): readonly WantedUpdate[] {
  const comment = customDataComment(values, wording, leftOut);
  if (comment === null) return [];
  const names = customValueFacts(values);
  return [{ ...commentUpdate(fact, comment), ...(names.length > 0 && { sameAs: [names] }) }];
}

/**
 * A comment for each value. A ticket that was there before this run may show some of the values, and only its markers say
 * which.
 */
function oneByOne(values: readonly CustomDataEntry[], written: string, wording: Wording): readonly WantedUpdate[] {
  return values.flatMap((value) => {
    const comment = customDataComment([value], wording);
    const update = { fact: customValueFact(value), partOf: written };
    return comment === null ? [] : [{ ...update, change: { ...emptyChange, comment } }];
  });
}
