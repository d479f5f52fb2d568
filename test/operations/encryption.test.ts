/**
 * This file tests encryption of the data in Temporal (SEC-6), with worker processes that read the key from their
 * environment. If these tests fail, customer data can be read in Temporal, or calls are lost while a key is missing or
 * replaced.
 */

import { randomBytes, randomUUID } from 'node:crypto';
import type { WorkflowExecutionDescription } from '@temporalio/client';
import type { Payload } from '@temporalio/common';
import { beforeAll, describe, expect, it } from 'vitest';
import { payloadCodec } from '../../configuration/encryption.ts';
import type { rescue } from '../../workflows/rescue.ts';
import {
  agentOne,
  assigned,
  connected,
  customData,
  ended,
  event,
  newCaller,
  outcomeOf,
  recording,
  send,
  stateWhenWritten,
  started,
  until,
} from '../kit/events.ts';
import { readTemporalStorage } from '../kit/temporal-storage.ts';
import { fastSettings } from '../kit/stack.ts';
import { testStack } from '../kit/test-stack.ts';
import type { WorkerProcess } from '../kit/worker-process.ts';
import { mentions, ticketOf, titles } from '../kit/zendesk-state.ts';

const [oldKey, newKey] = [randomBytes(32).toString('base64'), randomBytes(32).toString('base64')];

const stack = testStack({ agents: [agentOne], workers: false, payloadKeys: [oldKey, newKey] });
let worker: WorkerProcess;

beforeAll(async () => {
  worker = await stack.spawnWorker({ PAYLOAD_KEY: oldKey });
  await stack.sessions.settings.set(fastSettings, 'test');
});

async function replaceWorker(payloadKey: string): Promise<void> {
  await worker.stop();
  worker = await stack.spawnWorker({ PAYLOAD_KEY: payloadKey });
}

const encrypted = 'binary/encrypted';
const encodingOf = (metadata: Payload['metadata']): string => Buffer.from(metadata?.['encoding'] ?? []).toString();

async function decrypted(payloads: readonly Payload[]): Promise<string> {
  const plain = await payloadCodec([newKey, oldKey]).decode([...payloads]);
  return plain.map(({ data }) => Buffer.from(data ?? []).toString('utf8')).join('\n');
}

describe('with a key', () => {
  it('SEC-6 no data of a session can be read in Temporal, not even in an error, and the ticket is right', async () => {
    const { id, number } = newCaller();
    await stack.zendesk.fault({
      kind: 'status',
      status: 422,
      match: { method: 'POST', path: '^/tickets$' },
      body: { error: 'RecordInvalid', details: { assignee_id: [{ description: 'refused-because-of-this' }] } },
    });
    await send(
      stack,
      started(id, number, { recording: true }),
      event(id, 'custom_data.received', customData({ plan: ['Plan', 'plan-of-the-customer'] })),
      assigned(id),
      connected(id),
    );
    await stateWhenWritten(stack, id);
    await send(stack, event(id, 'summary.generated', { text: 'what-they-talked-about', scope: 'session' }));
    await send(stack, ended(id), recording(stack, id));
    await outcomeOf(stack, id);
    expect(titles(await ticketOf(stack, id))[0]).toBe('Call started');

    const { text, payloads } = await readTemporalStorage(stack);
    const known = await decrypted(payloads);
    const words = [
      number,
      number.slice(2),
      agentOne.name,
      agentOne.email,
      'plan-of-the-customer',
      'what-they-talked-about',
      'Order status',
      // The error of an activity.
      'RecordInvalid',
      `${id}-1.wav`,
    ];
    for (const word of words) {
      expect([word, known.includes(word)]).toEqual([word, true]);
      expect([word, text.includes(word)]).toEqual([word, false]);
    }
    // Three kinds of payloads are not encrypted: search attributes, which have a type, because the server reads them; the
    // records of the SDK about local activities; and its records of which version of the workflow code ran.
    const plain = payloads.filter(
      ({ metadata }) => metadata?.['type'] === undefined && encodingOf(metadata) !== encrypted,
    );
    const shown = plain.map(({ data }) => Buffer.from(data ?? []).toString('utf8'));
    const ofSdk = /^\{"seq":\d+,"attempt"|^\{"id":"[a-z-]+","deprecated":(true|false)\}$/;
    expect(shown.filter((text) => !ofSdk.test(text))).toEqual([]);
    expect(worker.log.join('\n')).not.toContain(oldKey);
    // SEC-3: an operator reads in the log why an activity failed, although Temporal has the error only encrypted.
    const failed = worker.log.filter((line) => line.includes('"Activity failed"'));
    expect(failed.length).toBeGreaterThan(0);
    for (const line of failed)
      expect(JSON.parse(line)).toMatchObject({
        error: { type: expect.any(String), message: expect.stringMatching(/\w/) },
      });
    expect(failed.join('\n')).toContain('RecordInvalid');
  });

  it('SEC-6 a worker without the key loses nothing: its calls wait for a worker that has the key', async () => {
    const { id, number } = newCaller();
    await replaceWorker('');
    await send(stack, started(id, number), assigned(id), connected(id), ended(id));
    // The history does not record the attempts after the first one.
    await until(async () => ((await described(id)).raw.pendingWorkflowTask?.attempt ?? 0) > 1);
    expect((await described(id)).status.name).toBe('RUNNING');
    await replaceWorker(oldKey);
    await outcomeOf(stack, id);
    expect(titles(await ticketOf(stack, id))).toEqual(['Call started', 'Call finished']);
  });

  it('SEC-6, OPS-6 a terminated session is rescued from its encrypted history', async () => {
    const { id, number } = newCaller();
    await send(stack, started(id, number), assigned(id), connected(id));
    await stateWhenWritten(stack, id);
    await stack.client.workflow.getHandle(`session/${id}`).terminate('test');
    await until(async () => {
      const options = { workflowId: `rescue-${randomUUID()}`, taskQueue: 'sessions' };
      const report = await stack.client.workflow.execute<typeof rescue>('rescue', options);
      expect(report.failed).toEqual([]);
      return report.rescued.some(({ sessionId }) => sessionId === id);
    });
    await outcomeOf(stack, id);
    expect(mentions(await ticketOf(stack, id), 'Call started')).toBe(1);
  });

  it('SEC-6 a call that is under way while the key is changed gets its one ticket', async () => {
    const { id, number } = newCaller();
    await send(stack, started(id, number), assigned(id), connected(id));
    await stateWhenWritten(stack, id);
    await replaceWorker(`${newKey},${oldKey}`);
    await send(stack, ended(id));
    await outcomeOf(stack, id);
    expect(titles(await ticketOf(stack, id))).toEqual(['Call started', 'Call finished']);
  });
});

async function described(id: string): Promise<WorkflowExecutionDescription> {
  return await stack.client.workflow.getHandle(`session/${id}`).describe();
}
