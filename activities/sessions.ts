import { Context } from '@temporalio/activity';
import { WorkflowNotFoundError } from '@temporalio/client';
import type { Client } from '@temporalio/client';
import { ApplicationFailure } from '@temporalio/common';
import type { SettingsProblem } from '../domain/settings/schema.ts';
import type { Failed } from '../domain/operations/failed.ts';
import type { Outstanding } from '../domain/operations/outstanding.ts';
import type { OutboundChoice, ChoiceClaim } from '../domain/session/outbound-choice.ts';
import type { Session } from '../domain/session/state.ts';
import { parseSettings } from '../domain/settings/schema.ts';
import { defaultSettings } from '../domain/settings/defaults.ts';
import type { FollowedSession } from '../domain/session/state.ts';
import type { Settings } from '../domain/settings/settings.ts';
import { batchingOf, newSharding } from '../domain/ticket-writes/batching.ts';
import type { Batching } from '../domain/ticket-writes/queue.ts';
import type { TicketWrite, WriteAnswer } from '../domain/zendesk/ticket-write.ts';
import { collector } from './collector.ts';

/** How the activities reach the other workflows. The worker binds it to the message definitions of `workflows/`. */
export type WorkflowGateway = {
  /** Signal-with-start of the shard's ticket-writes workflow. */
  readonly enqueue: (client: Client, shard: number, writes: readonly TicketWrite[]) => Promise<void>;
  readonly answer: (client: Client, answer: Answers[number]) => Promise<void>;
  /** APP-5: what the session's workflow says of its ticket. Throws WorkflowNotFoundError if there is none. */
  readonly ticketOf: (client: Client, sessionId: string) => Promise<FollowedSession>;
  /** Whether data of the session is kept without a ticket (END-7), or held behind a refused one (END-4). */
  readonly isKept: (client: Client, sessionId: string) => Promise<boolean>;
  /** OUT-14: what the agent's choices give this call. Throws WorkflowNotFoundError if none are kept. */
  readonly claimOutboundChoice: (client: Client, agentId: string, call: ChoiceClaim) => Promise<OutboundChoice | null>;
  /** Signal of the shard's ticket-writes workflow; throws WorkflowNotFoundError if there is none. */
  readonly configure: (client: Client, shard: number, batching: Batching) => Promise<void>;
  /** The same, as signal-with-start. */
  readonly ensure: (client: Client, shard: number, batching: Batching) => Promise<void>;
  /** Null: there is no such shard. */
  readonly shardState: (client: Client, shard: number) => Promise<ShardState | null>;
  /** OPS-3: signal-with-start of the failed write's workflow. */
  readonly keepFailed: (client: Client, failed: Failed) => Promise<void>;
  /** END-7: signal-with-start of the session's `unattached` workflow. */
  readonly keepUnattached: (client: Client, session: Session, settings: Settings) => Promise<void>;
  /** To what holds an earlier run's data; throws WorkflowNotFoundError if that has been settled, or never was. */
  readonly addTo: (client: Client, kept: 'refused ticket' | 'unattached', session: Session) => Promise<void>;
  /** The rate of the task queue of Zendesk's activities, for all workers and at once. */
  readonly limitRate: (client: Client, requestsPerMinute: number) => Promise<void>;
  /** Null: nobody has saved settings yet. */
  readonly settings: (client: Client) => Promise<Settings | null>;
  /** Null: likewise. */
  readonly batching: (client: Client) => Promise<Batching | null>;
};

/** What one ticket-writes workflow obeys, and whether anything of any ticket is in it. */
export type ShardState = { readonly batching: Batching; readonly isEmpty: boolean };

export type Answers = readonly {
  readonly sessionId: string;
  /** The workflow that learns it, where it is not the session's own (OPS-3). */
  readonly answerTo?: string;
  readonly outcomes: readonly WriteAnswer[];
}[];

/** What the settings say of the load on Zendesk. */
export type Limits = { readonly batching: Batching; readonly shards: number; readonly requestsPerMinute: number };

/** `shards`: in force until now; `most`: all there ever were. */
export type Drain = { readonly batching: Batching; readonly shards: number; readonly most: number };

export type CheckedSettings =
  | {
      readonly ok: true;
      readonly settings: Settings;
      readonly warnings: readonly { readonly rule: string; readonly path: string; readonly message: string }[];
    }
  | { readonly ok: false; readonly problems: readonly SettingsProblem[] };

/** Between two answers, so that a flush of a hundred sessions does not wake them all at the same instant. */
const paceMs = 15;
/** All pauses of one call together: when thousands are to be answered, others must not wait for ever. */
const pausesMs = 2_500;

/** The workflow has ended, or never was: the client says so of a missing target in one way only. */
function isGone(error: unknown): boolean {
  return error instanceof WorkflowNotFoundError;
}

/**
 * Activities that speak to Temporal only.
 * @param accountTimeZone IANA name of the Zendesk account's time zone, null when it is not known; must answer within seconds
 */
