import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { root } from './setup/process.mjs';

/**
 * Lists the names of all environment variables in .env.example, also those that are commented out.
 *
 * @returns {string[]}
 */
export function productVariables() {
  const text = readFileSync(join(root, '.env.example'), 'utf8');
  return [...text.matchAll(/^#?(?<name>[A-Z][A-Z0-9_]*)=/gm)].flatMap((match) => match.groups?.['name'] ?? []);
}
