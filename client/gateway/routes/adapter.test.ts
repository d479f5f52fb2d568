import { describe, expect, it } from 'vitest';
import type { AgentCommand } from '../../../domain/events/agent-commands.ts';
import { newSession } from '../../../domain/session/state.ts';
import type { SessionView } from '../../../domain/session-view/view.ts';
import { viewOf } from '../../../domain/session-view/view.ts';
import { defaultSettings } from '../../../domain/settings/defaults.ts';
import { issueToken } from '../../tokens.ts';
import type { TestGateway } from '../gateway.testkit.ts';
import { startTestGateway, token, tokenSecret } from '../gateway.testkit.ts';

/** A session of agent 7, the agent of the tokens that the test kit makes. */
function view(id: string, over: Partial<SessionView> = {}): SessionView {
  return { ...viewOf(newSession(id, false), defaultSettings, 0), agentId: '7', agentIds: ['7'], ...over };
}

async function get(gateway: TestGateway, path: string, authorization?: string): Promise<Response> {
  return await gateway.fetch(`/v1/adapter/${path}`, {
    headers: { authorization: authorization ?? (await token('agent')) },
  });
}

async function post(gateway: TestGateway, path: string, body: unknown, headers: Record<string, string> = {}) {
  return await gateway.fetch(`/v1/adapter/sessions/${path}`, {
    method: 'POST',
    headers: { authorization: await token('agent'), ...headers },
    body: JSON.stringify(body),
  });
}

const readPaths = ['sessions', 'sessions/call-1', 'stream'];

describe('the token', () => {
  it('SEC-1, ADP-4 no token, an expired, a forged and an unsigned token are refused at each endpoint', async () => {
    const gateway = await startTestGateway();
    gateway.sessions.setState(view('call-1'));
    const encode = (part: object) => Buffer.from(JSON.stringify(part)).toString('base64url');
    const claims = { sub: '7', role: 'agent', exp: 4_000_000_000 };
    const unsigned = `Bearer ${encode({ alg: 'none' })}.${encode(claims)}.`;
    for (const bad of ['', await token('agent', '-1m'), await token('agent', '1h', 'another secret'), unsigned]) {
      for (const path of readPaths) expect((await get(gateway, path, bad)).status).toBe(401);
      for (const verb of ['contact', 'ticket', 'merge'])
        expect((await post(gateway, `call-1/${verb}`, { new: true }, { authorization: bad })).status).toBe(401);
    }
    expect(gateway.sessions.requests).toEqual([]);
  });

  it('SEC-2 must be one of an agent: tokens of operators and administrators are refused', async () => {
    const gateway = await startTestGateway();
    for (const role of ['operator', 'admin'] as const)
      for (const path of readPaths) expect((await get(gateway, path, await token(role))).status).toBe(403);
  });
});

