import type { Settings } from '../settings/settings.ts';
import { isOver, isTicketDecided } from '../session/selectors.ts';
import type { Session } from '../session/state.ts';
import type { Step } from '../session/step.ts';

/**
 * How far a session is. While the call or chat goes on: `open` until its ticket is decided, then `live`. After the end:
 * `compensate` until its ticket is decided (END-1), then `settle` while the rest is written, and at last `done` (END-6).
 */
export type Phase = 'open' | 'live' | 'compensate' | 'settle' | 'done';

/**
 * @param steps the session's next steps
 * @param now ms since the epoch
 */
export function phaseOf(session: Session, steps: readonly Step[], settings: Settings, now: number): Phase {
  if (steps.some(({ kind }) => kind === 'settled')) return 'done';
  if (isOver(session, settings, now)) return isTicketDecided(session) ? 'settle' : 'compensate';
  return isTicketDecided(session) ? 'live' : 'open';
}
