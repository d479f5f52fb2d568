import { homedir } from 'node:os';
import { join } from 'node:path';

/**
 * Returns the folder for the programs of the Temporal servers. It is outside the checkout, so that all clones share it.
 *
 * @returns {string}
 */
export function cacheFolder() {
  const base = process.env['XDG_CACHE_HOME'] || join(homedir(), '.cache');
  return join(base, 'contact-centre-zendesk');
}
