/**
 * The key of one fact that the ticket shows, such as a transfer. It is the same for every event and document that reports
 * the fact.
 */
export type FactKey = {
  readonly kind: string;
  /** Distinguishes facts of the same kind. */
  readonly key?: string;
  /** 2 for the second fact with the same kind and key, 3 for the third. Left out for the first. */
  readonly ordinal?: number;
};

/**
 * The key as text, such as `transfer/7-8` or `transfer/7-8/2`. This text is part of the markers of ticket writes in Zendesk,
 * so it must never change for a fact (TKT-12, BAT-5).
 */
export function printFact({ kind, key, ordinal = 1 }: FactKey): string {
  return [kind, ...(key === undefined ? [] : [key]), ...(ordinal === 1 ? [] : [ordinal])].join('/');
}
