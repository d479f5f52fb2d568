import type { Agent, ItemOf } from '../events/parse-events.ts';
import type { DapSettings } from '../settings/settings.ts';
import type { Comment, CommentLine } from '../zendesk/comment.ts';
import { jsonLines, jsonText, line, section } from './section.ts';
import { agentText, fileText, queueText } from './wording.ts';
import type { Wording } from './wording.ts';

/**
 * UPD-2: the comment on a transfer.
 *
 * @param receiverKnown whether a Zendesk user has the receiver's address; if not, the comment says so
 */
export function transferComment(
  item: ItemOf<'transfer.finished'>,
  outcome: 'finished' | 'failed',
  receiverKnown: boolean,
  { texts }: Wording,
): Comment {
  const { label } = texts;
  const isAssigneeUnchanged = outcome === 'finished' && item.to_agent !== null && !receiverKnown;
  return section(outcome === 'finished' ? texts.transferFinished : texts.transferFailed, [
    ...line(label.from, agentText(item.from_agent)),
    ...line(label.fromQueue, queueText(item.from_queue)),
    ...line(label.to, agentText(item.to_agent)),
    ...line(label.toQueue, queueText(item.to_queue)),
    ...line(label.reason, item.reason),
    ...line(label.note, isAssigneeUnchanged ? texts.receiverUnknown : null),
  ]);
}

/** UPD-3: the comment on a SmartAction that the customer completed. */
export function smartActionComment(item: ItemOf<'smart_action.completed'>, { texts }: Wording): Comment {
  const { label } = texts;
  return section(texts.smartAction, [
    ...line(label.kind, texts.smartActionKind[item.kind]),
    ...jsonLines(label.result, item.result),
    ...line(label.files, item.files.map(fileText).join(', ')),
  ]);
}

/** UPD-4: the comment on a SmartAction that failed. */
export function smartActionFailedComment({ kind, error }: ItemOf<'smart_action.failed'>, { texts }: Wording): Comment {
  const { label } = texts;
  return section(texts.smartActionFailed, [
    ...line(label.kind, texts.smartActionKind[kind]),
    ...line(label.reason, error?.message),
    ...line(label.code, error?.code),
  ]);
}

/** UPD-10: the comment on the answer of a direct access point. The caller checks whether the settings want it. */
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

/**
 * UPD-8: the comment on the customer's rating.
 *
 * @param score 1 to 5
 */
export function ratingComment(score: number, { texts }: Wording): Comment {
  return section(texts.rating, line(texts.label.score, `${score}/5`));
}

/** UPD-8: the comment on the customer's remark on the rating. */
export function ratingTextComment(text: string, { texts }: Wording): Comment {
  return section(texts.ratingText, line(null, text));
}

/** UPD-15: the comment on a disposition. Each submission gets its own comment. */
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

/** UPD-16: the comment on a summary of the session or of a segment. */
export function summaryComment(item: ItemOf<'summary.generated'>, { texts }: Wording): Comment {
  return section(item.scope === 'session' ? texts.summaryOfSession : texts.summaryOfSegment, [
    ...line(texts.label.segment, item.segment),
    ...line(texts.label.agent, agentText(item.agent)),
    ...line(null, item.text),
  ]);
}

/** UPD-9: the comment that an agent read, dismissed or answered a voicemail. */
export function voicemailHandledComment(
  how: 'read' | 'dismissed' | 'called_back',
  agent: Agent | null,
  { texts }: Wording,
): Comment {
  return section(texts.voicemailHandled[how], line(texts.label.agent, agentText(agent)));
}
