import { describe, expect, it, vi } from 'vitest';
import type { Command } from '../../failed-writes.ts';
import { issueToken } from '../../tokens.ts';
import type { TestGateway } from '../gateway.testkit.ts';
import { startTestGateway, token, tokenSecret } from '../gateway.testkit.ts';

type Sent = { readonly method: string; readonly path: string; readonly body?: unknown; readonly agentId?: string };

const id = 'call-1/finished';

/** A gateway whose failed writes and kept sessions note the key of each command, and know no record. */
async function gatewayWithKeys(): Promise<{
  readonly gateway: TestGateway;
  readonly keys: readonly string[];
  readonly send: (request: Sent, key: string) => Promise<Response>;
}> {
  const gateway = await startTestGateway();
  const keys: string[] = [];
  const unknown = async ({ key }: Command): Promise<{ readonly kind: 'unknown' }> => {
    keys.push(key);
    return { kind: 'unknown' };
  };
  vi.spyOn(gateway.sessions.failedWrites, 'edit').mockImplementation((_id, _changes, command) => unknown(command));
  vi.spyOn(gateway.sessions.failedWrites, 'replay').mockImplementation((_id, command) => unknown(command));
  vi.spyOn(gateway.sessions.failedWrites, 'discard').mockImplementation((_id, _why, command) => unknown(command));
  vi.spyOn(gateway.sessions.unattached, 'attach').mockImplementation((_id, _ticket, command) => unknown(command));
  return {
    gateway,
    keys,
    send: async ({ method, path, body, agentId = '7' }, key) => {
      const bearer = { agentId, email: null, role: 'operator' } as const;
      const authorization = `Bearer ${await issueToken(tokenSecret, bearer, '1h')}`;
      const json = body === undefined ? {} : { body: JSON.stringify(body) };
      return await gateway.fetch(path, { method, headers: { authorization, 'idempotency-key': key }, ...json });
    },
  };
}

const commands: readonly (Sent & { readonly other: unknown })[] = [
  { method: 'PATCH', path: `/v1/ops/failed-writes/${id}`, body: { subject: 'a' }, other: { subject: 'b' } },
  { method: 'POST', path: `/v1/ops/failed-writes/${id}/discard`, body: { why: 'a' }, other: { why: 'b' } },
  { method: 'POST', path: '/v1/ops/failed-writes/replay', body: { ids: [id] }, other: { ids: ['call-2/finished'] } },
  { method: 'POST', path: '/v1/ops/unattached/call-1/attach', body: { ticket_id: 1 }, other: { ticket_id: 2 } },
];

describe('an Idempotency-Key of an operator', () => {
  it.each(commands)('OPS-3, END-7 belongs to one body: $method $path', async ({ other, ...command }) => {
    const { keys, send } = await gatewayWithKeys();
    await send(command, 'k');
    await send(command, 'k');
    const refused = await send({ ...command, body: other }, 'k');
    expect([refused.status, await refused.json()]).toMatchObject([409, { error: { code: 'key_reused' } }]);
    expect(keys).toHaveLength(2);
    expect(keys[0]).toBe(keys[1]);
    expect((await send({ ...command, body: other }, 'another')).status).not.toBe(409);
  });

  it('OPS-3, END-7 belongs to one endpoint and one caller: elsewhere it is another key', async () => {
    const { keys, send } = await gatewayWithKeys();
    const replay: Sent = { method: 'POST', path: `/v1/ops/failed-writes/${id}/replay` };
    for (const command of [...commands, replay]) await send(command, 'k');
    await send({ ...replay, agentId: '8' }, 'k');
    expect(keys).toHaveLength(6);
    expect(new Set(keys).size).toBe(6);
  });

  it('OPS-3 may have any form: it is never left out', async () => {
    const { keys, send } = await gatewayWithKeys();
    const replay: Sent = { method: 'POST', path: `/v1/ops/failed-writes/${id}/replay` };
    for (const key of ['with a space', 'x'.repeat(1_000), 'é']) {
      await send(replay, key);
      await send(replay, key);
    }
    expect(keys.map((key, index) => keys.indexOf(key) === index - (index % 2))).toEqual(Array(6).fill(true));
    expect(new Set(keys).size).toBe(3);
  });

  it('OPS-3 without a key each request is a command of its own', async () => {
    const { keys, send } = await gatewayWithKeys();
    const [discard = commands[0]] = commands.slice(1);
    if (discard === undefined) throw new Error('There is no such command.');
    await send(discard, '');
    await send({ ...discard, body: discard.other }, '');
    expect(new Set(keys).size).toBe(2);
  });
});

