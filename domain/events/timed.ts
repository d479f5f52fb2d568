/** A reported fact with the timestamp of its event, in ms since the epoch. Facts are ordered by this time. */
export type At<Fact> = Fact & { readonly at: number };
