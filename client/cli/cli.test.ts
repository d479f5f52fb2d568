import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newSession } from '../../domain/session/state.ts';
import { viewOf } from '../../domain/session-view/view.ts';
import { defaultSettings } from '../../domain/settings/defaults.ts';
import type { TestGateway } from '../gateway/gateway.testkit.ts';
import { startTestGateway, platform, tokenSecret } from '../gateway/gateway.testkit.ts';
import { queuedEvent } from '../sessions.testkit.ts';
import { verifyToken } from '../tokens.ts';
import { run } from './cli.testkit.ts';
import { gatewayAddress } from './gateway.ts';
import { formatSession } from './session-text.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cli-'));
});
afterAll(async () => {
  await rm(folder, { recursive: true });
});

function environmentOf({ address }: TestGateway): NodeJS.ProcessEnv {
  const { hostname, port } = new URL(address);
  return { GATEWAY_HOST: hostname, GATEWAY_PORT: port, PLATFORM_PASSWORD: platform.password };
}

describe('events send', () => {
  it('posts a file and prints the accepted events', async () => {
    const gateway = await startTestGateway();
    const file = join(folder, 'events.json');
    await writeFile(file, JSON.stringify({ count: 1, events: [queuedEvent('call-1', 'e1')] }));
    expect(await run(['events', 'send', file], environmentOf(gateway))).toEqual({
      exitCode: 0,
      out: 'accepted  e1\n1 accepted, 0 refused',
      err: '',
    });
    expect(gateway.sessions.sentEvents).toHaveLength(1);
  });

  it('posts a list from standard input, and fails if an event is refused', async () => {
    const gateway = await startTestGateway();
    const events = [queuedEvent('call-1', 'e1'), { ...queuedEvent('call-1', 'e2'), timestamp: 'now' }];
    const result = await run(['events', 'send', '-'], environmentOf(gateway), JSON.stringify(events));
    expect(result).toMatchObject({ exitCode: 1, out: 'accepted  e1\n1 accepted, 1 refused' });
    expect(result.err).toMatch(/^refused {3}e2\n +timestamp: /);
  });

  it('says that the password is wrong', async () => {
    const gateway = await startTestGateway();
    const env = { ...environmentOf(gateway), PLATFORM_PASSWORD: 'another-password' };
    const result = await run(['events', 'send', '-'], env, '[]');
    expect(result).toMatchObject({ exitCode: 1, out: '' });
    expect(result.err).toContain('Sign in');
  });

  it.each([
    [
      'a gateway that is not there',
      '-',
      '[]',
      /^The gateway can not be reached at http:\/\/127\.0\.0\.1:1: .*npm start/,
    ],
    ['a missing file', '/nonexistent.json', '', /^\/nonexistent\.json: there is no such file$/],
    ['a folder', '/', '', /is a folder/],
    ['text that is not JSON', '-', 'count: 1', /^standard input is not JSON/],
  ])('prints one line about %s', async (_, file, stdin, line) => {
    const result = await run(['events', 'send', file], { GATEWAY_PORT: '1' }, stdin);
    expect(result).toMatchObject({ exitCode: 1, out: '' });
    expect(result.err).toMatch(line);
    expect(result.err).not.toContain('\n');
  });

  it('prints one line about a wrong environment variable', async () => {
    const result = await run(['events', 'send', '-'], { GATEWAY_PORT: 'x' }, '[]');
    expect(result).toMatchObject({ exitCode: 1, err: expect.stringMatching(/^GATEWAY_PORT: /) });
  });

  it('reaches a gateway that listens on all addresses, and one on IPv6', () => {
    expect(gatewayAddress({ host: '0.0.0.0', port: 80 })).toBe('http://127.0.0.1:80');
    expect(gatewayAddress({ host: '::1', port: 80 })).toBe('http://[::1]:80');
  });
});

describe('token issue', () => {
  it('SEC-1 prints a token that the API accepts', async () => {
    const args = ['token', 'issue', '--role', 'operator', '--agent-id', '7', '--email', 'a@example.com'];
    const result = await run(args, { TOKEN_SECRET: tokenSecret });
    expect(result.exitCode).toBe(0);
    expect(await verifyToken([tokenSecret], result.out)).toMatchObject({
      agentId: '7',
      email: 'a@example.com',
      role: 'operator',
    });
    const gateway = await startTestGateway();
    const response = await gateway.fetch('/v1/ops/sessions/x', { headers: { authorization: `Bearer ${result.out}` } });
    expect(response.status).toBe(404);
  });

  it('ADP-4, SEC-1 a token of an agent is accepted at the endpoints for agents, and at no other', async () => {
    const args = ['token', 'issue', '--role', 'agent', '--agent-id', '9', '--email', 'a@example.com'];
    const { out } = await run([...args, '--expires', '30m'], { TOKEN_SECRET: tokenSecret });
    const gateway = await startTestGateway();
    const headers = { authorization: `Bearer ${out}` };
    expect((await gateway.fetch('/v1/adapter/sessions', { headers })).status).toBe(200);
    expect((await gateway.fetch('/v1/ops/sessions', { headers })).status).toBe(403);
  });

  it.each([
    [['--role', 'owner', '--agent-id', '7'], 'role'],
    [['--role', 'admin'], 'agent-id'],
    [['--role', 'admin', '--agent-id', '7', '--expires', 'soon'], 'expires'],
  ])('refuses %o', async (args, named) => {
    const result = await run(['token', 'issue', ...args], {});
    expect(result.exitCode).not.toBe(0);
    expect(result.out).toBe('');
    expect(result.err).toContain(named);
  });
});

describe('commands that ask Temporal', () => {
  it('print its address if it cannot be reached', async () => {
    const result = await run(['session', 'show', 'call-1'], { TEMPORAL_ADDRESS: '127.0.0.1:1' });
    expect(result).toEqual({
      exitCode: 1,
      out: '',
      err: 'Temporal can not be reached at 127.0.0.1:1: start it with `npm start`, or set TEMPORAL_ADDRESS.',
    });
  }, 20_000);
});

describe('a session as text', () => {
  const base = viewOf(newSession('call-397', false), defaultSettings, 0);

  it('OPS-1 has the phase, the ticket, the reasons, the waits and the failures', () => {
    const lines = formatSession({
      ...base,
      phase: 'settle',
      channel: 'voice',
      queueId: '3',
      contactId: 11,
      ticketId: 42,
      ticketIs: 'appended',
      compensated: true,
      waitsFor: [{ for: 'recording', until: Date.UTC(2026, 0, 1) }],
      reasons: [{ about: 'ticket', at: 0, rule: 'APP-1', because: 'The newest open ticket of this queue.' }],
      failed: [{ id: 'call-397/end', code: 'TicketClosed', message: 'It is closed.' }],
      warnings: ['rating.received: nothing is done with it yet.'],
    });
    expect(lines).toContain('Session call-397: over, the rest is being written');
    expect(lines).toContain('  ticket   42, appended after the end by the compensation');
    expect(lines).toContain('  ticket: The newest open ticket of this queue. (APP-1)');
    expect(lines).toContain('  a recording, until 2026-01-01 00:00:00.000 UTC');
    expect(lines).toContain('  call-397/end: TicketClosed: It is closed.');
    expect(lines).toContain('  rating.received: nothing is done with it yet.');
  });

  it('leaves out empty sections', () => {
    const lines = formatSession({ ...base, waitsFor: [] });
    expect(lines).toEqual([
      'Session call-397: under way, its ticket not made yet',
      '  contact  not settled',
      '  ticket   not yet',
    ]);
  });
});
