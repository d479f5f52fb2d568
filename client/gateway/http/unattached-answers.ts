import type { Unattached } from '../../../domain/operations/unattached.ts';
import type { AttachResult } from '../../unattached.ts';
import { GatewayError } from './errors.ts';

/** The session after it was attached to a ticket (END-7). Throws a GatewayError (404, 409) if it could not be attached. */
export function attachedSession(result: AttachResult): Unattached {
  switch (result.kind) {
    case 'done':
      return result.session;
    case 'refused':
      throw new GatewayError('attach_refused', null, result.message);
    case 'key_reused':
      throw new GatewayError('key_reused');
    case 'unknown':
      throw new GatewayError('not_kept');
    default:
      return result satisfies never;
  }
}
