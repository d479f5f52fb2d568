import { describe, expect, it } from 'vitest';
import { errorAnswerSchema } from '../../../domain/api/errors.ts';
import { startTestGateway, token } from '../gateway.testkit.ts';
import { answerOf, head, rawConnection } from './raw-requests.testkit.ts';

async function answerTo(text: string): Promise<ReturnType<typeof answerOf>> {
  const gateway = await startTestGateway();
  const connection = await rawConnection(gateway.address);
  connection.write(text);
  const answered = answerOf(await connection.until('}}'));
  connection.close();
  expect(answered.head).toContain('content-type: application/json; charset=utf-8');
  expect(answered.head).toContain('x-request-id: ');
  expect(errorAnswerSchema.safeParse(answered.body).success).toBe(true);
  return answered;
}

describe('bytes that are no request of this API', () => {
  it.each([
    ['no HTTP', 'hello\r\n\r\n', 400, 'bad_request'],
    ['a bad header', 'GET /healthz HTTP/1.1\r\nhost: a\r\nbad header\r\n\r\n', 400, 'bad_request'],
    ['no host', 'GET /healthz HTTP/1.1\r\n\r\n', 400, 'bad_request'],
    ['a bad length', head('POST', '/v1/events', { 'content-length': 'x' }), 400, 'bad_request'],
    [
      'two lengths',
      head('POST', '/v1/events', { 'content-length': 1, 'transfer-encoding': 'chunked' }),
      400,
      'bad_request',
    ],
    ['a bad address', head('GET', '/v1/%zz'), 400, 'bad_request'],
    ['large headers', head('GET', '/healthz', { 'x-large': 'x'.repeat(20_000) }), 431, 'headers_too_large'],
    ['a large address', head('GET', `/${'x'.repeat(20_000)}`), 431, 'headers_too_large'],
    ['an unknown expectation', head('GET', '/healthz', { expect: 'a miracle' }), 417, 'wrong_expectation'],
    ['an unknown method', head('PROPFIND', '/healthz'), 405, 'method_not_allowed'],
  ])('SEC-2 are answered in the one form of errors: %s', async (_, text, status, code) => {
    expect(await answerTo(text)).toMatchObject({ status, body: { error: { code } } });
  });

  it('SEC-2 are answered so when they come too slowly', { timeout: 30_000 }, async () => {
    expect(await answerTo('GET /healthz HTTP/1.1\r\nhost: a\r\n')).toMatchObject({
      status: 408,
      body: { error: { code: 'too_slow' } },
    });
  });
});

describe('a request', () => {
  it('SEC-2 names the methods of an address that takes other ones', async () => {
    const gateway = await startTestGateway();
    const allowed = async (method: string, path: string): Promise<string | null> =>
      (await gateway.fetch(path, { method })).headers.get('allow');
    expect(await allowed('PATCH', '/v1/admin/settings')).toBe('GET, HEAD, PUT');
    expect(await allowed('PUT', '/v1/ops/failed-writes/call-1/finished')).toBe('GET, HEAD, PATCH, POST');
    expect(await allowed('HEAD', '/v1/adapter/stream')).toBe('GET');
  });

  it('SEC-2 with an unreadable content type is refused with 415', async () => {
    const gateway = await startTestGateway();
    const headers = { authorization: await token('operator'), 'content-type': 'nonsense' };
    const response = await gateway.fetch('/v1/ops/dry-run', { method: 'POST', headers, body: '{}' });
    expect([response.status, await response.json()]).toMatchObject([415, { error: { code: 'wrong_content_type' } }]);
  });

  it('SEC-2 to a gateway that stops is answered with 503 in the usual form', async () => {
    const gateway = await startTestGateway();
    let release = (): void => {};
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    const reached = new Promise<void>((resolve) => {
      gateway.beforeClose = async () => {
        resolve();
        await held;
      };
    });
    const closing = gateway.close();
    await reached;
    const response = await gateway.fetch('/healthz');
    expect([response.status, await response.json()]).toMatchObject([503, { error: { code: 'stopping' } }]);
    expect(response.headers.has('retry-after')).toBe(true);
    release();
    await closing;
  });
});
