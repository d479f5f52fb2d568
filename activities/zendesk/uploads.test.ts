import { once } from 'node:events';
import { type Server, createServer } from 'node:http';
import { text } from 'node:stream/consumers';
import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { FileToAttach } from '../../domain/zendesk/change.ts';
import { emptyUpdate } from '../../domain/zendesk/change.testkit.ts';
import { fetchOnce } from '../files/fetch-once.ts';
import { isAllowed } from '../files/source.ts';
import { type Account, failureOf, run, startAccount } from './account.testkit.ts';

let account: Account;
/** A file server that stands in for the platform. Its paths choose how it misbehaves. */
let platform: Server;
let host = '';
/** The number of requests that the file server got. */
let requests = 0;

beforeAll(async () => {
  account = await startAccount();
  platform = createServer((request, response) => {
    const url = new URL(request.url ?? '/', `http://${host}`);
    requests += 1;
    switch (url.pathname) {
      case '/to':
        response.writeHead(302, { location: url.searchParams.get('url') ?? '' }).end();
        return;
      case '/round':
        response.writeHead(302, { location: '/round' }).end();
        return;
      case '/status':
        response.writeHead(Number(url.searchParams.get('code'))).end();
        return;
      case '/host':
        response.writeHead(200).end(request.headers.host);
        return;
      case '/compressed': {
        const by = url.searchParams.get('by') ?? '';
        const file = Buffer.alloc(30_000, 'RIFF');
        const compress = { gzip: gzipSync, deflate: deflateSync, br: brotliCompressSync }[by];
        // Without a known way, the server claims that the file is compressed although it is not.
        response.writeHead(200, { 'content-encoding': compress === undefined ? 'gzip' : by });
        response.end(compress === undefined ? file : compress(file));
        return;
      }
      case '/broken':
        response.writeHead(200, { 'content-length': '1000' });
        response.write('half');
        setImmediate(() => response.destroy());
        return;
      case '/endless': {
        response.writeHead(200, { 'content-type': 'audio/wav' });
        const chunk = Buffer.alloc(1 << 20);
        const more = (): void => {
          while (!response.destroyed && response.write(chunk));
        };
        response.on('drain', more);
        more();
        return;
      }
      default:
        response.writeHead(200, { 'content-type': 'application/octet-stream' }).end('RIFF');
    }
  });
  platform.listen(0, '127.0.0.1');
  await once(platform, 'listening');
  const address = platform.address();
  if (address === null || typeof address === 'string') throw new Error('The file server has no port.');
  host = `127.0.0.1:${address.port}`;
});
afterAll(async () => {
  platform.closeAllConnections();
  platform.close();
  await account.close();
});
beforeEach(() => account.reset());

function upload(
  url: string,
  fileHosts: readonly string[] = [`private:${host}`, account.host],
): ReturnType<typeof send> {
  return send({ from: { kind: 'address', url }, name: 'recording 1.wav', contentType: 'audio/wav' }, fileHosts);
}

async function send(file: FileToAttach, fileHosts: readonly string[]) {
  return run(() => account.activities({ fileHosts }).uploadFile(file));
}

