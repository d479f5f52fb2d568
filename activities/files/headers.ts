import { limits } from '../../domain/limits.ts';

/** Values of a file that come from outside, as they may stand in a request to Zendesk. */

const unknownType = 'application/octet-stream';

/** RFC 9110: `type/subtype`, then parameters. Only visible ASCII characters and spaces, so that it can be a header. */
const mediaType = /^[a-z0-9!#$&^_.+-]+\/[a-z0-9!#$&^_.+-]+ ?(;[\x20-\x7e]*)?$/i;

/** The content type if it can be one, else `application/octet-stream`. */
export function safeContentType(contentType: string): string {
  const trimmed = contentType.length <= limits.files.contentType.value ? contentType.trim() : '';
  return mediaType.test(trimmed) ? trimmed : unknownType;
}

const longestExtension = 20;

/** The name without line breaks and other control characters. A long name is cut, and keeps its extension. */
export function safeFileName(name: string): string {
  const most = limits.files.name.value;
  // Of a name of any length only its beginning and its end are looked at.
  const characters = Array.from(name.length <= 2 * most ? name : name.slice(0, most) + name.slice(-most));
  const clean = characters.map((character) => (isPlain(character) ? character : '_'));
  if (clean.length <= most) return clean.join('');
  const dot = clean.lastIndexOf('.');
  const extension = dot > 0 && clean.length - dot <= longestExtension ? clean.slice(dot) : [];
  return [...clean.slice(0, most - extension.length), ...extension].join('');
}

/** False for control characters and halves of a character, which a cut may leave. */
function isPlain(character: string): boolean {
  const code = character.codePointAt(0) ?? 0;
  return code > 0x1f && (code < 0x7f || code > 0x9f) && !(code >= 0xd800 && code <= 0xdfff);
}
