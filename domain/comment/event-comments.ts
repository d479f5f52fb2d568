import type { Agent, ItemOf } from '../events/parse-events.ts';
import type { DapSettings } from '../settings/settings.ts';
import type { Comment, CommentLine } from '../zendesk/comment.ts';
import { jsonLines, jsonText, line, section } from './section.ts';
import { agentText, fileText, queueText } from './wording.ts';
import type { Wording } from './wording.ts';

/**
 * UPD-2.
 * @param receiverKnown whether somebody in Zendesk has the receiver's address; if not, the comment says so
 */
export function transferComment(
  item: ItemOf<'transfer.finished'>,
  outcome: 'finished' | 'failed',
  receiverKnown: boolean,
  { texts }: Wording,
): Comment {
  const { label } = texts;
  const stays = outcome === 'finished' && item.to_agent !== null && !receiverKnown;
  return section(outcome === 'finished' ? texts.transferFinished : texts.transferFailed, [
    ...line(label.from, agentText(item.from_agent)),
    ...line(label.fromQueue, queueText(item.from_queue)),
    ...line(label.to, agentText(item.to_agent)),
    ...line(label.toQueue, queueText(item.to_queue)),
    ...line(label.reason, item.reason),
    ...line(label.note, stays ? texts.receiverUnknown : null),
  ]);
}

/** UPD-3. */
export function smartActionComment(item: ItemOf<'smart_action.completed'>, { texts }: Wording): Comment {
  const { label } = texts;
  return section(texts.smartAction, [
    ...line(label.kind, texts.smartActionKind[item.kind]),
    ...jsonLines(label.result, item.result),
    ...line(label.files, item.files.map(fileText).join(', ')),
  ]);
}

/** UPD-4. */
export function smartActionFailedComment({ kind, error }: ItemOf<'smart_action.failed'>, { texts }: Wording): Comment {
  const { label } = texts;
  return section(texts.smartActionFailed, [
    ...line(label.kind, texts.smartActionKind[kind]),
    ...line(label.reason, error?.message),
    ...line(label.code, error?.code),
  ]);
}

/** UPD-10; whether it is posted at all is the caller's to decide. */
export function dapComment(item: ItemOf<'dap.responded'>, dap: DapSettings, { texts }: Wording): Comment {
  const { label } = texts;
  const lines = (heading: string | null, value: typeof item.response): readonly CommentLine[] => {
    if (value === null) return [];
    if (dap.format === 'json') return line(heading, jsonText(value));
    return [...line(null, heading), ...jsonLines(null, value)];
  };
  return section(
    texts.dap,
    dap.includeRequest
      ? [...lines(label.request, item.request), ...lines(label.answer, item.response)]
      : lines(null, item.response),
  );
}

/** UPD-8. @param score 1 to 5 */
export function ratingComment(score: number, { texts }: Wording): Comment {
  return section(texts.rating, line(texts.label.score, `${score}/5`));
}

/** UPD-8: what the customer wrote beside the score. */
export function ratingTextComment(text: string, { texts }: Wording): Comment {
  return section(texts.ratingText, line(null, text));
}

/** UPD-15: one comment a submission. */
export function dispositionComment(item: ItemOf<'disposition.submitted'>, { texts }: Wording): Comment {
  const { label } = texts;
  return section(texts.disposition, [
    ...line(label.code, item.code),
    ...line(label.customCode, item.custom_code_id),
    ...line(label.list, item.list),
    ...line(label.note, item.note),
    ...line(label.agent, agentText(item.agent)),
  ]);
}

/** UPD-16. */
export function summaryComment(item: ItemOf<'summary.generated'>, { texts }: Wording): Comment {
  return section(item.scope === 'session' ? texts.summaryOfSession : texts.summaryOfSegment, [
    ...line(texts.label.segment, item.segment),
    ...line(texts.label.agent, agentText(item.agent)),
    ...line(null, item.text),
  ]);
}

/** UPD-9. */
export function voicemailHandledComment(
  how: 'read' | 'dismissed' | 'called_back',
  agent: Agent | null,
  { texts }: Wording,
): Comment {
  return section(texts.voicemailHandled[how], line(texts.label.agent, agentText(agent)));
}
