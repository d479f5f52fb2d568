import { expect, test } from 'vitest';
import { agentSessionOf } from '../session-view/agent-session.ts';
import type { SessionView } from '../session-view/view.ts';
import { viewOf } from '../session-view/view.ts';
import { newSession } from '../session/state.ts';
import { defaultSettings } from '../settings/defaults.ts';
import { agentSessionSchema } from './agent-sessions.ts';

/** Every word that a view of a session can have for the phase, the channel, the choice and the ticket. */
const phases: Readonly<Record<SessionView['phase'], true>> = {
  open: true,
  live: true,
  compensate: true,
  settle: true,
  done: true,
};
const channels: Readonly<Record<NonNullable<SessionView['channel']>, true>> = {
  voice: true,
  web_chat: true,
  mobile_chat: true,
  sms: true,
  whatsapp: true,
};
const choices: Readonly<Record<NonNullable<SessionView['choice']>, true>> = { contact: true, ticket: true };
const tickets: Readonly<Record<SessionView['ticketIs'], true>> = {
  made: true,
  appended: true,
  found: true,
  refused: true,
  none: true,
  'not yet': true,
};

const view = viewOf(newSession('call-1', false), defaultSettings, 0);

const shown = agentSessionOf({ ...view, choice: 'contact', channel: 'sms', ticketId: 5, ticketIs: 'found' });

/** The session with another word at one place, as the API would send it. */
const places: readonly (readonly [string, Readonly<Record<string, true>>, (word: string) => object])[] = [
  ['the phase', phases, (phase) => ({ ...shown, phase })],
  ['the channel', channels, (channel) => ({ ...shown, channel })],
  ['the choice', choices, (choice) => ({ ...shown, choice })],
  ['the ticket', tickets, (is) => ({ ...shown, ticket: { ...shown.ticket, is } })],
];

test.each(places)(
  'ADP-3 the description of the API has every word that a session can have for %s, and no other',
  (_, words, sessionWith) => {
    const isDescribed = (word: string): boolean => agentSessionSchema.safeParse(sessionWith(word)).success;
    expect(Object.keys(words).filter((word) => !isDescribed(word))).toEqual([]);
    expect(isDescribed('another')).toBe(false);
  },
);

test('ADP-3 a session as its agents see it agrees with the description of the API', () => {
  expect(agentSessionSchema.parse(shown)).toEqual(shown);
});
