import type { WriteQueue } from './queue.ts';
import type { WriteAnswer } from '../zendesk/ticket-write.ts';

/** The outcomes by who is to learn them: the session that wrote, or the workflow that its write named (OPS-3). */
export function answersTo(
  outcomes: readonly WriteAnswer[],
): readonly { readonly sessionId: string; readonly answerTo?: string; readonly outcomes: readonly WriteAnswer[] }[] {
  const groups = new Map<string, WriteAnswer[]>();
  for (const outcome of outcomes) {
    const to = receiverOf(outcome);
    groups.set(to, [...(groups.get(to) ?? []), outcome]);
  }
  return [...groups.values()].flatMap((of) => {
    const [first] = of;
    if (first === undefined) return [];
    const { answerTo } = first;
    return { sessionId: sessionIdOf(first), outcomes: of, ...(answerTo === undefined ? {} : { answerTo }) };
  });
}

/**
 * Who has another write under way is answered once that has ended too: a comment and the voice comment that follows it are
 * one signal to their session instead of two.
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

function receiverOf({ id, answerTo }: Pick<WriteAnswer, 'id' | 'answerTo'>): string {
  return answerTo ?? sessionIdOf({ id });
}

function sessionIdOf({ id }: Pick<WriteAnswer, 'id'>): string {
  return id.slice(0, id.indexOf('/'));
}
