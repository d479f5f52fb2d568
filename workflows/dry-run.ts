import { CancellationScope, patched } from '@temporalio/workflow';
import { assigneeToFind, drySession, dryStep } from '../domain/operations/dry-run.ts';
import type { DryRunEnd, DryRunStart } from '../domain/operations/dry-run.ts';
import { nextSteps } from '../domain/next-steps/next-steps.ts';
import { recordAnswer } from '../domain/next-steps/record-answer.ts';
import { recordStarted } from '../domain/next-steps/record-step.ts';
import type { Session } from '../domain/session/state.ts';
import type { AskingStep } from '../domain/session/step.ts';
import type { NoAnswer } from '../domain/zendesk/error-codes.ts';
import { performActivity } from './step-activities.ts';
import { noAnswerOf } from './zendesk-problem.ts';

/** A person waits for the answer. After this time the dry run reports that Zendesk has not answered. */
const longestWaitMs = 30_000;
/** No session needs this many rounds before it decides. The limit ends a loop that a faulty rule would cause. */
const maxRounds = 40;

/** Finds out how a session would decide, with the same functions (OPS-2). It reads from Zendesk and writes nothing. */
export async function dryRun(start: DryRunStart): Promise<DryRunEnd> {
  const { settings } = start;
  let session = drySession(start, Date.now());

  async function read(steps: readonly AskingStep[]): Promise<void> {
    for (const step of steps) session = recordStarted(session, step, Date.now());
    const answers = await Promise.all(steps.map((step) => performActivity(step, false, patched)));
    for (const answer of answers) session = recordAnswer(session, answer, false, Date.now());
  }

  async function decide(): Promise<void> {
    for (let round = 0; round < maxRounds; round++) {
      const steps = nextSteps(session, settings, Date.now());
      const dry = steps.map((step) => dryStep(step, session, Date.now()));
      if (dry.some(({ kind }) => kind === 'decided')) {
        const agent = assigneeToFind(steps, session);
        if (agent !== null) await read([agent]);
        return;
      }
      const supposed = dry.filter((step) => step.kind === 'supposed');
      for (const { answer } of supposed) session = recordAnswer(session, answer, false, Date.now());
      const readings = dry.filter((step) => step.kind === 'read').map(({ step }) => step);
      if (supposed.length === 0 && readings.length === 0) return;
      await read(readings);
    }
  }

  const trouble = await CancellationScope.withTimeout(longestWaitMs, decide).then(() => null, noAnswerOf);
  return endOf(session, settings, trouble);
}

function endOf(session: Session, settings: DryRunStart['settings'], trouble: NoAnswer | null): DryRunEnd {
  const at = Date.now();
  return { session, steps: nextSteps(session, settings, at), at, trouble };
}
