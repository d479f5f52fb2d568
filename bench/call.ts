import { randomUUID } from 'node:crypto';
import type { EventType } from '../domain/events/event-list.ts';
import type { BenchStack } from './stack.ts';

const credentials = `Basic ${Buffer.from('platform:local-only').toString('base64')}`;
const queue = { id: 3, name: 'Order status' };

export const agent = { id: 7, email: 'agent.bench@example.com', name: 'Agent One' };

export type PostedEvent = {
  readonly event_id: string;
  /** ms since the epoch */
  readonly timestamp: number;
  readonly session_id: string;
  readonly type: EventType;
  readonly item: object;
};

/**
 * Posts one event to the gateway, with the present time as its timestamp.
 * @returns that time, ms since the epoch
 */
export async function post(stack: BenchStack, id: string, type: EventType, item: object): Promise<number> {
  const at = Date.now();
  await postEvent(stack, { event_id: randomUUID(), timestamp: at, session_id: id, type, item });
  return at;
}

/** Posts one event to the gateway. Throws unless the gateway has stored it. */
export async function postEvent(stack: Pick<BenchStack, 'gatewayUrl'>, event: PostedEvent): Promise<void> {
  const response = await fetch(`${stack.gatewayUrl}/v1/events`, {
    method: 'POST',
    headers: { authorization: credentials, 'content-type': 'application/json' },
    body: JSON.stringify({ count: 1, events: [event] }),
  });
  if (response.status !== 202) throw new Error(`The gateway answered ${response.status}: ${await response.text()}`);
}

/** The item of `session.started` for an inbound call. */
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
