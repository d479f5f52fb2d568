import { createHmac, hkdfSync, timingSafeEqual } from 'node:crypto';

/**
 * The cursors of lists as callers get them. A cursor is signed and belongs to one list with one filter, so that nothing else
 * reaches Temporal, which would need seconds to refuse it.
 */
export type Cursors = {
  /** @param list the name of the list, and its filter */
  readonly seal: (list: string, cursor: string | null) => string | null;
  /** The cursor that was sealed for this list. Undefined: it is not one of this list. */
  readonly open: (list: string, sealed: string | undefined) => string | null | undefined;
};

const signatureBytes = 16;

/**
 * @param secrets the key of the signatures is derived from the first one, so that a cursor says nothing about the secret. A
 *   list is read again from its first page after a change of the secret.
 */
export function signedCursors([secret]: readonly [string, ...string[]]): Cursors {
  const key = Buffer.from(hkdfSync('sha256', secret, '', 'cursors of lists', 32));
  const sign = (list: string, cursor: Buffer): Buffer =>
    createHmac('sha256', key).update(`${list}\n`).update(cursor).digest().subarray(0, signatureBytes);
  return {
    seal: (list, cursor) => {
      if (cursor === null) return null;
      const bytes = Buffer.from(cursor, 'base64url');
      return Buffer.concat([sign(list, bytes), bytes]).toString('base64url');
    },
    open: (list, sealed) => {
      if (sealed === undefined) return null;
      const bytes = Buffer.from(sealed, 'base64url');
      // The same bytes have several spellings in base64, and only one is a cursor.
      if (bytes.length <= signatureBytes || bytes.toString('base64url') !== sealed) return undefined;
      const cursor = bytes.subarray(signatureBytes);
      const isOfThisList = timingSafeEqual(sign(list, cursor), bytes.subarray(0, signatureBytes));
      return isOfThisList ? cursor.toString('base64url') : undefined;
    },
  };
}
