import { patched } from '@temporalio/workflow';
import { isReadAnew } from '../domain/session/customer.ts';
import { nextSteps } from '../domain/next-steps/next-steps.ts';
import { readSession } from '../domain/session/read-session.ts';
import type { SessionEvent } from '../domain/events/parse-events.ts';
import { receiveEvents } from '../domain/session/late-facts.ts';
import type { Arrival } from '../domain/session/late-facts.ts';
import { unpackSession } from '../domain/session/pack.ts';
import type { SettingsInForce } from '../activities/sessions.ts';
import { fillDefaults } from '../domain/settings/defaults.ts';
import { newSession } from '../domain/session/state.ts';
import type { Session } from '../domain/session/state.ts';
import type { Step } from '../domain/session/step.ts';
import type { Settings } from '../domain/settings/settings.ts';
import type { SessionChange, SessionStart } from './messages.ts';

/** The data of one run of a session workflow. The message handlers and the steps change it while the main loop waits. */
export class SessionRun {
  private known: Session;
  /** Events that were received and are not applied yet. */
  private readonly received: Arrival[] = [];
  private changed = true;
  /** Null until the settings are read. A session does this first. */
  settings: Settings | null;
  /** True if the ticket was requested after the state was shown last. */
  hasRequestedTicket = false;

  /** The changes of the code with which the session began. */
  readonly changes: readonly SessionChange[];

  constructor({ sessionId, changes = [], earlierRun, carried }: SessionStart) {
    this.changes = changes;
    const looksBack = changes.includes('looks-back');
    this.known = carried === null ? newSession(sessionId, earlierRun, looksBack) : unpackSession(carried.session);
    // A run of an earlier version may have passed on settings that lack the newest keys.
    this.settings = carried === null ? null : fillDefaults(carried.settings);
  }

  /** Keeps the settings with which the session begins. */
  begin({ zendeskUrl, ...settings }: SettingsInForce): Settings {
    this.settings = fillDefaults(settings);
    if (zendeskUrl !== undefined) this.known = { ...this.known, zendeskUrl };
    return this.settings;
  }

  /** Takes in an event. Events that arrive together are applied together, which is less work. */
  receive(event: SessionEvent): void {
    this.received.push({ event, at: Date.now() });
  }

  /** The session with all events that were received. */
  get session(): Session {
    this.applyReceived();
    return this.known;
  }

  /** True if the session has changed since the main loop looked at it last. */
  get hasNews(): boolean {
    this.applyReceived();
    return this.changed;
  }

  set hasNews(changed: boolean) {
    this.applyReceived();
    this.changed = changed;
  }

  /** Stores the changed session, and wakes the main loop. The same session changes nothing. */
  change(session: Session): void {
    if (session !== this.session) this.store(session);
  }

  private applyReceived(): void {
    if (this.received.length > 0) this.store(receiveEvents(this.known, this.received.splice(0)));
  }

  private store(session: Session): void {
    if (session === this.known) return;
    this.known = session;
    this.changed = true;
  }

  /** Whether the session has this change of the code. A session of an earlier version may have its patch marker. */
  has(change: SessionChange): boolean {
    return this.changes.includes(change) || patched(change);
  }

  /** Whether a timer is cancelled when its wait is over. A run of an earlier version keeps its timers. */
  get endsBars(): boolean {
    return this.changes.includes('bars-end');
  }

  /** Whether the session has one local activity at a time. A run of an earlier version may have several. */
  get hasOneLocalActivity(): boolean {
    return this.changes.includes('one-local-activity');
  }

  /**
   * A run that began with an earlier version goes on with the keys of the customer as that version read them, so that its
   * history can be replayed. The marker is set only in runs where the two versions read different keys.
   */
  keepEarlierKeys(settings: Settings): void {
    const { session } = this;
    if (isReadAnew(session, settings) && !this.has('keys-that-identify')) this.store({ ...session, keysAsTold: true });
  }

  /** An operator cancels the session, which counts as over from then on (END-1). */
  cancel(): void {
    this.change({ ...this.session, canceledAt: this.session.canceledAt ?? Date.now() });
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
