import type { RuleId } from '../../rules/catalogue.ts';
import type { Lists } from './lists.ts';

/**
 * When a changed setting takes effect. `sessions`: for sessions that begin after the change, because a running session
 * keeps the settings with which it began. `batches`: for batches that open after the change (BAT-6). `once sent`: when
 * all waiting writes have been sent with the old number of shards (BAT-3). `at once`: immediately, for the limits of
 * requests.
 */
export type HoldsFor = 'sessions' | 'batches' | 'once sent' | 'at once';

/** The bounds of a number. The values `min` and `max` are allowed, and the value `moreThan` is not. */
export type Bounds = { readonly min?: number; readonly moreThan?: number; readonly max?: number };

/** The kinds of settings, each with its allowed values and its default. */
export type Kind =
  | { readonly kind: 'boolean'; readonly default: boolean }
  | ({ readonly kind: 'integer' | 'number'; readonly default: number | null } & Bounds)
  | { readonly kind: 'zendeskId'; readonly default: number | null }
  /** A text of 1 to 200 characters. Blanks around it are removed. */
  | { readonly kind: 'name'; readonly default: string | null }
  /** An ISO 3166 code in capital letters. */
  | { readonly kind: 'country'; readonly default: string | null }
  /** An IANA name, such as Asia/Jakarta. */
  | { readonly kind: 'timeZone'; readonly default: string | null }
  /** A Liquid template for the subject of a ticket (TKT-4). */
  | { readonly kind: 'subjectTemplate'; readonly default: string | null }
  | { readonly kind: 'choice'; readonly words: readonly string[]; readonly default: string | null }
  /** A list of some of these words without repetition. */
  | {
      readonly kind: 'choices';
      readonly words: readonly string[];
      readonly mayBeEmpty: boolean;
      readonly default: readonly string[] | null;
    }
  | { readonly kind: 'list'; readonly of: keyof Lists; readonly default: readonly [] }
  /** For each leaf queue id, other values for some keys of these sections. */
  | {
      readonly kind: 'queues';
      readonly sections: readonly string[];
      readonly default: Readonly<Record<string, never>>;
    };

/** One setting, with its description for administrators in docs/administrator.md. */
export type Setting = Kind & {
  /** Whether `null` is allowed too. */
  readonly nullable?: true;
  /** The unit of a number. */
  readonly unit?: string;
  /** Whole sentences, as Markdown. */
  readonly description: string;
  readonly rules: readonly RuleId[];
  readonly holdsFor: HoldsFor;
};

/** The settings under one key of the document. */
export type SettingsSection = Readonly<Record<string, Setting>>;

type KindValues = {
  readonly boolean: boolean;
  readonly integer: number;
  readonly number: number;
  readonly zendeskId: number;
  readonly name: string;
  readonly country: string;
  readonly timeZone: string;
  readonly subjectTemplate: string;
};

type ValueUnlessNull<Of> = Of extends { readonly kind: 'choice'; readonly words: readonly (infer Word)[] }
  ? Word
  : Of extends { readonly kind: 'choices'; readonly words: readonly (infer Word)[] }
    ? readonly Word[]
    : Of extends { readonly kind: 'list'; readonly of: infer Name extends keyof Lists }
      ? Lists[Name]
      : Of extends { readonly kind: infer Name extends keyof KindValues }
        ? KindValues[Name]
        : never;

/** The type of the values that a setting of the table takes. */
export type ValueOf<Of> = Of extends { readonly nullable: true } ? ValueUnlessNull<Of> | null : ValueUnlessNull<Of>;
