import { shownId } from '../domain/events/natural-keys.ts';
import { expect, it } from 'vitest';
import { startTestGateway, token } from './gateway/gateway.testkit.ts';
import { sessionFilterSchema } from '../domain/api/sessions.ts';
import { visibilityQuery } from './session-search.ts';

it('searches by all parts of the filter, and for sessions only', () => {
  const filter = sessionFilterSchema.parse({
    phase: 'live',
    waitsFor: 'pick',
    ticket: '5',
    contact: '6',
    queue: '3',
    agent: '7',
    failed: 'true',
    status: 'timed_out',
    since: '2026-01-01',
  });
  expect(visibilityQuery(filter).split(' AND ')).toEqual([
    "WorkflowType = 'session'",
    "SessionPhase = 'live'",
    "SessionWaitsFor = 'pick'",
    "SessionQueueId = '3'",
    "SessionAgentId = '7'",
    "SessionContactId = '6'",
    "SessionTicketId = '5'",
    "ExecutionStatus = 'TimedOut'",
    'SessionFailedWrites > 0',
    "StartTime >= '2026-01-01T00:00:00.000Z'",
  ]);
  expect(visibilityQuery(sessionFilterSchema.parse({}))).toBe("WorkflowType = 'session'");
});

it('OPS-1 a page holds 1 to 200 sessions, and 50 if the search does not say', () => {
  const sizes = [undefined, '1', '200'].map((limit) => sessionFilterSchema.parse({ limit }).limit);
  expect(sizes).toEqual([50, 1, 200]);
  for (const limit of ['0', '201', '1.5', 'many']) expect(sessionFilterSchema.safeParse({ limit }).success).toBe(false);
});

it('SEC-2 a value of the filter cannot change the query', () => {
  const queue = "3' OR WorkflowType = 'settings";
  const query = visibilityQuery(sessionFilterSchema.parse({ queue }));
  expect(visibilityQuery(sessionFilterSchema.parse({ queue: '3' }))).toContain("SessionQueueId = '3'");
  expect(query).toBe(
    String.raw`WorkflowType = 'session' AND SessionQueueId IN ('${shownId(queue)}', '3\' OR WorkflowType = \'settings')`,
  );
});

it('SEC-2 a wrong search is refused with every wrong parameter', async () => {
  const gateway = await startTestGateway();
  const headers = { authorization: await token('operator') };
  const search = '?phase=closed&ticket=x&limit=1000&since=yesterday&status=dead&name=a';
  const response = await gateway.fetch(`/v1/ops/sessions${search}`, { headers });
  expect(response.status).toBe(422);
  const body = await response.text();
  for (const path of ['phase', 'ticket', 'limit', 'since', 'status', 'name'])
    expect(body).toContain(`"path":"${path}"`);
  const agent = { authorization: await token('agent') };
  expect((await gateway.fetch('/v1/ops/sessions', { headers: agent })).status).toBe(403);
  expect((await gateway.fetch('/v1/ops/rescue', { headers: agent })).status).toBe(403);
  expect(await (await gateway.fetch('/v1/ops/rescue', { headers })).json()).toMatchObject({ last: { givenUp: [] } });
});
