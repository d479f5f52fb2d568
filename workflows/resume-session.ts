import { TypedSearchAttributes, WorkflowExecutionAlreadyStartedError } from '@temporalio/common';
import { ParentClosePolicy, sleep, startChild } from '@temporalio/workflow';
import { packSession } from '../domain/session/pack.ts';
import type { Session } from '../domain/session/state.ts';
import type { Settings } from '../domain/settings/settings.ts';
import { sessionChanges, sessionWorkflowId, workflowTypes } from './messages.ts';
import type { session } from './session.ts';
import { startAttributes } from './search-attributes.ts';

/** The pause before the next attempt, if a run of the session has not ended yet. */
const retryPause = '5s';

/**
 * Continues a session that had ended, in a new run that outlives the calling workflow. If a late event has started a run
 * already, that run must end first. It may hand its events over to the calling workflow.
 * @param state gives the session. It is called at each attempt, since the calling workflow may have received events meanwhile
 */
export async function resumeSession(state: () => Session, settings: Settings): Promise<void> {
  for (;;) {
    const carried = { version: 1, session: packSession(state()), settings } as const;
    const { id: sessionId, earlierRun } = carried.session;
    try {
      await startChild<typeof session>(workflowTypes.session, {
        workflowId: sessionWorkflowId(sessionId),
        args: [{ sessionId, changes: sessionChanges, earlierRun, carried }],
        parentClosePolicy: ParentClosePolicy.ABANDON,
        workflowIdReusePolicy: 'ALLOW_DUPLICATE',
        typedSearchAttributes: new TypedSearchAttributes([...startAttributes]),
        staticSummary: 'Session taken up again after its ticket was made or it was attached to one',
      });
      return;
    } catch (error) {
      if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error;
      await sleep(retryPause, { summary: 'Waits for the end of the run of a late event' });
    }
  }
}
