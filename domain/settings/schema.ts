import { z } from 'zod';
import { limits } from '../limits.ts';
import type { SettingsProblem } from './conflicts.ts';
import { conflicts } from './conflicts.ts';
import { fillDefaults } from './defaults.ts';
import { valueSchema } from './schema-kinds.ts';
import { isSetting, sectionDescriptions, settingsTable } from './settings-table.ts';
import type { Settings } from './settings.ts';
import type { Setting, SettingsSection } from './table/setting.ts';
import type { SettingsWarning } from './warnings.ts';
import { warnings } from './warnings.ts';

export type { SettingsProblem } from './conflicts.ts';
export type { QueueOverride, Settings } from './settings.ts';
export type { SettingsWarning } from './warnings.ts';

type Entry = Setting | SettingsSection;
type Keys = Readonly<Record<string, Entry>>;

/**
 * The schema of an object in which each key is optional and unknown keys are refused. It sets no defaults, because the
 * overrides of queues use it too: a default in an override would replace the value of the document.
 */
function optionalKeys(entries: Keys) {
  return z.strictObject(
    Object.fromEntries(
      Object.entries(entries).map(([name, entry]) => [name, entrySchema(name, entry, optionalKeys).exactOptional()]),
    ),
  );
}

/** The schema of an object that has each key. */
function allKeys(entries: Keys) {
  return z.object(
    Object.fromEntries(Object.entries(entries).map(([name, entry]) => [name, entrySchema(name, entry, allKeys)])),
  );
}

/** @param section the schema of a section: whether its keys are optional */
function entrySchema(name: string, entry: Entry, section: (entries: Keys) => z.ZodType): z.ZodType {
  if (isSetting(entry)) return settingSchema(entry).describe(entry.description);
  return section(entry).describe(describedSections[name] ?? '');
}

const describedSections: Readonly<Record<string, string>> = sectionDescriptions;

function settingSchema(setting: Setting): z.ZodType {
  if (setting.kind !== 'queues') return valueSchema(setting);
  const overridable = Object.entries(settingsTable).filter(([name]) => setting.sections.includes(name));
  return z.record(
    z.string().min(1).max(128),
    optionalKeys(Object.fromEntries(overridable)).describe('The values of this queue.'),
  );
}

/**
 * The schema of the settings document. It fills in the defaults. `conflicts` checks the rules that concern several
 * keys.
 */
export const settingsSchema = optionalKeys(settingsTable).transform((given): Settings => fillDefaults(given));

/** The schema of the settings in force, which have every key. It describes answers and checks nothing that is saved. */
export const settingsInForceSchema = allKeys(settingsTable);

export type ParsedSettings =
  | { readonly ok: true; readonly settings: Settings; readonly warnings: readonly SettingsWarning[] }
  | { readonly ok: false; readonly problems: readonly SettingsProblem[] };

/** Each issue as a problem with its path. An unknown key is a problem of its own. */
export function settingsProblems(issues: readonly z.core.$ZodIssue[]): SettingsProblem[] {
  return issues.flatMap((issue) => {
    const at = (...more: readonly string[]) => [...issue.path, ...more].join('.');
    return issue.code === 'unrecognized_keys'
      ? issue.keys.map((key) => ({ path: at(key), message: 'no such setting: check its spelling' }))
      : [{ path: at(), message: issue.message }];
  });
}

/** The size of the whole document as JSON, in bytes of UTF-8. Every session carries the document. */
export const largestDocumentBytes = limits.request.settings.value;

/** The number of problems that are named. A person corrects them and tries again. */
const problemsNamed = limits.post.problems.value;

function sizeProblems(settings: Settings): readonly SettingsProblem[] {
  const bytes = new TextEncoder().encode(JSON.stringify(settings)).length;
  if (bytes <= largestDocumentBytes) return [];
  const message = `the document has ${bytes} bytes, and at most ${largestDocumentBytes} are allowed: remove agents, queues or teams that are not needed`;
  return [{ path: '', message }];
}

/**
 * Validates a whole settings document and fills in the defaults, so that `{}` becomes all defaults. A document with
 * problems must not be saved. A document with warnings may be saved, and each warning names the rule that it is about.
 */
export function parseSettings(input: unknown): ParsedSettings {
  const parsed = settingsSchema.safeParse(input);
  if (!parsed.success) return { ok: false, problems: settingsProblems(parsed.error.issues).slice(0, problemsNamed) };
  const tooLarge = sizeProblems(parsed.data);
  // The conflicts of a document that is too large are not looked for.
  const problems = (tooLarge.length > 0 ? tooLarge : conflicts(parsed.data)).slice(0, problemsNamed);
  return problems.length > 0
    ? { ok: false, problems }
    : { ok: true, settings: parsed.data, warnings: warnings(parsed.data) };
}
