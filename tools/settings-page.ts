import { allPlaces } from '../domain/settings/settings-table.ts';
import type { PlacedSetting } from '../domain/settings/settings-table.ts';
import type { HoldsFor, Setting } from '../domain/settings/table/setting.ts';

const blocks = /<!-- settings: (?<names>[\w, ]+) -->[^]*?<!-- end of settings -->/g;

/** From when a changed setting holds, in the words that the page explains. */
const holdsFrom: Readonly<Record<HoldsFor, string>> = {
  sessions: 'next session',
  batches: 'next batch',
  'once sent': 'once sent',
  'at once': 'at once',
};

/**
 * The page for administrators with a table of settings between each pair of its marks. The first mark names the sections of
 * the document, and the settings without a section, that the table holds: `<!-- settings: contacts, inbound -->`.
 *
 * @throws Error if a mark names what is not in the document, or a setting is in no table or in two
 */
export function withSettings(page: string): string {
  const shown: string[] = [];
  const filled = page.replaceAll(blocks, (_block, names: string) => {
    const places = names.split(',').flatMap((name) => placesUnder(name.trim()));
    shown.push(...places.map(({ path }) => path));
    return [`<!-- settings: ${names} -->`, '', ...tableOf(places), '', '<!-- end of settings -->'].join('\n');
  });
  const wrong = allPlaces.filter(({ path }) => shown.filter((each) => each === path).length !== 1);
  if (wrong.length > 0)
    throw new Error(`In none of the page's tables, or in two: ${wrong.map(({ path }) => path).join(', ')}`);
  return filled;
}

function placesUnder(name: string): readonly PlacedSetting[] {
  const places = allPlaces.filter(({ section, path }) => section === name || path === name);
  if (places.length === 0) throw new Error(`The settings have no section ${name}.`);
  return places;
}

/** A table whose columns are padded to one width, as the formatter of the repository wants it. */
function tableOf(places: readonly PlacedSetting[]): readonly string[] {
  const rows = places.map(({ path, setting }) => [
    `\`${path}\``,
    `\`${spacedJson(setting.default)}\``,
    unitOf(setting),
    setting.description,
    setting.rules.join(', '),
    holdsFrom[setting.holdsFor],
  ]);
  const table = [['key', 'default', 'unit', 'meaning', 'rule', 'holds from'], ...rows];
  const used = table[0]?.map((_, column) => rows.some((row) => row[column] !== '')) ?? [];
  const columns = table.map((row) => row.filter((_, column) => used[column]));
  const widths = columns[0]?.map((_, column) => Math.max(...columns.map((row) => row[column]?.length ?? 0))) ?? [];
  const line = (row: readonly string[]): string =>
    `| ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(' | ')} |`;
  const [head = [], ...body] = columns;
  return [line(head), line(widths.map((width) => '-'.repeat(width))), ...body.map(line)];
}

/** The unit of a number, with its bounds if it has an upper one: `seconds, 1 to 60`. */
function unitOf(setting: Setting): string {
  const unit = setting.unit ?? '';
  if ((setting.kind !== 'integer' && setting.kind !== 'number') || setting.max === undefined) return unit;
  return setting.min === undefined ? `${unit}, up to ${setting.max}` : `${unit}, ${setting.min} to ${setting.max}`;
}

function spacedJson(value: unknown): string {
  return JSON.stringify(value).replaceAll('","', '", "');
}