describe('files of the platform', () => {
  it('SEC-5 UPD-12 a recording is streamed into Zendesk and attached to a comment', async () => {
    const sent = await upload(`${account.url}/recordings/one.wav?bytes=3000000`);
    if (sent.kind !== 'uploaded') throw new Error(sent.message);
    expect(sent.bytes).toBe(3_000_000);
    const { users } = await account.seed({ users: [{ name: 'Ada' }] });
    const { tickets } = await account.seed({ tickets: [{ requester_id: users[0], subject: 'One', status: 'open' }] });
    const [ticketId = 0] = tickets;
    const activities = account.activities();
    const outcome = await run(() =>
      activities.sendUpdate({
        ...emptyUpdate,
        ticketId,
        writeIds: ['s-1/recording'],
        sections: [{ title: 'Recording', lines: [] }],
        uploads: [sent.token],
      }),
    );
    expect(outcome).toEqual({ kind: 'applied', droppedFields: [] });
    const [marker] = await run(() => activities.findMarkers({ ticketId, writeIds: ['s-1/recording'] }));
    expect(marker?.contentUrl).toBe(sent.contentUrl);
  });

  it('UPD-14 a long text that the session keeps is uploaded in UTF-8', async () => {
    const texts: Readonly<Record<string, string>> = { 'call-1 transcript': 'Añadir → 你好\n' };
    const activities = account.activities({
      readLongText: async (sessionId, fact) => texts[`${sessionId} ${fact}`] ?? null,
    });
    const keptText = (fact: string): FileToAttach => ({
      from: { kind: 'session', sessionId: 'call-1', fact },
      name: 'transcript.txt',
      contentType: 'text/plain',
    });
    const sent = await run(() => activities.uploadFile(keptText('transcript')));
    if (sent.kind !== 'uploaded') throw new Error(sent.message);
    expect(sent.bytes).toBe(Buffer.byteLength('Añadir → 你好\n'));
    const served = await fetch(sent.contentUrl);
    expect([await served.text(), served.headers.get('content-type')]).toEqual([
      'Añadir → 你好\n',
      'text/plain; charset=utf-8',
    ]);
    expect(await run(() => activities.uploadFile(keptText('other')))).toMatchObject({ kind: 'refused' });
  });

  it('UPD-14 an error while the session is queried is thrown, so that the upload is retried', async () => {
    const activities = account.activities({ readLongText: async () => Promise.reject(new Error('no worker')) });
    const file = {
      from: { kind: 'session', sessionId: 's', fact: 'f' },
      name: 'a.txt',
      contentType: 'text/plain',
    } as const;
    await expect(run(() => activities.uploadFile(file))).rejects.toThrow('no worker');
  });

  it('UPD-12 a file that is served as octet-stream gets the content type of the event', async () => {
    expect(await upload(`http://${host}/file`)).toMatchObject({ kind: 'uploaded', bytes: 4 });
    const [entry] = await account.ledger('upload');
    expect(JSON.stringify(entry)).toContain('audio/wav');
  });

  it('SEC-5 a host that is not allowed gets no request, and a redirect to it is not followed', async () => {
    expect(await upload(`http://${host}/file`, [account.host])).toMatchObject({ kind: 'refused' });
    const away = encodeURIComponent('http://localhost:1/file');
    expect(await upload(`http://${host}/to?url=${away}`)).toMatchObject({ kind: 'refused' });
    const within = encodeURIComponent(`${account.url}/recordings/one.wav?bytes=100`);
    expect(await upload(`http://${host}/to?url=${within}`)).toMatchObject({ kind: 'uploaded', bytes: 100 });
    expect(await upload(`http://${host}/round`)).toMatchObject({ kind: 'refused' });
    expect(await upload('file:///etc/passwd')).toMatchObject({ kind: 'refused' });
    expect(await upload('not an address')).toMatchObject({ kind: 'refused' });
  });

  it('SEC-5 a host with a private address gets a request only if FILE_HOSTS names it with private:', async () => {
    const [, port = ''] = host.split(':');
    requests = 0;
    for (const name of ['127.0.0.1', 'localhost', '[::ffff:7f00:1]', '0.0.0.0'])
      expect(await upload(`http://${name}:${port}/file`, [`${name}:${port}`])).toEqual({
        kind: 'refused',
        message: expect.stringContaining(`private:${name}:${port}`),
      });
    expect(await upload(`http://0x7f.1:${port}/file`, [host])).toMatchObject({ kind: 'refused' });
    expect(requests).toBe(0);
    expect(await upload(`http://localhost:${port}/file`, [`private:localhost:${port}`])).toMatchObject({
      kind: 'uploaded',
    });
    const moved = encodeURIComponent(`http://localhost:${port}/file`);
    const before = requests;
    expect(
      await upload(`http://${host}/to?url=${moved}`, [`private:${host}`, `localhost:${port}`, account.host]),
    ).toMatchObject({ kind: 'refused', message: expect.stringContaining('private:') });
    expect(requests).toBe(before + 1);
  });

  it('SEC-5 a connection goes to the address that was checked, whatever the name has by then', async () => {
    const [, port = ''] = host.split(':');
    const url = new URL(`http://files.invalid:${port}/host`);
    const answer = await fetchOnce(url, [{ address: '127.0.0.1', family: 4 }], AbortSignal.timeout(10_000));
    expect([answer.status, await text(answer.body)]).toEqual([200, url.host]);
    await expect(fetchOnce(url, [], AbortSignal.timeout(10_000))).rejects.toThrow();
  });

  it('SEC-5 UPD-12 a file that is served compressed arrives as it was before', async () => {
    for (const encoding of ['gzip', 'deflate', 'br'])
      expect(await upload(`http://${host}/compressed?by=${encoding}`)).toMatchObject({
        kind: 'uploaded',
        bytes: 30_000,
      });
    const failure = await failureOf(upload(`http://${host}/compressed?by=none`));
    expect(failure).toMatchObject({ type: 'FileUnavailable', nonRetryable: false });
  });

  it('SEC-5 a file over 50 MB is refused, whether or not its size is announced', async () => {
    expect(await upload(`${account.url}/recordings/big.wav?bytes=${51 * 1024 * 1024}`)).toMatchObject({
      kind: 'refused',
    });
    expect(await upload(`http://${host}/endless`)).toMatchObject({ kind: 'refused' });
    expect(await account.ledger('upload')).toHaveLength(0);
  });

  it.each([404, 403, 410])(
    'UPD-12 a file that does not exist or is forbidden (%i) is refused for good',
    async (code) => {
      expect(await upload(`http://${host}/status?code=${code}`)).toMatchObject({ kind: 'refused' });
    },
  );

  it.each(['/status?code=503', '/status?code=429', '/broken'])('UPD-12 %s is retried', async (path) => {
    const failure = await failureOf(upload(`http://${host}${path}`));
    expect(failure).toMatchObject({ type: 'FileUnavailable', nonRetryable: false });
  });

  it.each([
    [403, 'Forbidden'],
    [422, 'Invalid'],
    [400, 'BadRequest'],
  ])('END-5, UPD-12 an upload that Zendesk refuses with %i is refused for good', async (status, code) => {
    await account.fault({ match: { path: 'uploads' }, kind: 'status', status, body: { error: 'No' } });
    expect(await upload(`http://${host}/file`)).toMatchObject({ kind: 'refused_by_zendesk', code });
  });

  it('UPD-12 a file that Zendesk finds too large is refused like any large file', async () => {
    await account.fault({ match: { path: 'uploads' }, kind: 'status', status: 413, body: { error: 'TooLarge' } });
    expect(await upload(`http://${host}/file`)).toMatchObject({ kind: 'refused' });
  });

  it.each(['audio/wav\r\nX: 1', 'audio/\u044f'])(
    'UPD-12 a file with the content type %j is uploaded as one of an unknown type, with a short name',
    async (contentType) => {
      const name = `${'x'.repeat(100_000)}.wav`;
      const file: FileToAttach = { from: { kind: 'address', url: `http://${host}/file` }, name, contentType };
      expect(await send(file, [`private:${host}`])).toMatchObject({ kind: 'uploaded' });
      const [entry] = await account.ledger('upload');
      expect(JSON.stringify(entry)).toContain('application/octet-stream');
      expect(JSON.stringify(entry)).toContain(`${'x'.repeat(196)}.wav`);
    },
  );

  it('UPD-12 a failure of Zendesk is not reported as one of the platform', async () => {
    await account.fault({ match: { path: 'uploads' }, kind: 'status', status: 429, retryAfterSeconds: 5 });
    expect(await failureOf(upload(`http://${host}/file`))).toMatchObject({ type: 'RateLimited', nonRetryable: false });
  });

  it.each([
    ['https://files.example.com/a', ['files.example.com'], true],
    ['https://FILES.example.com./a', ['Files.Example.com '], true],
    ['https://files.example.com:8443/a', ['files.example.com'], false],
    ['https://files.example.com:8443/a', ['files.example.com:8443'], true],
    ['https://files.example.com/a', ['files.example.com:443'], true],
    ['http://files.example.com/a', ['files.example.com:443'], false],
    ['https://files.example.com.evil.example/a', ['files.example.com'], false],
    ['https://files.example.com@evil.example/a', ['files.example.com'], false],
    ['http://[::1]:8090/a', ['[::1]:8090'], true],
    ['http://2130706433/a', ['localhost'], false],
    ['ftp://files.example.com/a', ['files.example.com'], false],
    ['https://user:password@files.example.com/a', ['files.example.com'], false],
    ['https://files.example.com/a', ['private:files.example.com'], true],
    ['https://files.example.com:8443/a', ['PRIVATE:files.example.com:8443'], true],
    ['https://files.example.com/a', ['private'], false],
  ])('SEC-5 %s with %j allowed: %s', (address, named, allowed) => {
    expect(isAllowed(new URL(address), named)).toBe(allowed);
  });
});
