import type { WriteQueue } from './queue.ts';
import type { WriteAnswer } from '../zendesk/ticket-write.ts';

/**
 * Groups the results by the workflow that gets them: the session of the write, or the workflow named in the write's
 * `answerTo` (OPS-3).
 */
export function groupByReceiver(
  outcomes: readonly WriteAnswer[],
): readonly { readonly sessionId: string; readonly answerTo?: string; readonly outcomes: readonly WriteAnswer[] }[] {
  const groups = new Map<string, WriteAnswer[]>();
  for (const outcome of outcomes) {
    const receiver = receiverOf(outcome);
    groups.set(receiver, [...(groups.get(receiver) ?? []), outcome]);
  }
  return [...groups.values()].flatMap((group) => {
    const [first] = group;
    if (first === undefined) return [];
    const { answerTo } = first;
    return { sessionId: sessionIdOf(first), outcomes: group, ...(answerTo === undefined ? {} : { answerTo }) };
  });
}

/**
 * The results to send now, and those that wait. A session that has another write under way gets its results when that
 * write is finished too. This saves signals: a file and its voice comment make one signal instead of two.
 */
export function readyAnswers(
  answers: readonly WriteAnswer[],
  { backlogs }: WriteQueue,
): { readonly ready: readonly WriteAnswer[]; readonly later: readonly WriteAnswer[] } {
  const busy = new Set<string>();
  for (const { underWay } of backlogs.values()) for (const { write } of underWay) busy.add(receiverOf(write));
  const isLater = (answer: WriteAnswer): boolean => busy.has(receiverOf(answer));
  return { ready: answers.filter((answer) => !isLater(answer)), later: answers.filter(isLater) };
}

/** The workflow that gets the answer to a write: the id of its session, or `answerTo`. */
export function receiverOf({ id, answerTo }: Pick<WriteAnswer, 'id' | 'answerTo'>): string {
  return answerTo ?? sessionIdOf({ id });
}

function sessionIdOf({ id }: Pick<WriteAnswer, 'id'>): string {
  return id.slice(0, id.indexOf('/'));
}
