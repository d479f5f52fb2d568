import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { secretVariables } from './secret-files.ts';
import type { SecretVariable } from './secret-files.ts';
import { readEnvironment, readGateway, readPlatform, readToken, readWorker } from './environment.ts';

/** Keeps the Temporal profile of the machine that runs the test out of the result. */
const isolated = { TEMPORAL_CONFIG_FILE: '/nonexistent/temporal.toml' };
const complete = {
  ...isolated,
  ZENDESK_URL: 'https://example.zendesk.com',
  ZENDESK_EMAIL: 'admin@example.com',
  ZENDESK_API_TOKEN: 'abc',
  PLATFORM_PASSWORD: 'long and secret enough',
  TOKEN_SECRET: 'longer and more secret than the password',
};

function problems(env: NodeJS.ProcessEnv): readonly string[] {
  const read = readEnvironment(env);
  return read.ok ? [] : read.problems;
}

describe('an empty environment', () => {
  it('configures this machine only, with the simulator', () => {
    expect(readEnvironment(isolated)).toMatchObject({
      ok: true,
      config: {
        temporal: { address: '127.0.0.1:7233', namespace: 'default' },
        zendesk: {
          url: 'http://127.0.0.1:8090',
          credentials: { kind: 'token', email: 'admin@example.com', token: 'local-only' },
          simulated: true,
        },
        gateway: { host: '127.0.0.1', port: 8080 },
        platform: { username: 'platform', password: 'local-only', hmacSecret: null },
        tokenSecrets: ['local-only'],
        fileHosts: ['private:127.0.0.1:8090'],
        metricsPort: 9464,
        simulatorPort: 8090,
        zendeskWebhookSecret: null,
        logLevel: 'info',
      },
    });
  });

  it('gives the same configuration as variables that are set to empty text', () => {
    const empty = {
      ZENDESK_URL: '',
      PLATFORM_HMAC_SECRET: '',
      TOKEN_SECRET: ' ',
      GATEWAY_PORT: '',
      TEMPORAL_ADDRESS: '',
    };
    expect(readEnvironment({ ...isolated, ...empty })).toEqual(readEnvironment(isolated));
  });

  it('takes the port of the simulator from SIMULATOR_PORT', () => {
    expect(readWorker({ ...isolated, SIMULATOR_PORT: '9000' })).toMatchObject({
      config: { zendesk: { url: 'http://127.0.0.1:9000' }, fileHosts: ['private:127.0.0.1:9000'] },
    });
  });
});

describe('local defaults', () => {
  it.each([
    [{}],
    [{ ZENDESK_URL: 'http://127.0.0.1:9999' }],
    [{ ZENDESK_URL: 'http://localhost:9999/', GATEWAY_HOST: '::1' }],
    [{ TEMPORAL_ADDRESS: 'localhost:7233' }],
    [{ TEMPORAL_ADDRESS: '[::1]:7233' }],
    [{ PLATFORM_PASSWORD: 'local-only', TOKEN_SECRET: 'local-only' }],
  ])('are accepted on this machine: %o', (more) => {
    expect(problems({ ...isolated, ...more })).toEqual([]);
  });

  it.each([
    [{ ZENDESK_URL: 'https://example.zendesk.com' }],
    [{ ZENDESK_URL: 'https://127.0.0.1.example.com' }],
    [{ GATEWAY_HOST: '0.0.0.0' }],
    [{ GATEWAY_HOST: '::' }],
    [{ TEMPORAL_ADDRESS: 'temporal.example.com:7233' }],
    [{ TEMPORAL_ADDRESS: '127.0.0.1.example.com:7233' }],
    [{ TEMPORAL_ADDRESS: '10.0.0.1:7233' }],
    [{ TEMPORAL_ADDRESS: 'dns:///127.0.0.1:7233' }],
  ])('are refused beyond this machine: %o', (more) => {
    expect(problems({ ...isolated, ...more }).map((line) => line.split(':')[0])).toEqual([
      'ZENDESK_EMAIL',
      'PLATFORM_PASSWORD',
      'TOKEN_SECRET',
    ]);
  });

  it('are refused beyond this machine even if they are set explicitly', () => {
    const explicit = { PLATFORM_PASSWORD: 'local-only', TOKEN_SECRET: 'local-only' };
    expect(problems({ ...complete, ...explicit })).toHaveLength(2);
  });

  it('are checked only for the variables that a process needs', () => {
    const { PLATFORM_PASSWORD: _, TOKEN_SECRET: __, ...worker } = complete;
    const { ZENDESK_EMAIL: ___, ZENDESK_API_TOKEN: ____, ...gateway } = complete;
    expect(readWorker(worker).ok).toBe(true);
    expect(readGateway(worker).ok).toBe(false);
    expect(readGateway(gateway).ok).toBe(true);
    expect(readWorker(gateway).ok).toBe(false);
    expect(readToken({ ...gateway, PLATFORM_PASSWORD: '' }).ok).toBe(true);
    expect(readPlatform({ ...gateway, TOKEN_SECRET: '' }).ok).toBe(true);
  });
});

