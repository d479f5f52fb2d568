/**
 * The public API for Node services. Connect first; then send events, pick contacts, read sessions and settings.
 *
 *     const client = await connectTemporal(temporal);
 *     await sessionClient(client).send(event);
 */
export { connectTemporal, temporalReady } from './connect.ts';
export { temporalReadiness } from './readiness.ts';
export type { Readiness } from './readiness.ts';
export { TemporalProblem, temporalProblems } from './errors.ts';
export type { TemporalProblemCode } from './errors.ts';
export { sessionClient } from './sessions.ts';
export type { SessionClient } from './sessions.ts';
export type { CommandResult } from './agent-commands.ts';
export type { OutboundCall, OutboundClient } from './outbound.ts';
export type { SettingsClient, SettingsResult } from './settings.ts';
export { readTemporal } from '../configuration/temporal.ts';
export type { TemporalConfiguration } from '../configuration/temporal.ts';
export { parsePost, sessionEventSchema } from '../domain/events/parse-events.ts';
export type { RefusedEvent, SessionEvent } from '../domain/events/parse-events.ts';
export type { SessionView } from '../domain/session-view/view.ts';
export { parseSettings, settingsSchema } from '../domain/settings/schema.ts';
export type { Settings } from '../domain/settings/schema.ts';
export type { ContactPick, TicketMerge, TicketPick } from '../domain/events/agent-commands.ts';
export type { SettingsSaved } from '../workflows/messages.ts';
