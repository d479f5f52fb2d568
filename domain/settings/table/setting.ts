import type { RuleId } from '../../rules/catalogue.ts';
import type { Lists } from './lists.ts';

/**
 * From when a changed setting holds: for `sessions` that begin from then on, because a running one keeps the document
 * that it began with; for the `batches` that open from then on (BAT-6); `once sent`, when nothing waits any more by the
 * old number of shards (BAT-3); or `at once`, for the limits of requests.
 */
export type HoldsFor = 'sessions' | 'batches' | 'once sent' | 'at once';

/** The bounds of a number. `min` and `max` are allowed themselves, `moreThan` is not. */
export type Bounds = { readonly min?: number; readonly moreThan?: number; readonly max?: number };

/** Which values a setting takes, and its default among them. */
export type Kind =
  | { readonly kind: 'boolean'; readonly default: boolean }
  | ({ readonly kind: 'integer' | 'number'; readonly default: number | null } & Bounds)
  | { readonly kind: 'zendeskId'; readonly default: number | null }
  /** A text of 1 to 200 characters, without blanks around it. */
  | { readonly kind: 'name'; readonly default: string | null }
  /** An ISO 3166 code in capital letters. */
  | { readonly kind: 'country'; readonly default: string | null }
  /** An IANA name, as Asia/Jakarta. */
  | { readonly kind: 'timeZone'; readonly default: string | null }
  /** A Liquid template for the subject of a ticket (TKT-4). */
  | { readonly kind: 'subjectTemplate'; readonly default: string | null }
  | { readonly kind: 'choice'; readonly words: readonly string[]; readonly default: string | null }
  /** A list of some of these words, none of them twice. */
  | {
      readonly kind: 'choices';
      readonly words: readonly string[];
      readonly mayBeEmpty: boolean;
      readonly default: readonly string[] | null;
    }
  | { readonly kind: 'list'; readonly of: keyof Lists; readonly default: readonly [] }
  /** By leaf queue id, some keys of these sections of the document. */
  | {
      readonly kind: 'queues';
      readonly sections: readonly string[];
      readonly default: Readonly<Record<string, never>>;
    };

/** One setting: its values, and what administrators read about it in docs/administrator.md. */
export type Setting = Kind & {
  /** Whether `null` is a value too. */
  readonly nullable?: true;
  /** What a number counts. */
  readonly unit?: string;
  /** Whole sentences, as Markdown. */
  readonly description: string;
  readonly rules: readonly RuleId[];
  readonly holdsFor: HoldsFor;
};

/** Settings that stand together under one key of the document. */
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
