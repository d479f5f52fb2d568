import { createHmac } from 'node:crypto';
import { createServer } from 'node:http';
import { afterEach, expect, test } from 'vitest';
import { startClock } from './clock.ts';
import { createWebhooks } from './webhooks.ts';

type Delivery = { readonly body: string; readonly signature: string; readonly timestamp: string };

const open: (() => void)[] = [];
afterEach(() => {
  for (const close of open.splice(0)) close();
});

/** A receiver that answers with these statuses, the last of them for ever. */
async function receiver(
  ...statuses: readonly number[]
): Promise<{ readonly url: string; readonly got: readonly Delivery[] }> {
  const got: Delivery[] = [];
  const server = createServer((request, response) => {
    let body = '';
    request.on('data', (piece: Buffer) => (body += piece.toString()));
    request.on('end', () => {
      const header = (name: string): string => String(request.headers[name]);
      got.push({
        body,
        signature: header('x-zendesk-webhook-signature'),
        timestamp: header('x-zendesk-webhook-signature-timestamp'),
      });
      response.writeHead(statuses[Math.min(got.length, statuses.length) - 1] ?? 202).end();
    });
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  open.push(() => server.close());
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return { url: `http://127.0.0.1:${port}/`, got };
}

function hooks(url: string) {
  const clock = startClock();
  open.push(() => clock.stop());
  const webhooks = createWebhooks(clock);
  const subscriptions = ['zen:event-type:ticket.merged'];
  const hook = webhooks.create({ name: 'One', endpoint: url, status: 'active', subscriptions });
  return { webhooks, hook };
}

test('a delivery is signed over timestamp and body, and only for what was subscribed to', async () => {
  const { url, got } = await receiver(202);
  const { webhooks, hook } = hooks(url);
  webhooks.tell('user.deleted', { id: 5 });
  webhooks.tell('ticket.merged', { id: 7 });
  await expect.poll(() => got.length).toBe(1);
  const [{ body, signature, timestamp } = { body: '', signature: '', timestamp: '' }] = got;
  expect(signature).toBe(
    createHmac('sha256', hook.secret)
      .update(timestamp + body)
      .digest('base64'),
  );
  expect(JSON.parse(body)).toMatchObject({ type: 'zen:event-type:ticket.merged', detail: { id: '7' } });
});

test('a delivery that fails is sent again, three times at most', async () => {
  const { url, got } = await receiver(500);
  const { webhooks } = hooks(url);
  webhooks.tell('ticket.merged', { id: 7 });
  await expect.poll(() => got.length, { timeout: 5_000 }).toBe(4);
  expect(new Set(got.map(({ body }) => body)).size).toBe(1);
});

test('deliveries come doubled and out of order when asked to', async () => {
  const { url, got } = await receiver(202);
  const { webhooks } = hooks(url);
  webhooks.unreliable({ doubled: true, shuffled: true });
  webhooks.tell('ticket.merged', { id: 1 });
  webhooks.tell('ticket.merged', { id: 2 });
  await expect.poll(() => got.length).toBe(4);
  expect(got[0]?.body).toContain('"id":"2"');
});
