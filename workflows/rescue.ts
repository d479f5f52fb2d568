import { setCurrentDetails } from '@temporalio/workflow';
import { shownId } from '../domain/events/natural-keys.ts';
import type { RescueReport } from '../domain/operations/rescue.ts';
import { temporalRescue } from './activities.ts';
import type { GiveUpStart } from './messages.ts';

/**
 * Searches once for sessions that were terminated or failed, and continues them (OPS-6). A terminated workflow runs no code
 * any more, so another workflow has to do this.
 */
export async function rescue(): Promise<RescueReport> {
  const report = await temporalRescue.rescueSessions.executeWithOptions(
    { summary: 'Continue the sessions that were stopped (OPS-6)' },
    [],
  );
  const { rescued, waiting, paused = [], givenUp, failed } = report;
  setCurrentDetails(
    [
      `${rescued.length} taken up, ${waiting.length + paused.length} waiting, ${givenUp.length} given up, ${failed.length} not possible`,
      ...givenUp.map(({ sessionId, attempts }) => `- ${sessionId}: given up after ${attempts} rescues`),
      ...failed.map(({ sessionId, message }) => `- ${sessionId}: ${message}`),
    ].join('\n'),
  );
  return report;
}

/**
 * Gives a session up for an operator (OPS-6): it is terminated if it runs, its data is kept, and it is not started again.
 * @returns false: there is no such session
 */
export async function giveUp({ sessionId, by }: GiveUpStart): Promise<boolean> {
  return await temporalRescue.giveUpSession.executeWithOptions(
    { summary: `Give session ${shownId(sessionId)} up (OPS-6)` },
    [{ sessionId, by }],
  );
}
