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
import type { FollowedSession } from '../domain/session/state.ts';
import type { Settings } from '../domain/settings/settings.ts';
import { batchingOf } from '../domain/ticket-writes/batching.ts';
import type { Sharding } from '../domain/ticket-writes/batching.ts';
import type { Batching } from '../domain/ticket-writes/queue.ts';
import type { TicketWrite, WriteAnswer } from '../domain/zendesk/ticket-write.ts';
import { collector } from './collector.ts';

/**
 * The signals, queries and updates that these activities send to workflows. `activities/` may not import `workflows/`,
 * so the worker passes in an implementation that uses the message definitions of `workflows/`.
 */
export type WorkflowGateway = {
  /** Signals writes to the shard's ticket-writes workflow, which is started if it does not run. */
  readonly enqueue: (client: Client, shard: number, writes: readonly TicketWrite[]) => Promise<void>;
  /** Signals the results of writes to the workflow that sent them. Throws WorkflowNotFoundError if it has ended. */
  readonly answer: (client: Client, answer: Answers[number]) => Promise<void>;
  /**
   * APP-5: asks the session's workflow for its ticket, so that a second call can continue it. Throws
   * WorkflowNotFoundError if there is no such workflow.
   */
  readonly readSessionTicket: (client: Client, sessionId: string) => Promise<FollowedSession>;
  /** True if data of the session is stored without a ticket (END-7), or together with a refused ticket (END-4). */
  readonly isDataKept: (client: Client, sessionId: string) => Promise<boolean>;
  /**
   * OUT-14: takes the choice that the agent made before this call; null if no choice fits the call. Throws
   * WorkflowNotFoundError if no choice of the agent is stored.
   */
  readonly claimOutboundChoice: (client: Client, agentId: string, call: ChoiceClaim) => Promise<OutboundChoice | null>;
  /**
   * Signals the batching settings to a running ticket-writes workflow. Throws WorkflowNotFoundError if there is none.
   */
  readonly configure: (client: Client, shard: number, batching: Batching) => Promise<void>;
  /** Signals the batching settings to the shard's ticket-writes workflow, which is started if it does not run. */
  readonly startAndConfigure: (client: Client, shard: number, batching: Batching) => Promise<void>;
  /** Null if the shard's workflow does not run. */
  readonly shardState: (client: Client, shard: number) => Promise<ShardState | null>;
  /** OPS-3: stores a failed write in a workflow of its own, where an operator can inspect, edit and replay it. */
  readonly keepFailed: (client: Client, failed: Failed) => Promise<void>;
  /** END-7: stores the data of a session without a ticket in the session's `unattached` workflow. */
  readonly keepUnattached: (client: Client, session: Session, settings: Settings) => Promise<void>;
  /**
   * Adds this session's data to the data that an earlier run of the session left behind. Throws WorkflowNotFoundError
   * if there is no such data, or an operator has dealt with it already.
   */
  readonly addToKeptData: (client: Client, store: 'refused ticket' | 'unattached', session: Session) => Promise<void>;
  /** Limits the task queue of the Zendesk activities. The limit holds for all workers together and from now on. */
  readonly limitRate: (client: Client, requestsPerMinute: number) => Promise<void>;
  /**
   * The settings in force, from the server alone, within seconds. They are the defaults if nobody has saved settings yet.
   */
  readonly savedSettings: (client: Client) => Promise<SavedSettings>;
};

/** The batching settings of one ticket-writes workflow. `isEmpty`: no write waits there or is being sent. */
export type ShardState = { readonly batching: Batching; readonly isEmpty: boolean };

export type Answers = readonly {
  readonly sessionId: string;
  /**
   * Id of the workflow that gets the results; absent: the session's own workflow. A replayed failed write has another
   * (OPS-3).
   */
  readonly answerTo?: string;
  readonly outcomes: readonly WriteAnswer[];
}[];

/** The settings in force, and the shards that go with them. */
export type SavedSettings = { readonly settings: Settings; readonly sharding: Sharding };

/** `zendeskUrl`: the address of the account, for the links in the Temporal UI. */
export type SettingsInForce = Settings & { readonly zendeskUrl?: string };