describe('weak secrets', () => {
  it.each([
    ['TOKEN_SECRET', 'x'],
    ['TOKEN_SECRET', 'a'.repeat(31)],
    ['TOKEN_SECRET', `${'a'.repeat(32)},short`],
    ['TOKEN_SECRET', `${'a'.repeat(32)},`],
    ['TOKEN_SECRET', Array.from({ length: 11 }, (_, i) => `${i}`.padStart(32, 'a')).join(',')],
    ['PLATFORM_HMAC_SECRET', 'x'],
    ['PLATFORM_HMAC_SECRET', 'local-only'],
    ['PLATFORM_PASSWORD', 'x'],
    ['PLATFORM_PASSWORD', 'a'.repeat(15)],
    ['PAYLOAD_KEY', Buffer.alloc(31, 1).toString('base64')],
  ])('SEC-1 %s=%s is refused, on this machine too, with the way to make a better one', (name, value) => {
    for (const env of [complete, isolated]) {
      const lines = problems({ ...env, [name]: value });
      expect(lines).toEqual([expect.stringMatching(new RegExp(`^${name}: `))]);
      expect(lines[0]).not.toContain(value);
    }
  });

  it('SEC-1 a weak secret of 31 bytes names the command that makes one', () => {
    expect(problems({ ...complete, TOKEN_SECRET: 'a'.repeat(31) })).toEqual([
      'TOKEN_SECRET: shorter than 32 bytes: make one with `openssl rand -base64 32`',
    ]);
    expect(problems({ ...complete, PLATFORM_PASSWORD: 'short' }).join()).toContain('openssl rand -base64 18');
  });

  it('SEC-1 the size counts in bytes for secrets, and in characters for the password', () => {
    expect(problems({ ...complete, TOKEN_SECRET: 'é'.repeat(16), PLATFORM_HMAC_SECRET: 'é'.repeat(16) })).toEqual([]);
    expect(problems({ ...complete, PLATFORM_PASSWORD: 'é'.repeat(15) })).toHaveLength(1);
    expect(problems({ ...complete, PLATFORM_PASSWORD: '🔑'.repeat(16) })).toEqual([]);
  });

  it('SEC-1 several token secrets are a list: the first signs', () => {
    const [newer, older] = ['n'.repeat(32), 'o'.repeat(32)];
    expect(readToken({ ...complete, TOKEN_SECRET: `${newer}, ${older}` })).toMatchObject({
      config: { tokenSecrets: [newer, older] },
    });
  });
});

