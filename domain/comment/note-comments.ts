import type { MappingNote } from '../fields/mapping.ts';
import type { Agent } from '../events/parse-events.ts';
import type { Comment } from '../zendesk/comment.ts';
import { line, section } from './section.ts';
import { agentText } from './wording.ts';
import type { Wording } from './wording.ts';

/** UPD-6, UPD-7: what was not put into a field of ticket or contact, and why; no section where all fitted. */
export function notMappedComments(notes: readonly MappingNote[], { texts }: Wording): readonly Comment[] {
  if (notes.length === 0) return [];
  const lines = notes.map(({ label, problem }) => ({ label, value: problem }));
  return [section(texts.notMapped, lines)];
}

/** UPD-7: found by reading back what was written. */
export function fieldsDroppedComment(ids: readonly number[], { texts }: Wording): Comment {
  return section(texts.fieldsDropped, line(texts.label.fields, ids.join(', ')));
}

/** ADP-5. */
export function agentUnknownComment(agent: Pick<Agent, 'name' | 'email'>, { texts }: Wording): Comment {
  return section(texts.agentUnknown, line(texts.label.agent, `${agentText(agent) ?? ''}: ${texts.nobodyHasAddress}`));
}

/** What an operator must know, a line each: a session that was recovered (PLT-4), a pick that was refused (ADP-3). */
export function notesComment(notes: readonly string[], { texts }: Wording): Comment {
  return section(
    texts.notes,
    notes.flatMap((note) => line(null, note)),
  );
}

/** FLD-6: values of a session whose ticket fields belong to a later one by now. */
export function lateFieldsComment(
  values: readonly { readonly label: string; readonly value: string }[],
  { texts }: Wording,
): Comment {
  return section(
    texts.lateFields,
    values.flatMap(({ label, value }) => line(label, value)),
  );
}
