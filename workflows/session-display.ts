import { readSession } from '../domain/session/read-session.ts';
import { setCurrentDetails, upsertSearchAttributes, workflowInfo } from '@temporalio/workflow';
import { detailsOf } from '../domain/session-view/details.ts';
import { contactIdOf, failedWrites, viewOf } from '../domain/session-view/view.ts';
import type { Step } from '../domain/session/step.ts';
import type { Settings } from '../domain/settings/settings.ts';
import type { SessionOutcome } from './messages.ts';
import { attributesOf, isWorthAnEvent, isWriting, searchAttributes } from './search-attributes.ts';
import type { SessionRun } from './session-run.ts';

/** Shows a session to people: as the current details in the Temporal UI and in its search attributes (OPS-1). */
export class SessionDisplay {
  private readonly run: SessionRun;
  /** The search attributes as they were written last. */
  private shown: ReturnType<typeof attributesOf> = [];
  /** True if writes were under way when the state was shown last. */
  private wasWriting = false;
  /**
   * True if agents' applications list this session. A session that an earlier version started must replay with the commands
   * of that version.
   */
  private readonly visibleToAgents = workflowInfo().typedSearchAttributes.get(searchAttributes.changedAt) !== undefined;

  constructor(run: SessionRun) {
    this.run = run;
  }

  /** Until the settings are read, nothing else can be said. A run that goes on with a session shows it at once. */
  begin(): void {
    if (this.run.settings === null) setCurrentDetails('**open**: the settings are being read');
  }

  /** Writing search attributes costs a history event, so small changes are written with the next important one. */
  show(steps: readonly Step[], settings: Settings): void {
    const view = viewOf(this.run.session, settings, Date.now(), steps);
    setCurrentDetails(detailsOf(view, this.run.session.zendeskUrl));
    const attributes = attributesOf(view);
    const { visibleToAgents, wasWriting, shown } = this;
    const { hasRequestedTicket } = this.run;
    this.run.hasRequestedTicket = false;
    this.wasWriting = isWriting(attributes);
    if (!isWorthAnEvent(attributes, shown, { visibleToAgents, hasRequestedTicket, wasWriting })) return;
    const changedAt = { key: searchAttributes.changedAt, value: new Date(Date.now()) };
    upsertSearchAttributes(visibleToAgents ? [...attributes, changedAt] : [...attributes]);
    this.shown = attributes;
  }
}

/** The result of the workflow (END-6). */
export function outcomeOf({ session }: SessionRun, steps: readonly Step[], settings: Settings): SessionOutcome {
  const { ticketId, compensated, warnings } = viewOf(session, settings, Date.now(), steps);
  const failed = failedWrites(session);
  return {
    result: failed.length > 0 ? 'completed with failed writes' : ticketId === null ? 'no ticket' : 'completed',
    ticketId,
    contactId: contactIdOf(readSession(session, settings, Date.now())),
    compensated,
    failedWrites: failed,
    warnings,
  };
}