describe('a page', () => {
  const lists = [
    ['/v1/ops/failed-writes', 400],
    ['/v1/ops/unattached', 400],
    ['/v1/ops/sessions', 422],
  ] as const;

  /** A gateway whose lists have a next page, and note with which cursor they are read. */
  async function gatewayWithPages() {
    const gateway = await startTestGateway();
    const cursors: (string | null | undefined)[] = [];
    const rows = { rows: [], next: 'dG9rZW4' };
    vi.spyOn(gateway.sessions.failedWrites, 'list').mockImplementation(async ({ cursor }) => {
      cursors.push(cursor);
      return rows;
    });
    vi.spyOn(gateway.sessions.unattached, 'list').mockImplementation(async ({ cursor }) => {
      cursors.push(cursor);
      return rows;
    });
    vi.spyOn(gateway.sessions, 'search').mockImplementation(async ({ cursor }) => {
      cursors.push(cursor);
      return { sessions: [], next: rows.next };
    });
    const get = async (path: string): Promise<Response> =>
      await gateway.fetch(path, { headers: { authorization: await token('operator') } });
    const nextOf = async (path: string): Promise<string> => {
      const answer: unknown = await (await get(path)).json();
      if (typeof answer !== 'object' || answer === null || !('next' in answer)) throw new Error('There is no cursor.');
      return String(answer.next);
    };
    return { cursors, get, nextOf };
  }

  it.each(lists)('SEC-2 of %s is read with the cursor of the page before it', async (path) => {
    const { cursors, get, nextOf } = await gatewayWithPages();
    const next = await nextOf(path);
    expect((await get(`${path}?cursor=${next}`)).status).toBe(200);
    expect(cursors[1]).toBe('dG9rZW4');
  });

  it.each(lists)('SEC-2 of %s is refused with any other cursor, which the answer names', async (path, status) => {
    const { cursors, get, nextOf } = await gatewayWithPages();
    const next = await nextOf(`${path}?limit=7`);
    const [other = ''] = lists.map(([each]) => each).filter((each) => each !== path);
    const bad = [
      'x',
      'dG9rZW4',
      `${next}A`,
      `${next.slice(0, -1)}${next.endsWith('A') ? 'B' : 'A'}`,
      await nextOf(other),
      'x'.repeat(5_000),
      '%00',
      "'",
      '',
    ];
    const before = cursors.length;
    for (const cursor of bad) {
      const refused = await get(`${path}?cursor=${cursor}`);
      expect([cursor, refused.status, await refused.json()]).toMatchObject([
        cursor,
        status,
        { error: { fields: [{ path: 'cursor' }] } },
      ]);
    }
    expect(cursors).toHaveLength(before);
  });

  it('SEC-2 belongs to one search: the cursor of another filter is refused', async () => {
    const { get, nextOf } = await gatewayWithPages();
    const next = await nextOf('/v1/ops/sessions?phase=live');
    expect((await get(`/v1/ops/sessions?phase=live&limit=3&cursor=${next}`)).status).toBe(200);
    expect((await get(`/v1/ops/sessions?phase=done&cursor=${next}`)).status).toBe(422);
  });

  it.each(['queue', 'agent', 'ticket', 'contact', 'waitsFor', 'since'])(
    'SEC-2 is refused if it is searched by a %s with a control character, which the answer names',
    async (name) => {
      const { cursors, get } = await gatewayWithPages();
      for (const value of ['%00', 'a%00b', 'a%0a', '%7f', '%c2%85', 'x'.repeat(200)]) {
        const refused = await get(`/v1/ops/sessions?${name}=${value}`);
        expect([refused.status, await refused.json()]).toMatchObject([422, { error: { fields: [{ path: name }] } }]);
      }
      expect(cursors).toEqual([]);
    },
  );

  it('SEC-2 names a wrong parameter of each list', async () => {
    const { get } = await gatewayWithPages();
    for (const [query, path] of [
      ['session_id=%00', 'session_id'],
      ['ticket_id=x', 'ticket_id'],
      ['limit=0', 'limit'],
    ]) {
      const refused = await get(`/v1/ops/failed-writes?${query}`);
      expect([refused.status, await refused.json()]).toMatchObject([400, { error: { fields: [{ path }] } }]);
    }
  });
});

describe('an id that no record can have', () => {
  it.each([
    ['GET', '/v1/ops/sessions/%00'],
    ['GET', '/v1/ops/sessions/Call%201'],
    ['GET', '/v1/ops/failed-writes/call-1/a%00'],
    ['GET', '/v1/ops/failed-writes/call-1'],
    ['GET', `/v1/ops/failed-writes/call-1/${'x'.repeat(1_000)}`],
    ['POST', '/v1/ops/failed-writes/call-1/a%00/replay'],
    ['PATCH', '/v1/ops/failed-writes/%00/a'],
    ['POST', '/v1/ops/unattached/%00/attach'],
  ])('SEC-2 is answered with 404 at once, and Temporal is not asked: %s %s', async (method, path) => {
    const { gateway, keys } = await gatewayWithKeys();
    const show = vi.spyOn(gateway.sessions.failedWrites, 'show');
    const json =
      method === 'GET' ? {} : { body: JSON.stringify(path.endsWith('attach') ? { ticket_id: 1 } : { subject: 'a' }) };
    const response = await gateway.fetch(path, {
      method,
      headers: { authorization: await token('operator') },
      ...json,
    });
    expect(response.status).toBe(404);
    expect([...keys, ...gateway.sessions.requests, ...show.mock.calls]).toEqual([]);
  });
});
