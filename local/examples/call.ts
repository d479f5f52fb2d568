import { nationalFormat } from './numbers.ts';
import type { ExpectedSection } from './check.ts';
import type { ExampleAgent, ExampleContext } from './example-context.ts';
import { pause } from './example-context.ts';

/** One inbound call. Each function prints what happens and sends the events to the gateway. */
export type ExampleCall = {
  readonly id: string;
  readonly rings: (who: string) => Promise<void>;
  readonly assigned: () => Promise<void>;
  readonly connected: () => Promise<void>;
  readonly ended: (recordings?: number) => Promise<void>;
};

export const queue = { id: 3, name: 'Order status' } as const;
const menu = { name: 'Support/Orders/Order status', materialized_path: '1/2/3' } as const;
const supportNumber = '+18005550100';
const talkSeconds = 154;

/**
 * Prepares an inbound call to `queue`, without sending anything.
 *
 * @param number the caller's number (E.164)
 */
export function inboundCall(context: ExampleContext, number: string, { recording = false } = {}): ExampleCall {
  const { platform, print, printLink, agent } = context;
  const id = context.newSessionId();
  const now = (): string => new Date().toISOString();
  const created = now();
  return {
    id,
    rings: async (who) => {
      print(`${who} calls from ${nationalFormat(number)} and chooses "${queue.name}"; the call is ${id}`);
      await platform.send(id, 'session.started', {
        id,
        kind: 'call',
        session_type: 'Voice Inbound (IVR)',
        direction: 'inbound',
        lang: 'en',
        created_at: created,
        from: number,
        to: supportNumber,
        menu_path: menu,
        queue,
        recording,
        end_user: { phone: number },
      });
      await platform.send(id, 'session.queued', { queue, menu_path: menu, queued_at: now() });
      printLink('as a workflow', context.sessionUrl(id));
      await pause(context);
    },
    assigned: async () => {
      print(`${agent.platform.name} is offered the call`);
      await platform.send(id, 'session.assigned', { agent: agent.platform, at: now() });
    },
    connected: async () => {
      print(`${agent.platform.name} answers`);
      await platform.send(id, 'session.connected', { agent: agent.platform, at: now() });
      await pause(context);
    },
    ended: async (recordings = 0) => {
      print('They hang up');
      await platform.send(id, 'session.ended', {
        disconnected_by: 'end_user',
        at: now(),
        durations: { call_s: talkSeconds, wait_s: 12, hold_s: 0 },
        expects: { recording_segments: recordings, transcript: false, metadata: false },
      });
    },
  };
}

/** TKT-13 (a ticket is recognised by session, channel and tags): the tags of a ticket that a call to `queue` created. */
export function tagsOfCall(sessionId: string): readonly string[] {
  return [`session_${sessionId}`, 'channel_voice', `queue_${queue.id}`, 'type_voice_inbound_ivr'];
}

/** The comment sections that every answered call writes to its ticket. */
export function sectionsOfCall(sessionId: string): readonly ExpectedSection[] {
  return [
    { title: 'Call started', names: sessionId },
    { title: 'Call finished', names: sessionId },
  ];
}

/** The expected ticket of a call that created its own ticket and was answered by the agent. */
export function servedTicket(
  sessionId: string,
  requesterId: number,
  agent: ExampleAgent,
): {
  readonly madeBy: string;
  readonly appended: readonly string[];
  readonly requesterId: number;
  readonly assigneeId: number;
  readonly tags: readonly string[];
  readonly sections: readonly ExpectedSection[];
  readonly recordings: number;
} {
  return {
    madeBy: sessionId,
    appended: [],
    requesterId,
    assigneeId: agent.zendeskId,
    tags: tagsOfCall(sessionId),
    sections: sectionsOfCall(sessionId),
    recordings: 0,
  };
}