describe('reading', () => {
  it('ADP-3 a session shows its contacts, ticket, open choice, writes and decisions', async () => {
    const gateway = await startTestGateway();
    gateway.sessions.setState(
      view('call-1', {
        choice: 'contact',
        candidates: [
          {
            id: 3,
            name: 'Holder',
            phone: '+14155550100',
            email: null,
            externalId: null,
            createdAt: '2026-01-01T00:00:00Z',
            matchable: true,
          },
        ],
        ticketId: 5,
        ticketIs: 'made',
        waitsFor: [{ for: 'pick', until: null }],
        written: ['call-1/finished'],
        pending: ['call-1/recording/a'],
        failed: [{ id: 'call-1/rating', code: 'Refused', message: 'no' }],
        reasons: [{ about: 'contact', at: 1, rule: 'CON-6', because: 'Several.' }],
      }),
    );
    expect(await (await get(gateway, 'sessions/call-1')).json()).toEqual({
      id: 'call-1',
      phase: 'open',
      channel: null,
      queueId: null,
      agentId: '7',
      choice: 'contact',
      contact: {
        id: null,
        candidates: [{ id: 3, name: 'Holder', phone: '+14155550100', email: null, createdAt: '2026-01-01T00:00:00Z' }],
      },
      ticket: { id: 5, is: 'made' },
      waitsFor: [{ for: 'pick', words: expect.stringContaining('pick'), until: null }],
      logged: ['finished'],
      notYet: ['recording/a'],
      failed: [{ fact: 'rating', code: 'Refused', message: 'no' }],
      decisions: [{ about: 'contact', at: 1, rule: 'CON-6', because: 'Several.' }],
    });
  });

  it('ADP-4 another agent’s session is 403; an unknown session and a malformed id are 404', async () => {
    const gateway = await startTestGateway();
    gateway.sessions.setState(view('call-1', { agentId: '8', agentIds: ['8'] }));
    const other = await get(gateway, 'sessions/call-1');
    expect(other.status).toBe(403);
    expect(await other.json()).toMatchObject({ error: { code: 'other_agents_session', rule: 'ADP-4' } });
    for (const id of ['call-2', 'CALL 1', `c${'0'.repeat(70)}`])
      expect((await get(gateway, `sessions/${encodeURIComponent(id)}`)).status).toBe(404);
  });

  it('ADP-3, ADP-4 the list has the agent’s live sessions only', async () => {
    const gateway = await startTestGateway();
    gateway.sessions.setState(view('call-1'));
    gateway.sessions.setState(view('call-2', { agentId: '8', agentIds: ['7', '8'] }));
    gateway.sessions.setState(view('call-3', { phase: 'done' }));
    gateway.sessions.setState(view('call-4', { phase: 'settle', waitsFor: [{ for: 'recording', until: null }] }));
    expect(await (await get(gateway, 'sessions')).json()).toMatchObject({ sessions: [{ id: 'call-1' }] });
  });
});

describe('commands', () => {
  async function sendCommand(path: string, body: unknown): Promise<AgentCommand[]> {
    const gateway = await startTestGateway();
    const commands: AgentCommand[] = [];
    gateway.sessions.answerCommand = (id, command) => {
      commands.push(command);
      return { kind: 'done', session: view(id, { ticketId: 5 }) };
    };
    const response = await post(gateway, path, body, { 'idempotency-key': 'k1' });
    expect(response.status).toBe(200);
    expect(await response.json()).toMatchObject({ id: 'call-1', ticket: { id: 5 } });
    return commands;
  }
  const sender = { agent: { id: '7', email: 'agent@example.com', name: null }, at: expect.any(Number) };

  it.each([
    ['contact', { contact_id: 3 }, 'contact.pick', { contactId: 3 }],
    ['contact', { new: true }, 'contact.pick', { contactId: 'new' }],
    ['ticket', { ticket_id: 5 }, 'ticket.pick', { ticketId: 5 }],
    ['ticket', { new: true }, 'ticket.pick', { ticketId: 'new' }],
    ['ticket', { none: true }, 'ticket.pick', { ticketId: 'none' }],
    ['merge', { from_ticket_id: 5, into_ticket_id: 6 }, 'ticket.merge', { from: 5, into: 6 }],
  ])('ADP-3 %s %j is sent to the session, with a key of this agent and endpoint', async (verb, body, kind, sent) => {
    const command = { ...sender, ...sent, key: `7/${verb}/k1`, bodyHash: expect.any(String) };
    expect(await sendCommand(`call-1/${verb}`, body)).toEqual([{ kind, command }]);
  });

  it.each([
    ['contact', {}],
    ['contact', { new: false }],
    ['contact', { contact_id: 3, new: true }],
    ['contact', { contact_id: 'x' }],
    ['ticket', { ticket_id: 0 }],
    ['ticket', { nothing: true }],
    ['merge', { from_ticket_id: 5 }],
    ['merge', []],
  ])('SEC-2 %s %j can not be read', async (verb, body) => {
    const gateway = await startTestGateway();
    const response = await post(gateway, `call-1/${verb}`, body);
    expect(response.status).toBe(422);
    expect(await response.json()).toMatchObject({ error: { code: 'bad_body' } });
  });

  it('ADP-3, ADP-4 a forbidden command is 409 with rule and reason; a command of a foreign agent is 403', async () => {
    const gateway = await startTestGateway();
    gateway.sessions.answerCommand = () => ({ kind: 'refused', rule: 'CON-6', because: 'There are not several.' });
    const forbidden = await post(gateway, 'call-1/contact', { new: true });
    expect(forbidden.status).toBe(409);
    expect(await forbidden.json()).toEqual({
      error: { code: 'forbidden_by_rule', message: 'There are not several.', rule: 'CON-6' },
    });
    gateway.sessions.answerCommand = () => ({ kind: 'refused', rule: 'ADP-4', because: 'Never yours.' });
    expect((await post(gateway, 'call-1/contact', { new: true })).status).toBe(403);
  });

  it('ADP-3, ADP-4 a session that is over is 409, another agent’s 403, an unknown one 404', async () => {
    const gateway = await startTestGateway();
    gateway.sessions.setState(view('call-1'));
    gateway.sessions.setState(view('call-2', { agentIds: ['8'] }));
    const status = async (id: string) => (await post(gateway, `${id}/contact`, { new: true })).status;
    expect([await status('call-1'), await status('call-2'), await status('call-3')]).toEqual([409, 403, 404]);
  });
});

