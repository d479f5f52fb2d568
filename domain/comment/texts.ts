import type { RuleId } from '../rules/catalogue.ts';
import type { en } from './en.ts';

/** The same keys as `Catalogue`, each with some text. */
type SameKeys<Catalogue> = {
  readonly [Key in keyof Catalogue]: Catalogue[Key] extends string ? string : SameKeys<Catalogue[Key]>;
};

/**
 * Every text of one language that customers' tickets show. The English catalogue (`en.ts`) defines which texts there are,
 * and every other language must have the same. One language is one file.
 */
export type Texts = SameKeys<Omit<typeof en, 'why'>> & {
  /** OPS-1: why this contact or this ticket. One sentence a rule, true in every case in which the rule decides. */
  readonly why: Readonly<Partial<Record<RuleId, string>>>;
};
