import { createHmac } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { TestGateway } from '../gateway.testkit.ts';
import { startTestGateway, zendeskWebhookSecret } from '../gateway.testkit.ts';

function deliver(
  gateway: TestGateway,
  body: string,
  { secret = zendeskWebhookSecret, at = new Date() } = {},
): Promise<Response> {
  const timestamp = at.toISOString();
  return gateway.fetch('/v1/zendesk/webhook', {
    method: 'POST',
    body,
    headers: {
      'content-type': 'application/json',
      'x-zendesk-webhook-signature': createHmac('sha256', secret).update(timestamp).update(body).digest('base64'),
      'x-zendesk-webhook-signature-timestamp': timestamp,
    },
  });
}

function delivery(type: string, id: string): string {
  return JSON.stringify({
    type: `zen:event-type:${type}`,
    id: 'a1',
    time: '2026-01-01T00:00:00Z',
    detail: { id },
    event: {},
  });
}

describe('the webhook of Zendesk', () => {
  it.each([
    ['ticket.merged', 'ticket 35'],
    ['ticket.soft_deleted', 'ticket 35'],
    ['user.merged', 'contact 35'],
    ['user.deleted', 'contact 35'],
  ])('UPD-13, UPD-18, CON-8 %s notifies the sessions concerned', async (type, notified) => {
    const gateway = await startTestGateway();
    const response = await deliver(gateway, delivery(type, '35'));
    expect(response.status).toBe(202);
    expect(await response.json()).toEqual({ sessions: 1 });
    expect(gateway.sessions.notified).toEqual([notified]);
  });

  it('SEC-1 a wrong signature, an old one and none are refused, and no session is notified', async () => {
    const gateway = await startTestGateway();
    const body = delivery('ticket.merged', '35');
    const old = new Date(Date.now() - 6 * 60_000);
    const statuses = [
      await deliver(gateway, body, { secret: 'another' }),
      await deliver(gateway, body, { at: old }),
      await gateway.fetch('/v1/zendesk/webhook', { method: 'POST', body }),
    ].map(({ status }) => status);
    expect(statuses).toEqual([401, 401, 401]);
    expect(gateway.sessions.notified).toEqual([]);
  });

  it('SEC-2 other event types are accepted and change nothing; a body that is not JSON is a 400', async () => {
    const gateway = await startTestGateway();
    expect((await deliver(gateway, delivery('ticket.created', '35'))).status).toBe(202);
    expect((await deliver(gateway, delivery('ticket.merged', 'DROP TABLE'))).status).toBe(202);
    expect(await deliver(gateway, '{"type":')).toMatchObject({ status: 400 });
    expect(gateway.sessions.notified).toEqual([]);
  });
});
