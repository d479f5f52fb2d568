import { describe, expect, it } from 'vitest';
import { readEnvironment } from './environment.ts';
import { createLogger, secretsOf } from './logger.ts';

function logged(secrets: readonly string[], write: (logger: ReturnType<typeof createLogger>) => void): string {
  const lines: string[] = [];
  write(createLogger({ name: 'test', level: 'info', secrets, destination: { write: (line) => lines.push(line) } }));
  return lines.join('');
}

describe('logs', () => {
  it('have one JSON object a line', () => {
    expect(JSON.parse(logged([], (logger) => logger.info({ ticketId: 7 }, 'made')))).toMatchObject({
      level: 'info',
      name: 'test',
      ticketId: 7,
      msg: 'made',
    });
  });

  it('SEC-3 hide members named like secrets, also in nested objects', () => {
    const text = logged([], (logger) =>
      logger.info({
        token: 'hush',
        request: { headers: { authorization: 'hush', 'x-signature': 'hush', cookie: 'hush' } },
        config: { zendesk: { credentials: { clientSecret: 'hush' } }, platform: { password: 'hush' } },
      }),
    );
    expect(text).not.toContain('hush');
    expect(text).toContain('[hidden]');
  });

  it('SEC-3 hide the secrets of the configuration anywhere in a line, in every spelling', () => {
    const payloadKey = Buffer.alloc(32, 7).toString('base64');
    const read = readEnvironment({
      TEMPORAL_CONFIG_FILE: '/nonexistent/temporal.toml',
      TEMPORAL_API_KEY: 'key-of-temporal',
      ZENDESK_URL: 'https://example.zendesk.com',
      ZENDESK_EMAIL: 'admin@example.com',
      ZENDESK_API_TOKEN: 'api "token"',
      PLATFORM_PASSWORD: 'pass&word of the platform',
      TOKEN_SECRET: 'this signs tokens and is long enough,and this verifies older tokens only',
      PAYLOAD_KEY: payloadKey,
    });
    if (!read.ok) throw new Error(read.problems.join());
    const basic = Buffer.from('admin@example.com/token:api "token"').toString('base64');
    const text = logged(secretsOf(read.config), (logger) => {
      logger.info(
        `sent pass&word of the platform and ${encodeURIComponent('pass&word of the platform')} with ${basic}`,
      );
      logger.error({
        err: new Error(
          `answered: api "token", this signs tokens and is long enough, key-of-temporal, and this verifies older tokens only, ${payloadKey}`,
        ),
      });
    });
    for (const secret of [
      'pass&word',
      'pass%26word',
      basic,
      'token\\"',
      'signs tokens',
      'older tokens',
      'key-of-temporal',
      payloadKey,
    ])
      expect(text).not.toContain(secret);
    for (const line of text.trim().split('\n')) expect(JSON.parse(line)).toBeTypeOf('object');
  });

  it('SEC-3 an error has its message, its causes and its stack, and none of its other members', () => {
    const refused = Object.assign(new Error('the server refused it', { cause: new Error('not found') }), {
      code: 5,
      metadata: { authorization: 'Bearer hush' },
      details: [{ phone: '+14155550142' }],
    });
    for (const name of ['err', 'error', 'failure']) {
      const text = logged([], (logger) => logger.warn({ [name]: refused }, 'Activity failed'));
      expect(JSON.parse(text)[name]).toEqual({
        type: 'Error',
        code: 5,
        message: 'the server refused it',
        stack: expect.stringContaining('logger.test.ts'),
        cause: { type: 'Error', message: 'not found', stack: expect.any(String) },
      });
      expect(text).not.toMatch(/hush|4155550142/);
    }
  });
});
