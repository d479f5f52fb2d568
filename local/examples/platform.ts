import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import type { EventType } from '../../domain/events/event-list.ts';

/** Sends events to the gateway as the contact-centre platform does: over HTTP, with the platform's user name and password. */
export type Platform = {
  /** Sends one event. Resolves when the gateway has accepted it, rejects when the gateway refuses it. */
  readonly send: (sessionId: string, type: EventType, item: object) => Promise<void>;
};

const refusal = z.object({ refused: z.array(z.object({ fields: z.unknown() })) });

/** @param gatewayUrl base address of the gateway, without a slash at the end */
export function createPlatform(
  gatewayUrl: string,
  { username, password }: { readonly username: string; readonly password: string },
  signal: AbortSignal,
): Platform {
  const authorization = `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`;
  return {
    send: async (sessionId, type, item) => {
      const event = { event_id: randomUUID(), timestamp: Date.now(), session_id: sessionId, type, item };
      const response = await fetch(`${gatewayUrl}/v1/events`, {
        method: 'POST',
        headers: { authorization, 'content-type': 'application/json' },
        body: JSON.stringify({ count: 1, events: [event] }),
        signal,
      });
      const answer: unknown = await response.json();
      if (response.status === 202) return;
      const read = refusal.safeParse(answer);
      const why = read.success ? `: ${JSON.stringify(read.data.refused)}` : '';
      throw new Error(`The gateway answered ${response.status} to ${type} of ${sessionId}${why}.`);
    },
  };
}
