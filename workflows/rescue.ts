import { setCurrentDetails } from '@temporalio/workflow';
import type { RescueReport } from '../domain/operations/rescue.ts';
import { temporalRescue } from './activities.ts';

/**
 * Searches once for sessions that were terminated or failed, and continues them (OPS-6). A terminated workflow runs no code
 * any more, so another workflow has to do this.
 */
export async function rescue(): Promise<RescueReport> {
  const report = await temporalRescue.rescueSessions();
  const { rescued, waiting, givenUp, failed } = report;
  setCurrentDetails(
    [
      `${rescued.length} taken up, ${waiting.length} waiting, ${givenUp.length} given up, ${failed.length} not possible`,
      ...givenUp.map(({ sessionId, attempts }) => `- ${sessionId}: stopped again after ${attempts} rescues`),
      ...failed.map(({ sessionId, message }) => `- ${sessionId}: ${message}`),
    ].join('\n'),
  );
  return report;
}
