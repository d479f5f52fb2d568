import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import type { EventType } from '../domain/session/event-types.ts';
import type { House } from './house.ts';

const credentials = `Basic ${Buffer.from('platform:local-only').toString('base64')}`;
const queue = { id: 3, name: 'Order status' };

export const agent = { id: 7, email: 'agent.bench@example.com', name: 'Agent One' };

/** One event through the gateway's door. @returns when it was posted, ms since the epoch */
export async function post(house: House, id: string, type: EventType, item: object): Promise<number> {
  const at = Date.now();
  const event = { event_id: randomUUID(), timestamp: at, session_id: id, type, item };
  const response = await fetch(`${house.gatewayUrl}/v1/events`, {
    method: 'POST',
    headers: { authorization: credentials, 'content-type': 'application/json' },
    body: JSON.stringify({ count: 1, events: [event] }),
  });
  if (response.status !== 202) throw new Error(`The gateway answered ${response.status}: ${await response.text()}`);
  return at;
}

export function callOf(id: string, from: string): object {
  return {
    id,
    kind: 'call',
    session_type: 'Voice Inbound (IVR)',
    direction: 'inbound',
    lang: 'en',
    created_at: new Date().toISOString(),
    from,
    to: '+18005550100',
    recording: true,
    queue,
    menu_path: { name: 'Support/Orders/Status', materialized_path: '1/2/3' },
  };
}

/**
 * A standard inbound call with its six events, the recording kept as the settings say.
 *
 * @param pace 1: as apart as seconds can stand for minutes; 0: each event as soon as the last one is taken
 * @returns when the agent was assigned, ms since the epoch
 */
export async function play(house: House, id: string, from: string, pace: 0 | 1): Promise<number> {
  await post(house, id, 'session.started', callOf(id, from));
  await post(house, id, 'session.queued', { queue });
  await pause(2_000 * pace);
  const assignedAt = await post(house, id, 'session.assigned', { agent });
  await pause(1_000 * pace);
  await post(house, id, 'session.connected', { agent });
  await pause(2_000 * pace);
  const durations = { call_s: 60, wait_s: 2, hold_s: 0 };
  await post(house, id, 'session.ended', { disconnected_by: 'end_user', durations });
  await pause(500 * pace);
  const url = `${house.simulatorUrl}/recordings/${id}.wav?seconds=1`;
  await post(house, id, 'recording.ready', { segment: '1', url, duration_s: 60 });
  return assignedAt;
}
