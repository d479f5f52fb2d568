import { sessionId } from '../../../domain/events/schema-fields.ts';

/** The most bytes of an id. Temporal takes 1,000 for the id of a workflow, which has a word before it. */
const mostIdBytes = 900;
const controlCharacter = /\p{Cc}/u;

/** Whether a text can be the id of a session. Another text is not worth a question to Temporal. */
export function isSessionId(text: string): boolean {
  return sessionId.safeParse(text).success;
}

/** Whether a text can be the id of a failed write: the id of a session, a slash, and its fact. */
export function isFailedWriteId(text: string): boolean {
  const [session = ''] = text.split('/', 1);
  return (
    isSessionId(session) &&
    text.length > session.length + 1 &&
    Buffer.byteLength(text) <= mostIdBytes &&
    !controlCharacter.test(text)
  );
}
