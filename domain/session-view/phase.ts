import type { SessionReading } from '../session/read-session.ts';
import type { Step } from '../session/step.ts';

/**
 * How far a session is. While the call or chat goes on: `open` until its ticket is decided, then `live`. After the end:
 * `compensate` until its ticket is decided (END-1), then `settle` while the rest is written, and at last `done` (END-6).
 */
export type Phase = 'open' | 'live' | 'compensate' | 'settle' | 'done';

/** @param steps the session's next steps */
export function phaseOf(reading: SessionReading, steps: readonly Step[]): Phase {
  if (steps.some(({ kind }) => kind === 'settled')) return 'done';
  if (reading.isOver) return reading.isTicketDecided ? 'settle' : 'compensate';
  return reading.isTicketDecided ? 'live' : 'open';
}