/** The settings that limit the load on Zendesk. `shards`: how many ticket-writes workflows there may be. */
export type Limits = { readonly batching: Batching; readonly shards: number; readonly requestsPerMinute: number };

/** `shards`: the number of shards in use until now. `most`: the highest number of shards ever used. */
export type Drain = { readonly batching: Batching; readonly shards: number; readonly most: number };

export type CheckedSettings =
  | {
      readonly ok: true;
      readonly settings: Settings;
      readonly warnings: readonly { readonly rule: string; readonly path: string; readonly message: string }[];
    }
  | { readonly ok: false; readonly problems: readonly SettingsProblem[] };

/** The pause between two answers. Without it, one bulk job would wake a hundred sessions at the same instant. */
const paceMs = 15;
/**
 * The limit for all pauses of one activity call together, so that a call with thousands of answers does not take
 * minutes.
 */
const pausesMs = 2_500;

/** True if the workflow has ended or never existed. Temporal does not distinguish the two cases. */
function isGone(error: unknown): boolean {
  return error instanceof WorkflowNotFoundError;
}

/**
 * The activities that talk to Temporal only, and never to Zendesk. `accountTimeZone` gives the IANA name of the Zendesk
 * account's time zone, or null when it is not known. It must answer within seconds, because sessions wait for it.
 * `zendeskUrl`: the address of the account.
 */
