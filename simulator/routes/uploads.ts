import { createHash, randomBytes } from 'node:crypto';
import { pipeline } from 'node:stream/promises';
import type { Readable } from 'node:stream';
import type { FastifyInstance } from 'fastify';
import { newId, type Account } from '../core/account.ts';
import { notFound, Refusal } from '../core/errors.ts';
import { objectIn, textIn } from '../core/json.ts';
import { record } from '../core/ledger.ts';
import type { Attachment, Upload } from '../core/records.ts';
import type { Simulation } from '../simulation/simulation.ts';
import { presentAttachment } from '../tickets/present.ts';
import { linksOf, meOf, originOf, queryOf } from '../http/context.ts';

/** A token is valid for an hour (API description; other texts say longer). */
const tokenMs = 60 * 60 * 1000;
/** The bytes of a larger file are not stored, only its size and hash. */
const maxStoredBytes = 1024 * 1024;
const maxStoredFiles = 200;

const tooLarge = (limit: number): Refusal =>
  new Refusal(
    413,
    { error: 'AttachmentTooLarge', description: `The file is larger than ${limit} bytes` },
    { connection: 'close' },
  );

type Received = { readonly size: number; readonly sha256: string; readonly content: Uint8Array | undefined };

/** Reads a file as a stream: its size, its hash, and the bytes of a small file. Throws 413 over the limit. */
async function receive(stream: Readable, limit: number): Promise<Received> {
  const hash = createHash('sha256');
  let size = 0;
  let chunks: Uint8Array[] = [];
  await pipeline(stream, async (source: AsyncIterable<Uint8Array>) => {
    for await (const chunk of source) {
      size += chunk.byteLength;
      if (size > limit) throw tooLarge(limit);
      hash.update(chunk);
      if (size <= maxStoredBytes) chunks.push(chunk);
      else chunks = [];
    }
  });
  return { size, sha256: hash.digest('hex'), content: size <= maxStoredBytes ? Buffer.concat(chunks) : undefined };
}

/** Stores the bytes of a file. Only the bytes of the latest files are stored. */
function storeContent(account: Account, token: string, content: Uint8Array): void {
  account.contents.set(token, content);
  for (const oldest of account.contents.keys()) {
    if (account.contents.size <= maxStoredFiles) break;
    account.contents.delete(oldest);
  }
}

export function uploadRoutes(app: FastifyInstance, { account }: Simulation): void {
  const { clock, settings } = account;
  // The body is the file itself, of any type. So no body is parsed, not even JSON.
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', (_request, payload, done) => done(null, payload));

  app.post('/uploads', { bodyLimit: 1024 ** 3 }, async (request, reply) => {
    meOf(request);
    const query = queryOf(request);
    const known = textIn(query.token);
    const before = known === undefined ? undefined : account.uploads.get(known);
    if (known !== undefined && (before === undefined || before.expires_at_ms <= clock.now())) throw notFound();
    if (Number(request.headers['content-length'] ?? 0) > settings.uploadLimitBytes)
      throw tooLarge(settings.uploadLimitBytes);

    const received = await receive(
      request.body instanceof Object ? bodyStream(request.body) : request.raw,
      settings.uploadLimitBytes,
    );
    const name = textIn(query.filename) ?? 'attachment';
    const attachment: Attachment = {
      id: newId(account),
      token: randomBytes(12).toString('base64url'),
      file_name: name,
      content_type: request.headers['content-type'] ?? 'application/octet-stream',
      size: received.size,
      sha256: received.sha256,
    };
    if (received.content !== undefined) storeContent(account, attachment.token, received.content);
    const upload: Upload = {
      token: before?.token ?? randomBytes(18).toString('base64url'),
      attachments: [...(before?.attachments ?? []), attachment],
      expires_at_ms: clock.now() + tokenMs,
    };
    account.uploads.set(upload.token, upload);
    const { token: _, ...properties } = attachment;
    record(account, originOf(request), { kind: 'upload', applied: { ...properties, token: upload.token } });
    const links = linksOf(request);
    return reply.code(201).send({
      upload: {
        token: upload.token,
        expires_at: new Date(upload.expires_at_ms).toISOString(),
        attachment: presentAttachment(attachment, links),
        attachments: upload.attachments.map((one) => presentAttachment(one, links)),
      },
    });
  });

  app.delete('/uploads/:token', async (request, reply) => {
    meOf(request);
    if (!account.uploads.delete(textIn(objectIn(request.params).token) ?? '')) throw notFound();
    account.changed();
    return reply.code(204).send();
  });
}

const isStream = (body: object): body is Readable => 'pipe' in body && typeof body.pipe === 'function';

function bodyStream(body: object): Readable {
  if (!isStream(body)) throw notFound();
  return body;
}

/** The files at `content_url`. They need no sign-in. */
export function attachmentRoutes(app: FastifyInstance, { account }: Simulation): void {
  const find = (token: string): Attachment | undefined => {
    for (const upload of account.uploads.values()) {
      const attachment = upload.attachments.find((one) => one.token === token);
      if (attachment !== undefined) return attachment;
    }
    for (const audit of account.audits.values()) {
      for (const event of audit.events) {
        if (event.type !== 'Comment') continue;
        const attachment = event.attachments.find((one) => one.token === token);
        if (attachment !== undefined) return attachment;
      }
    }
    return undefined;
  };
  app.get('/attachments/token/:token', async (request, reply) => {
    const attachment = find(textIn(objectIn(request.params).token) ?? '');
    if (attachment === undefined) return reply.code(404).type('text/plain').send('There is no such attachment.');
    const content = account.contents.get(attachment.token);
    if (content === undefined) {
      const text = `The bytes of this file were not kept: ${attachment.size} bytes, sha256 ${attachment.sha256}`;
      return reply.code(410).type('text/plain').send(text);
    }
    // An uploaded file must never run as a page of this server.
    void reply.header('content-security-policy', 'sandbox').header('x-content-type-options', 'nosniff');
    return reply.type(attachment.content_type).send(Buffer.from(content));
  });
}
