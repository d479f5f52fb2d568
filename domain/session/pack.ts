import { keptOf } from './kept.ts';
import { overlayMetadata } from './metadata-overlay.ts';
import type { Session } from './state.ts';

/**
 * The session as Temporal stores it. The data of the metadata document is stored once, in the document, and not a second
 * time among the received facts. Every payload that holds a session is packed (SEC-2).
 */
export function packSession(session: Session): Session {
  const { receivedEvents } = session;
  return receivedEvents === null ? session : { ...session, received: receivedEvents, receivedEvents: null };
}

/** The session that was packed, with the size of its data. A session that is not packed stays as it is. */
export function unpackSession(packed: Session): Session {
  const session = packed.kept === undefined ? { ...packed, kept: keptOf(packed) } : packed;
  const { received, receivedEvents } = session;
  if (receivedEvents !== null || received.metadata === null) return session;
  return {
    ...session,
    received: overlayMetadata(session.id, received, received.metadata),
    receivedEvents: received,
  };
}