describe('secrets in files', () => {
  const folder = mkdtempSync(join(tmpdir(), 'secrets-'));
  afterAll(() => rmSync(folder, { recursive: true }));
  function file(content: string): string {
    const path = join(folder, randomUUID());
    writeFileSync(path, content);
    return path;
  }
  const secrets: Readonly<Record<SecretVariable, string>> = {
    TEMPORAL_API_KEY: 'key-of-temporal',
    PAYLOAD_KEY: Buffer.alloc(32, 7).toString('base64'),
    ZENDESK_API_TOKEN: 'token of zendesk',
    ZENDESK_CLIENT_SECRET: 'secret of the client',
    ZENDESK_WEBHOOK_SECRET: 'secret of the webhook',
    PLATFORM_PASSWORD: 'password of the platform',
    PLATFORM_HMAC_SECRET: 'a secret for signatures of the platform',
    TOKEN_SECRET: 'a secret for the signatures of tokens',
  };
  const others = {
    ...isolated,
    ZENDESK_URL: 'https://example.zendesk.com',
    ZENDESK_CLIENT_ID: 'id',
    ZENDESK_EMAIL: 'a@b.c',
  };

  it('SEC-3 each secret may be in a file, without the line break at its end', () => {
    for (const end of ['', '\n', '\r\n']) {
      const files = Object.entries(secrets).map(([name, secret]) => [`${name}_FILE`, file(`${secret}${end}`)]);
      expect(readEnvironment({ ...others, ...Object.fromEntries(files) })).toEqual(
        readEnvironment({ ...others, ...secrets }),
      );
    }
    expect(readEnvironment({ ...others, ...secrets }).ok).toBe(true);
  });

  it.each(secretVariables)('SEC-3 %s is refused together with its file', (name) => {
    const lines = problems({ ...others, ...secrets, [`${name}_FILE`]: file('x') });
    expect(lines).toEqual([`${name}_FILE: set together with ${name}: unset one of the two`]);
  });

  it.each([
    ['/nonexistent/secret', 'no file at this path'],
    [folder, 'folder'],
    [file(''), 'empty'],
    [file('\n'), 'empty'],
    [file('x'.repeat(70_000)), 'too large'],
    [file('short'), 'shorter than 32 bytes'],
  ])('SEC-3 a file that can not be used (%#) is named by its variable, without its path', (path, reason) => {
    const { TOKEN_SECRET: _, ...rest } = secrets;
    const lines = problems({ ...others, ...rest, TOKEN_SECRET_FILE: path });
    expect(lines).toEqual([expect.stringMatching(new RegExp(`^TOKEN_SECRET(_FILE)?: .*${reason}`))]);
    expect(lines[0]).not.toContain(path);
  });

  it('SEC-3 a process reads only the files of the secrets that it needs', () => {
    const worker = { ...others, ZENDESK_CLIENT_SECRET: 'secret', TOKEN_SECRET_FILE: '/nonexistent/secret' };
    expect(readWorker(worker).ok).toBe(true);
    expect(readGateway({ ...worker, PLATFORM_PASSWORD: 'password of the platform' }).ok).toBe(false);
  });
});

