import type { RuleId } from '../rules/catalogue.ts';
import type { en } from './en.ts';

/** An object with the keys of `Catalogue`, where each text may differ. */
type SameKeys<Catalogue> = {
  readonly [Key in keyof Catalogue]: Catalogue[Key] extends string ? string : SameKeys<Catalogue[Key]>;
};

/**
 * All texts of one language that tickets show. The English catalogue (`en.ts`) defines the keys, and every other language
 * must have the same keys. Each language is one file.
 */
export type Texts = SameKeys<Omit<typeof en, 'why'>> & {
  /** OPS-1: the reason for a contact or a ticket. Each rule has one sentence, which is true whenever the rule decides. */
  readonly why: Readonly<Partial<Record<RuleId, string>>>;
};
