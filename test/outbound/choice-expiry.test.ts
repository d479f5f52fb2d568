/**
 * This file tests the time for which the choice of an agent stays open, on the time-skipping server. If these tests
 * fail, a call takes a choice that is too old, or a choice is lost before its call starts.
 */

import { describe, expect, it } from 'vitest';
import { question } from '../../domain/outbound/page.testkit.ts';
import { outboundState, claimOutbound } from '../../workflows/messages.ts';
import { newCaller } from '../kit/events.ts';
import { testStackWithTimeSkipping } from '../kit/test-stack.ts';

const stack = testStackWithTimeSkipping({ settings: { outbound: { flexible: true } } });

async function makeChoice(agentId: string, key: string, number: string): Promise<void> {
  const made = await stack.sessions.outbound.call(agentId, { key }, question({ dialNumber: number }));
  expect(made).toMatchObject({ kind: 'kept', kept: { key, choice: { dialNumber: number } } });
}

async function claimChoice(
  agentId: string,
  sessionId: string,
  choiceId: string | null,
  number: string,
): Promise<unknown> {
  const at = await stack.env.currentTimeMs();
  const handle = stack.client.workflow.getHandle(`outbound/${agentId}`);
  return await handle.executeUpdate(claimOutbound, { args: [{ choiceId, number, sessionId, at }] });
}

async function whyClosed(agentId: string): Promise<readonly string[]> {
  const { past } = await stack.client.workflow.getHandle(`outbound/${agentId}`).query(outboundState);
  return past.map(({ closed }) => closed.why);
}

describe('the lifetime of a choice', () => {
  it('OUT-14 a choice can be taken for two minutes without its id, and for an hour with it', async () => {
    const { number } = newCaller();
    await makeChoice('31', '31.a', number);
    await stack.env.sleep('121 seconds');
    expect(await claimChoice('31', 'call-late', null, number)).toBeNull();
    await stack.env.sleep('50 minutes');
    expect(await claimChoice('31', 'call-keyed', '31.a', number)).toMatchObject({ dialNumber: number });
    expect(await claimChoice('31', 'call-keyed', '31.a', number)).toMatchObject({ dialNumber: number });
    expect(await claimChoice('31', 'call-other', '31.a', number)).toBeNull();
  });

  it('OUT-14 a choice expires after an hour, and the workflow ends after another hour', async () => {
    const { number } = newCaller();
    await makeChoice('32', '32.a', number);
    await stack.env.sleep('61 minutes');
    expect(await whyClosed('32')).toEqual(['expired']);
    expect(await claimChoice('32', 'call-too-late', '32.a', number)).toBeNull();
    await stack.client.workflow.getHandle('outbound/32').result();
    await makeChoice('32', '32.b', number);
    expect(await claimChoice('32', 'call-next', '32.b', number)).toMatchObject({ dialNumber: number });
  });
});
