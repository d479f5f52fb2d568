import { Client } from '@temporalio/client';
import { MockActivityEnvironment } from '@temporalio/testing';
import { expect, test } from 'vitest';
import { workflowGateway } from '../workers/workflow-gateway.ts';
import { createSessionActivities } from './sessions.ts';

test('BAT-5 answers that take longer than one attempt may go on where the last attempt was', async () => {
  const told: string[] = [];
  const side = {
    ...workflowGateway,
    answer: async (_: unknown, { sessionId }: { readonly sessionId: string }) => {
      told.push(sessionId);
    },
  };
  const activities = createSessionActivities({ client: new Client(), side, accountTimeZone: async () => null });
  const answers = ['call-1', 'call-2', 'call-3'].map((sessionId) => ({ sessionId, outcomes: [] }));
  const secondAttempt = new MockActivityEnvironment({ attempt: 2, heartbeatDetails: 1 });
  await secondAttempt.run(() => activities.answerSessions(answers));
  expect(told).toEqual(['call-2', 'call-3']);
});
