/** A fact with the time of the envelope that reported it, in ms since the epoch. Facts are ordered by this time. */
export type At<Fact> = Fact & { readonly at: number };