describe('wrong variables', () => {
  it.each([
    ['GATEWAY_PORT', 'http'],
    ['GATEWAY_PORT', '70000'],
    ['METRICS_PORT', '-1'],
    ['SIMULATOR_PORT', '80.5'],
    ['ZENDESK_URL', 'example.zendesk.com'],
    ['ZENDESK_URL', 'https://example.zendesk.com/api/v2'],
    ['ZENDESK_URL', 'https://user:pass@example.zendesk.com'],
    ['FILE_HOSTS', 'https://files.example.com'],
    ['PLATFORM_USERNAME', 'a:b'],
    ['TRUSTED_PROXIES', 'proxy.example.com'],
    ['TRUSTED_PROXIES', '10.0.0.1, 10.0.0.0/33'],
    ['TRUSTED_PROXIES', '0.0.0.0/0'],
    ['TRUSTED_PROXIES', 'fd00::/129'],
    ['LOG_LEVEL', 'loud'],
    ['PAYLOAD_KEY', 'not-a-key'],
    ['PAYLOAD_KEY', `${Buffer.alloc(32, 1).toString('base64')},short`],
    ['TEMPORAL_UI_URL', '127.0.0.1:8233'],
  ])('are reported in one line that begins with the name: %s=%s', (name, value) => {
    const lines = problems({ ...complete, [name]: value });
    expect(lines).toHaveLength(1);
    expect(lines[0]).toMatch(new RegExp(`^${name}: .+`));
    expect(lines[0]).not.toContain('\n');
  });

  it('are all reported at once', () => {
    expect(problems({ ...complete, GATEWAY_PORT: 'x', METRICS_PORT: 'y' })).toHaveLength(2);
  });

  it.each([
    [{ ZENDESK_EMAIL: 'a@example.com' }, 'ZENDESK_API_TOKEN'],
    [{ ZENDESK_API_TOKEN: 'a' }, 'ZENDESK_EMAIL'],
    [{ ZENDESK_CLIENT_ID: 'a' }, 'ZENDESK_CLIENT_SECRET'],
    [{ ZENDESK_CLIENT_SECRET: 'a' }, 'ZENDESK_CLIENT_ID'],
  ])('are reported for an incomplete sign-in: %o lacks %s', (half, missing) => {
    expect(problems({ ...isolated, ...half })).toEqual([expect.stringMatching(`^${missing}: missing`)]);
  });

  it('SEC-3 are reported without their values', () => {
    const withSecrets = { ZENDESK_URL: 'https://u:hush-hush@x', TOKEN_SECRET: 'hush-hush', PAYLOAD_KEY: 'hush-hush' };
    const lines = problems({ ...isolated, ...withSecrets });
    expect(lines.join()).not.toContain('hush');
  });
});

describe('Temporal', () => {
  it('is configured by the same variables as its own tools', () => {
    const read = readGateway({
      ...complete,
      TEMPORAL_ADDRESS: 'temporal.example.com:7233',
      TEMPORAL_NAMESPACE: 'calls',
      TEMPORAL_API_KEY: 'key',
    });
    expect(read).toMatchObject({
      config: {
        temporal: {
          address: 'temporal.example.com:7233',
          namespace: 'calls',
          connectionOptions: { address: 'temporal.example.com:7233', apiKey: 'key' },
        },
      },
    });
  });

  it('is reported in one line when a certificate file is missing', () => {
    const lines = problems({ ...complete, TEMPORAL_TLS_CLIENT_CERT_PATH: '/nonexistent/cert.pem' });
    expect(lines).toEqual([expect.stringMatching(/^TEMPORAL_\*: .*cert\.pem/)]);
  });
});

describe('Zendesk', () => {
  it('SEC-4 is signed in to by OAuth if token and OAuth client are both given', () => {
    const read = readWorker({ ...complete, ZENDESK_CLIENT_ID: 'id', ZENDESK_CLIENT_SECRET: 'secret' });
    expect(read).toMatchObject({
      config: { zendesk: { simulated: false, credentials: { kind: 'oauth', clientId: 'id', clientSecret: 'secret' } } },
    });
  });

  it('has its address without a slash at the end, and hosts of files in lower case', () => {
    const more = {
      ZENDESK_URL: 'https://example.zendesk.com//',
      FILE_HOSTS: ' Files.example.com, private:10.0.0.1:9000 ,Private:[::1]:80',
    };
    expect(readWorker({ ...complete, ...more })).toMatchObject({
      config: {
        zendesk: { url: 'https://example.zendesk.com' },
        fileHosts: ['files.example.com', 'private:10.0.0.1:9000', 'private:[::1]:80'],
      },
    });
  });

  it('SEC-1 trusts no proxy by default, and else the addresses and networks that are named', () => {
    expect(readGateway(complete)).toMatchObject({ config: { trustedProxies: [] } });
    const proxies = ' 10.0.0.7, 192.168.0.0/16,,fd00::/8 ';
    expect(readGateway({ ...complete, TRUSTED_PROXIES: proxies })).toMatchObject({
      config: { trustedProxies: ['10.0.0.7', '192.168.0.0/16', 'fd00::/8'] },
    });
  });
});
