import { homedir } from 'node:os';
import { join } from 'node:path';

/**
 * The folder outside the checkout that keeps the Temporal servers, so that a fresh clone finds them.
 *
 * @returns {string}
 */
export function cacheFolder() {
  const base = process.env['XDG_CACHE_HOME'] || join(homedir(), '.cache');
  return join(base, 'contact-centre-zendesk');
}