describe('the stream', () => {
  /** Reads the stream until `count` events have arrived. */
  async function events(response: Response, count: number): Promise<readonly string[]> {
    const found: string[] = [];
    const decoder = new TextDecoder();
    let text = '';
    for await (const chunk of response.body ?? []) {
      text += decoder.decode(chunk, { stream: true });
      const blocks = text.split('\n\n');
      text = blocks.pop() ?? '';
      found.push(...blocks.filter((block) => block.includes('event: ')));
      if (found.length >= count) break;
    }
    return found;
  }

  it('ADP-3 begins with all sessions, also after a reconnect, and sends changes by this gateway at once', async () => {
    const gateway = await startTestGateway();
    gateway.sessions.setState(view('call-1'));
    gateway.sessions.answerCommand = (id) => ({ kind: 'done', session: view(id, { ticketId: 5 }) });
    const response = await get(gateway, 'stream');
    expect(response.headers.get('content-type')).toContain('text/event-stream');
    const reading = events(response, 2);
    await post(gateway, 'call-1/merge', { from_ticket_id: 4, into_ticket_id: 5 });
    const [first, second] = await reading;
    expect(first).toMatch(/^id: 1\nevent: sessions\ndata: \{"sessions":\[\{"id":"call-1"/);
    expect(second).toMatch(/^id: 2\nevent: session\ndata: .*"ticket":\{"id":5/);

    gateway.sessions.setState(view('call-1', { ticketId: 6 }));
    const headers = { authorization: await token('agent'), 'last-event-id': '2' };
    const [again] = await events(await gateway.fetch('/v1/adapter/stream', { headers }), 1);
    expect(again).toMatch(/^id: 1\nevent: sessions\ndata: .*"ticket":\{"id":6/);
  });

  it('SEC-1 ends when the token expires', async () => {
    const gateway = await startTestGateway();
    const bearer = { agentId: '7', email: null, role: 'agent' } as const;
    const headers = { authorization: `Bearer ${await issueToken(tokenSecret, bearer, '1s')}` };
    const response = await gateway.fetch('/v1/adapter/stream', { headers });
    expect(await response.text()).toContain('event: sessions');
  });

  it('SEC-2 ends when the gateway stops', async () => {
    const gateway = await startTestGateway();
    const response = await get(gateway, 'stream');
    const [text] = await Promise.all([response.text(), gateway.close()]);
    expect(text).toContain('event: sessions');
  });
});
