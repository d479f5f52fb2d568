import { limits } from '../limits.ts';

/** Bounds of nested values. Each function visits no more of a value than its bounds allow, and never exhausts the stack. */

export type JsonSize = {
  /** Members of all lists and objects. */
  readonly members: number;
  /** A bound that the value exceeds. Null: none. */
  readonly problem: 'depth' | 'members' | null;
};

/** Counts the members of all lists and objects of a value, and stops at the first bound that is exceeded. */
export function measureJson(value: unknown, most: { readonly depth: number; readonly members: number }): JsonSize {
  let members = 0;
  let level: readonly object[] = isNested(value) ? [value] : [];
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > most.depth) return { members, problem: 'depth' };
    const next: object[] = [];
    for (const nested of level) {
      const inner: readonly unknown[] = Object.values(nested);
      members += inner.length;
      if (members > most.members) return { members, problem: 'members' };
      for (const member of inner) if (isNested(member)) next.push(member);
    }
    level = next;
  }
  return { members, problem: null };
}

function isNested(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}

/** The number of bytes of a text in UTF-8, or a number above `most` if there are more. */
export function utf8Bytes(text: string, most: number): number {
  return text.length > most ? text.length : new TextEncoder().encode(text).byteLength;
}

/** Why a value of any form is refused, or null: it is within the bounds. */
export function jsonProblem(value: unknown): string | null {
  const { bytes, depth, entries } = limits.json;
  const { problem } = measureJson(value, { depth: depth.value, members: entries.value });
  if (problem === 'depth') return `nested deeper than ${depth.value} levels`;
  if (problem === 'members') return `more than ${entries.value} members in all its lists and objects`;
  const isLarger = utf8Bytes(JSON.stringify(value) ?? '', bytes.value) > bytes.value;
  return isLarger ? `larger than ${bytes.value} bytes as JSON` : null;
}