export function createSessionActivities({
  client,
  side,
  accountTimeZone,
}: {
  readonly client: Client;
  readonly side: WorkflowGateway;
  readonly accountTimeZone: () => Promise<string | null>;
}) {
  const collect = collector((shard, writes) => side.enqueue(client, shard, writes));
  return {
    /** Resolves when the ticket-writes workflow of each write's shard has it durably. */
    async handOver({
      writes,
      shards,
    }: {
      readonly writes: readonly TicketWrite[];
      readonly shards: number;
    }): Promise<void> {
      await Promise.all(writes.map((write) => collect(write.ticketId % shards, write)));
    },

    /** Tells each session what became of its writes. A session that is no more has nothing left to learn. */
    async answerSessions(answers: Answers): Promise<void> {
      const context = Context.current();
      // Thousands take longer than one attempt may: the next goes on where the last one was.
      const { heartbeatDetails } = context.info;
      const first = typeof heartbeatDetails === 'number' ? heartbeatDetails : 0;
      const pace = Math.min(paceMs, pausesMs / answers.length);
      for (const [i, answer] of answers.entries()) {
        if (i < first) continue;
        if (i > first) await context.sleep(pace);
        context.heartbeat(i);
        await side.answer(client, answer).catch((error: unknown) => {
          if (!isGone(error)) throw error;
        });
      }
    },

    /** BAT-6, BAT-8: the settings were changed. */
    async announceLimits({ batching, shards, requestsPerMinute }: Limits): Promise<void> {
      await side.limitRate(client, requestsPerMinute);
      for (let shard = 0; shard < shards; shard++)
        await side.configure(client, shard, batching).catch((error: unknown) => {
          if (!isGone(error)) throw error;
        });
    },

    /**
     * Tells all shards to take nothing in, and is done once each of them does so and is empty; else fails, to be tried again.
     * Those in force must exist: one that started later would have to learn of it by itself.
     * @param batching without a number of shards
     */
    async drainShards({ batching, shards, most }: Drain): Promise<void> {
      const full: number[] = [];
      for (let shard = 0; shard < most; shard++) {
        Context.current().heartbeat(shard);
        const state = await side.shardState(client, shard);
        if (state === null && shard >= shards) continue;
        if (state === null || state.batching.shards !== null) await side.ensure(client, shard, batching);
        if (state === null || state.batching.shards !== null || !state.isEmpty) full.push(shard);
      }
      if (full.length > 0) throw ApplicationFailure.retryable(`Not drained yet: ${full.join(', ')}`, 'NotDrained');
    },

    /** PLT-4: whether an earlier run left its data behind, though no run of it is remembered. */
    async askDataKept({ sessionId }: { readonly sessionId: string }): Promise<boolean> {
      return await side.isKept(client, sessionId);
    },

    /** APP-5, APP-6: the ticket of another session, which may still be being made. */
    async askSession({ sessionId }: { readonly sessionId: string }): Promise<FollowedSession> {
      return await side.ticketOf(client, sessionId).catch((error: unknown): FollowedSession => {
        if (isGone(error)) return { kind: 'unknown' };
        throw error;
      });
    },

    /** OUT-14: what the agent chose before this call; the same again for the same session. */
    async claimOutboundChoice({
      agentId,
      ...call
    }: ChoiceClaim & { readonly agentId: string }): Promise<OutboundChoice | null> {
      return await side.claimOutboundChoice(client, agentId, call).catch((error: unknown) => {
        if (isGone(error)) return null;
        throw error;
      });
    },

    /** END-4, END-5, END-7: what outlives the session gets a workflow of its own. Repeating it changes nothing. */
    async keepOutstanding({
      left: { failed, data },
      session,
      settings,
    }: {
      readonly left: Outstanding;
      readonly session: Session;
      readonly settings: Settings;
    }): Promise<void> {
      for (const each of failed) await side.keepFailed(client, each);
      if (data === 'keep') await side.keepUnattached(client, session, settings);
      if (data !== 'add') return;
      for (const kept of ['refused ticket', 'unattached'] as const) {
        const added = await side.addTo(client, kept, session).then(
          () => true,
          (error: unknown) => {
            if (!isGone(error)) throw error;
            return false;
          },
        );
        if (added) return;
      }
    },

    /** The settings in force: the saved document, else the defaults; without a time zone of its own the account's. */
    async readSettings(): Promise<Settings> {
      const settings = (await side.settings(client)) ?? defaultSettings;
      return { ...settings, timeZone: settings.timeZone ?? (await accountTimeZone()) };
    },

    /** What a ticket-writes workflow obeys that nobody has told yet. */
    async readBatching(): Promise<Batching> {
      return (await side.batching(client)) ?? batchingOf(defaultSettings, newSharding(defaultSettings));
    },

    async checkSettings(document: unknown): Promise<CheckedSettings> {
      return parseSettings(document);
    },
  };
}

export type SessionActivities = ReturnType<typeof createSessionActivities>;