export function createSessionActivities({
  client,
  gateway,
  accountTimeZone,
  zendeskUrl,
}: {
  readonly client: Client;
  readonly gateway: WorkflowGateway;
  readonly accountTimeZone: () => Promise<string | null>;
  readonly zendeskUrl?: string;
}) {
  const collect = collector((shard, writes) => gateway.enqueue(client, shard, writes));
  /** The settings as this process read them last. */
  let lastRead: SavedSettings | null = null;

  /** A session does not wait for a server that does not answer: it begins with the settings that were in force last. */
  async function savedSettings(): Promise<SavedSettings> {
    try {
      lastRead = await gateway.savedSettings(client);
      return lastRead;
    } catch (error) {
      if (lastRead === null) throw error;
      return lastRead;
    }
  }

  return {
    /**
     * Sends writes to the ticket-writes workflows of their shards. Resolves when Temporal has stored all of them.
     * `shards`: the number of ticket-writes workflows; a ticket's shard is its id modulo this number.
     */
    async handOver({
      writes,
      shards,
    }: {
      readonly writes: readonly TicketWrite[];
      readonly shards: number;
    }): Promise<void> {
      await Promise.all(writes.map((write) => collect(write.ticketId % shards, write)));
    },

    /** Sends each session the results of its writes. A session that has ended is skipped: it needs no result. */
    async answerSessions(answers: Answers): Promise<void> {
      const context = Context.current();
      // Thousands of answers take longer than one attempt may last, so a retry continues after the last heartbeat.
      const { heartbeatDetails } = context.info;
      const first = typeof heartbeatDetails === 'number' ? heartbeatDetails : 0;
      const pace = Math.min(paceMs, pausesMs / answers.length);
      for (const [i, answer] of answers.entries()) {
        if (i < first) continue;
        if (i > first) await context.sleep(pace);
        context.heartbeat(i);
        await gateway.answer(client, answer).catch((error: unknown) => {
          if (!isGone(error)) throw error;
        });
      }
    },

    /**
     * Announces changed settings to Temporal's rate limit and to every running ticket-writes workflow. BAT-6: they hold
     * from the next batch on. BAT-8: writes wait for Zendesk's limits.
     */
    async announceLimits({ batching, shards, requestsPerMinute }: Limits): Promise<void> {
      await gateway.limitRate(client, requestsPerMinute);
      for (let shard = 0; shard < shards; shard++)
        await gateway.configure(client, shard, batching).catch((error: unknown) => {
          if (!isGone(error)) throw error;
        });
    },

    /**
     * Makes all ticket-writes workflows accept no more writes, before the number of shards changes. The shards in
     * use are started if they do not run: a shard that started later would not know that it must accept nothing.
     * In `batching`, `shards` is null, which means: accept no writes.
     * @throws ApplicationFailure `NotDrained` (retryable) until every shard accepts nothing and is empty
     */
    async drainShards({ batching, shards, most }: Drain): Promise<void> {
      const full: number[] = [];
      for (let shard = 0; shard < most; shard++) {
        Context.current().heartbeat(shard);
        const state = await gateway.shardState(client, shard);
        if (state === null && shard >= shards) continue;
        if (state === null || state.batching.shards !== null) await gateway.startAndConfigure(client, shard, batching);
        if (state === null || state.batching.shards !== null || !state.isEmpty) full.push(shard);
      }
      if (full.length > 0) throw ApplicationFailure.retryable(`Not drained yet: ${full.join(', ')}`, 'NotDrained');
    },

    /**
     * True if an earlier run of the session stored data without a ticket, or behind a refused one. PLT-4 asks this
     * because Temporal may have forgotten that run already.
     */
    async askDataKept({ sessionId }: { readonly sessionId: string }): Promise<boolean> {
      return await gateway.isDataKept(client, sessionId);
    },

    /**
     * APP-5, APP-6: the ticket of an earlier call that this call continues. That ticket may not exist yet (`pending`).
     */
    async askSession({ sessionId }: { readonly sessionId: string }): Promise<FollowedSession> {
      return await gateway.readSessionTicket(client, sessionId).catch((error: unknown): FollowedSession => {
        if (isGone(error)) return { kind: 'unknown' };
        throw error;
      });
    },

    /**
     * OUT-14: takes the choice that the agent made before this call; null if there is none. A repeated call for the
     * same session gets the same choice.
     */
    async claimOutboundChoice({
      agentId,
      ...call
    }: ChoiceClaim & { readonly agentId: string }): Promise<OutboundChoice | null> {
      return await gateway.claimOutboundChoice(client, agentId, call).catch((error: unknown) => {
        if (isGone(error)) return null;
        throw error;
      });
    },

    /**
     * Stores what the session could not bring into Zendesk in workflows of its own: a refused ticket (END-4), refused
     * writes (END-5), and the data of a session without a ticket (END-7). A repeated call changes nothing.
     */
    async keepOutstanding({
      outstanding: { failed, data },
      session,
      settings,
    }: {
      readonly outstanding: Outstanding;
      readonly session: Session;
      readonly settings: Settings;
    }): Promise<void> {
      for (const each of failed) {
        await gateway.keepFailed(client, each);
        // An earlier run may have left the same ticket. Then its workflow has not got the data of this run.
        if (each.refused.kind === 'ticket' && session.earlierRun)
          await gateway.addToKeptData(client, 'refused ticket', session);
      }
      if (data === 'keep') await gateway.keepUnattached(client, session, settings);
      if (data !== 'add') return;
      for (const store of ['refused ticket', 'unattached'] as const) {
        const added = await gateway.addToKeptData(client, store, session).then(
          () => true,
          (error: unknown) => {
            if (!isGone(error)) throw error;
            return false;
          },
        );
        if (added) return;
      }
    },

    /**
     * The settings in force: the saved ones, or else the defaults. If they name no time zone, the time zone of the
     * Zendesk account is filled in. The address of the account comes with them. Throws, and is tried again, if the server
     * does not answer and this process has never read any settings.
     */
    async readSettings(): Promise<SettingsInForce> {
      const { settings } = await savedSettings();
      const inForce = { ...settings, timeZone: settings.timeZone ?? (await accountTimeZone()) };
      return zendeskUrl === undefined ? inForce : { ...inForce, zendeskUrl };
    },

    /** The batching for a ticket-writes workflow that has just started and was not sent any. */
    async readBatching(): Promise<Batching> {
      const { settings, sharding } = await savedSettings();
      return batchingOf(settings, sharding);
    },

    /** Checks a settings document and says what is wrong with it. Nothing is saved. */
    async checkSettings(document: unknown): Promise<CheckedSettings> {
      return parseSettings(document);
    },
  };
}

export type SessionActivities = ReturnType<typeof createSessionActivities>;
