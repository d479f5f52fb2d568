import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { root } from './setup/process.mjs';

/**
 * The names of the environment variables that the product reads, as .env.example lists them.
 *
 * @returns {string[]}
 */
export function productVariables() {
  const text = readFileSync(join(root, '.env.example'), 'utf8');
  return [...text.matchAll(/^#?(?<name>[A-Z][A-Z0-9_]*)=/gm)].flatMap((match) => match.groups?.['name'] ?? []);
}
