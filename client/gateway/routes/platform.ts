import { createHash } from 'node:crypto';
import type { FastifyInstance } from 'fastify';
import { shortHash } from '../../../domain/events/natural-keys.ts';
import { factId } from '../../../domain/platform/event-ids.ts';
import { sessionIdOfMetadata } from '../../../domain/platform/metadata.ts';
import { readMetadata } from '../../../domain/platform/metadata-reading.ts';
import type { PostedItem } from '../../../domain/platform/webhook-body.ts';
import { postedItems } from '../../../domain/platform/webhook-body.ts';
import { snapshotEvents } from '../../../domain/platform/snapshots.ts';
import type { SessionKind } from '../../../domain/platform/vocabulary.ts';
import type { MetadataDocument, SessionEvent } from '../../../domain/events/parse-events.ts';
import { maxEventBytes } from '../../../domain/events/parse-events.ts';
import { bytesOf, jsonOf } from '../http/body.ts';
import { deliver } from '../http/deliver.ts';
import type { GatewayDeps } from '../http/deps.ts';
import { answer, metadataPost, snapshotsPost } from '../../../domain/api/schemas.ts';
import type { PlatformSignIn } from '../http/sign-in.ts';
import { beginSignIn, finishSignIn } from '../http/sign-in.ts';

/** What became of a post: events for Temporal, and what the caller is told. */
type Translated = {
  readonly events: readonly SessionEvent[];
  readonly accepted: readonly string[];
  readonly warnings: readonly string[];
  /** Items that name no session, so that nobody but the log can keep them. */
  readonly lost: number;
};

function eventIds(items: readonly PostedItem[]): readonly string[] {
  return items.flatMap(({ eventId }) => eventId ?? []);
}

/** PLT-1: a post of snapshots. `now`: ms since the epoch, for items whose envelope has no time. */
function fromSnapshots(kind: SessionKind, body: unknown, now: number): Translated {
  const taken: PostedItem[] = [];
  const events: SessionEvent[] = [];
  const warnings: string[] = [];
  const items = postedItems(body);
  for (const [index, posted] of items.entries()) {
    const { item, eventId, timestamp } = posted;
    const envelope = { eventId: eventId ?? '', timestamp: timestamp ?? now };
    const { sessionId, events: implied } = snapshotEvents(kind, item, envelope);
    if (sessionId === null) warnings.push(`Item ${index + 1} names no session (${kind}_id): nothing was made of it.`);
    else taken.push(posted);
    events.push(...implied);
    for (const event of implied)
      if (event.type === 'session.warning') warnings.push(`${sessionId}: ${event.item.message}`);
  }
  return { events, accepted: eventIds(taken), warnings, lost: items.length - taken.length };
}

/** PLT-3: the document's event id is its hash, so that the same one again changes nothing and a changed one is taken. */
function metadataEvent(document: MetadataDocument, sessionId: string, timestamp: number): SessionEvent {
  // Over what was read, not what was posted: values that agents must not see leave no trace, not even a hash (UPD-5).
  const hash = createHash('sha256').update(JSON.stringify(document)).digest('hex');
  return { event_id: hash, timestamp, session_id: sessionId, type: 'session.metadata', item: document };
}

function warningEvent(message: string, sessionId: string, timestamp: number): SessionEvent {
  const event_id = factId('metadata', 'warning', shortHash(message));
  return { event_id, timestamp, session_id: sessionId, type: 'session.warning', item: { message } };
}

/** One document as its events: itself, and a warning for each part that could not be read. */
function fromDocument({ item, timestamp }: PostedItem, now: number): Translated | null {
  const { document, warnings } = readMetadata(item);
  const sessionId = document === null ? null : sessionIdOfMetadata(document);
  if (document === null || sessionId === null) return null;
  const at = timestamp ?? now;
  const event = metadataEvent(document, sessionId, at);
  const fits = Buffer.byteLength(JSON.stringify(event)) <= maxEventBytes;
  const told = fits ? warnings : [...warnings, 'A metadata document larger than 1 MiB was not taken.'];
  return {
    events: [...(fits ? [event] : []), ...told.map((message) => warningEvent(message, sessionId, at))],
    accepted: fits ? [event.event_id] : [],
    warnings: told.map((message) => `${sessionId}: ${message}`),
    lost: 0,
  };
}

function fromMetadata(body: unknown, now: number): Translated {
  const read = postedItems(body).map((posted) => fromDocument(posted, now));
  return {
    events: read.flatMap((document) => document?.events ?? []),
    accepted: read.flatMap((document) => document?.accepted ?? []),
    warnings: read.flatMap(
      (document, index) =>
        document?.warnings ??
        `Document ${index + 1} has no id, or neither call_type nor chat_type nor session_type_v2 tells whether it is a call or a chat: nothing was made of it.`,
    ),
    lost: read.filter((document) => document === null).length,
  };
}

const description =
  'Refused only where it is not JSON. What is not understood becomes a warning on its session, and is named in the answer; ' +
  'the same post again changes nothing. Sign in with Basic.';

const doors = [
  {
    url: '/v1/platform/calls',
    summary: "The platform's own webhook for calls",
    body: snapshotsPost,
    translate: (body: unknown, now: number) => fromSnapshots('call', body, now),
  },
  {
    url: '/v1/platform/chats',
    summary: "The platform's own webhook for chats",
    body: snapshotsPost,
    translate: (body: unknown, now: number) => fromSnapshots('chat', body, now),
  },
  {
    url: '/v1/platform/metadata',
    summary: "The platform's metadata documents",
    body: metadataPost,
    translate: fromMetadata,
  },
] as const;

/** `POST /v1/platform/{calls,chats,metadata}`: the platform as it is published, translated into session events. */
export function platformRoutes(app: FastifyInstance, { sessions, config }: GatewayDeps): void {
  const signIns = new WeakMap<object, PlatformSignIn>();
  for (const { url, summary, body, translate } of doors) {
    app.route({
      method: 'POST',
      url,
      schema: {
        tags: ['platform'],
        summary,
        description,
        security: [{ basic: [] }, { signature: [], signatureTimestamp: [] }],
        body,
        response: {
          202: answer('What could be read is durably taken.', 'Translated'),
          400: answer('Not JSON.', 'Error'),
          401: answer('Not signed in.', 'Error'),
          413: answer('Larger than 5 MiB.', 'Error'),
          503: answer('Temporal is not there; nothing is claimed. Send the same again after Retry-After.', 'Error'),
        },
      },
      onRequest: async (request) => {
        signIns.set(request, beginSignIn(request.headers, config.platform, Date.now()));
      },
      handler: async (request, reply) => {
        finishSignIn(signIns.get(request) ?? 'none', bytesOf(request.body), config.platform.hmacSecret);
        const { events, accepted, warnings, lost } = translate(jsonOf(request.body), Date.now());
        if (lost > 0) request.log.warn({ door: url, items: lost }, 'items that name no session were left out');
        await deliver(events, sessions.send);
        return await reply.code(202).send({ accepted, warnings });
      },
    });
  }
}
