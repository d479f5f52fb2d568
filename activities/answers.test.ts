import { Client } from '@temporalio/client';
import { MockActivityEnvironment } from '@temporalio/testing';
import { expect, test } from 'vitest';
import { workflowGateway } from '../workers/workflow-gateway.ts';
import { createSessionActivities } from './sessions.ts';

test('BAT-5 a second attempt to answer sessions continues after the last heartbeat of the first attempt', async () => {
  const answered: string[] = [];
  const gateway = {
    ...workflowGateway,
    answer: async (_: unknown, { sessionId }: { readonly sessionId: string }) => {
      answered.push(sessionId);
    },
  };
  const activities = createSessionActivities({ client: new Client(), gateway, accountTimeZone: async () => null });
  const answers = ['call-1', 'call-2', 'call-3'].map((sessionId) => ({ sessionId, outcomes: [] }));
  const secondAttempt = new MockActivityEnvironment({ attempt: 2, heartbeatDetails: 1 });
  await secondAttempt.run(() => activities.answerSessions(answers));
  expect(answered).toEqual(['call-2', 'call-3']);
});
