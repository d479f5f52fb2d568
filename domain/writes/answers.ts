import type { WriteAnswer } from './write.ts';

/** The outcomes by who is to learn them: the session that wrote, or the workflow that its write named (OPS-3). */
export function answersTo(
  outcomes: readonly WriteAnswer[],
): readonly { readonly sessionId: string; readonly answerTo?: string; readonly outcomes: readonly WriteAnswer[] }[] {
  const groups = new Map<string, WriteAnswer[]>();
  for (const outcome of outcomes) {
    const to = outcome.answerTo ?? sessionIdOf(outcome);
    groups.set(to, [...(groups.get(to) ?? []), outcome]);
  }
  return [...groups.values()].flatMap((of) => {
    const [first] = of;
    if (first === undefined) return [];
    const { answerTo } = first;
    return { sessionId: sessionIdOf(first), outcomes: of, ...(answerTo === undefined ? {} : { answerTo }) };
  });
}

function sessionIdOf({ id }: WriteAnswer): string {
  return id.slice(0, id.indexOf('/'));
}
