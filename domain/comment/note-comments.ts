import type { MappingProblem } from '../fields/mapping.ts';
import type { Agent } from '../events/parse-events.ts';
import type { Comment } from '../zendesk/comment.ts';
import { line, section } from './section.ts';
import { agentText } from './wording.ts';
import type { Wording } from './wording.ts';

/** UPD-6, UPD-7: the custom data that did not fit a field of the ticket or contact, with the reasons. Empty if all fitted. */
export function notMappedComments(problems: readonly MappingProblem[], { texts }: Wording): readonly Comment[] {
  if (problems.length === 0) return [];
  const lines = problems.map(({ label, problem }) => ({ label, value: problem }));
  return [section(texts.notMapped, lines)];
}

/** UPD-7: the ticket fields whose value Zendesk did not keep. */
export function fieldsDroppedComment(ids: readonly number[], { texts }: Wording): Comment {
  return section(texts.fieldsDropped, line(texts.label.fields, ids.join(', ')));
}

/** ADP-5: the comment that an agent's address is not in Zendesk, so that the ticket has no assignee. */
export function agentUnknownComment(agent: Pick<Agent, 'name' | 'email'>, { texts }: Wording): Comment {
  return section(texts.agentUnknown, line(texts.label.agent, `${agentText(agent) ?? ''}: ${texts.nobodyHasAddress}`));
}

/** Notes for operators, one line each. Examples are a recovered session (PLT-4) and a refused pick (ADP-3). */
export function notesComment(notes: readonly string[], { texts }: Wording): Comment {
  return section(
    texts.notes,
    notes.flatMap((note) => line(null, note)),
  );
}

/** SEC-2: more was reported for the session than it can keep. */
export function leftOutComment({ texts }: Wording): Comment {
  return section(texts.leftOut, line(null, texts.leftOutWhy));
}

/** FLD-6: the values of a session that come after a later session has taken over the ticket fields. */
export function lateFieldsComment(
  values: readonly { readonly label: string; readonly value: string }[],
  { texts }: Wording,
): Comment {
  return section(
    texts.lateFields,
    values.flatMap(({ label, value }) => line(label, value)),
  );
}
