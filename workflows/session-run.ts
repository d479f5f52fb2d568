import { nextSteps } from '../domain/next-steps/next-steps.ts';
import { readSession } from '../domain/session/read-session.ts';
import { fillDefaults } from '../domain/settings/defaults.ts';
import { newSession } from '../domain/session/state.ts';
import type { Session } from '../domain/session/state.ts';
import type { Step } from '../domain/session/step.ts';
import type { Settings } from '../domain/settings/settings.ts';
import type { SessionStart } from './messages.ts';

/** The data of one run of a session workflow. The message handlers and the steps change it while the main loop waits. */
export class SessionRun {
  session: Session;
  /** Null until the settings are read. A session does this first. */
  settings: Settings | null;
  /** True if the session has changed since the main loop looked at it last. */
  hasNews = true;
  /** True if the ticket was requested after the state was shown last. */
  hasRequestedTicket = false;

  constructor({ sessionId, earlierRun, carried, looksBack }: SessionStart) {
    this.session = carried?.session ?? newSession(sessionId, earlierRun, looksBack === true);
    // A run of an earlier version may have passed on settings that lack the newest keys.
    this.settings = carried === null ? null : fillDefaults(carried.settings);
  }

  /** Stores the changed session, and wakes the main loop. The same session changes nothing. */
  change(session: Session): void {
    if (session === this.session) return;
    this.session = session;
    this.hasNews = true;
  }

  /** The steps that come next, as the rules choose them. */
  steps(settings: Settings): readonly Step[] {
    return nextSteps(this.session, settings, Date.now());
  }

  /** True if the call or chat is over (END-1). */
  isOver(settings: Settings): boolean {
    return readSession(this.session, settings, Date.now()).isOver;
  }
}
