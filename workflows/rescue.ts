import { setCurrentDetails } from '@temporalio/workflow';
import type { RescueReport } from '../domain/operations/rescue.ts';
import { temporalRescue } from './activities.ts';

/** OPS-6: one look for sessions that were terminated or failed. A termination runs no code, so this is done from outside. */
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
