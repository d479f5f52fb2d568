/** A bound on a thing that comes from outside. */
export type Limit = {
  readonly value: number;
  readonly unit: 'characters' | 'bytes' | 'items' | 'levels' | 'seconds' | 'requests' | 'times';
  /** The thing that is bounded, as a noun phrase for docs/limits.md. */
  readonly of: string;
  /** What happens to a larger thing, as a sentence for docs/limits.md. */
  readonly beyond: string;
};
