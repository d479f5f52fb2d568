/** Something heard, with the envelope's time (ms since the epoch) by which it is ordered. */
export type At<Fact> = Fact & { readonly at: number };
