import { ApplicationFailure } from '@temporalio/common';
import { z } from 'zod';
import type { Contact, LookUp, NewContact } from '../../domain/zendesk/contact.ts';
import type { OpenedTicket, TicketDraft } from '../../domain/zendesk/ticket.ts';
import { unparkAll, enqueue } from '../../domain/ticket-writes/intake.ts';
import { toJson, newQueue, fromJson } from '../../domain/ticket-writes/queue.ts';
import type { Batching, QueueJson, Group, WriteQueue } from '../../domain/ticket-writes/queue.ts';
import {
  recordMarkerCheck,
  markInFlightUnknown,
  recordSendResult,
  splitBulk,
} from '../../domain/ticket-writes/send-results.ts';
import { recordUpload } from '../../domain/ticket-writes/upload-results.ts';
import { coalesce, takeDueTasks } from '../../domain/ticket-writes/due-tasks.ts';
import type { Task } from '../../domain/ticket-writes/due-tasks.ts';
import type { FileUpload } from '../../domain/ticket-writes/files.ts';
import { isZendeskErrorCode } from '../../domain/zendesk/error-codes.ts';
import type { SendOutcome, TicketWrite, WriteAnswer, WriteOutcome } from '../../domain/zendesk/ticket-write.ts';
import type { ZendeskActivities } from '../contract.ts';
import type { Account } from './account.testkit.ts';
import { apiToken, run } from './account.testkit.ts';

/**
 * Does what Temporal and the workflows do around the activities: retries retryable failures, runs the tasks of the
 * queue of writes, and uses a fresh worker for each attempt, as after a kill. It does not really wait: it moves its own
 * clock and the simulator's.
 */
export type Driver = {
  /** Retries until it succeeds, as Temporal would. Each attempt runs on a fresh worker. */
  readonly openTicket: (draft: TicketDraft) => Promise<OpenedTicket>;
  readonly makeContact: (contact: NewContact) => Promise<Contact>;
  readonly lookUp: (phone: string) => Promise<LookUp>;
  /**
   * Puts writes into the queue and continues until each has an outcome. In the rounds listed in `restarts` (from 0) the
   * requests reach Zendesk, but the workflow continues as new without their results.
   */
  readonly write: (
    writes: readonly TicketWrite[],
    how?: {
      readonly restarts?: readonly number[];
      /** Before this round (from 0) no worker runs for more than an hour, so that the tokens of uploads expire. */
      readonly pauseBefore?: number | null;
      readonly batching?: Partial<Batching>;
      /** The size of the queue above which writes are sent back to their session (BAT-9). */
      readonly mostBytes?: number;
    },
  ) => Promise<readonly WriteOutcome[]>;
  /** Moves the clocks of the driver and of the simulator forward. */
  readonly wait: (ms: number) => Promise<void>;
  /** The driver's clock, ms since the epoch. */
  readonly now: () => number;
};

/** The precautions against doubled writes. A test can switch one off to show that it would fail without it. */
export type Precautions = {
  /** Before a write with an unknown outcome is sent again, running jobs are waited for and its marker is looked for. */
  readonly markers: boolean;
  /** A ticket has the same idempotency key in each attempt. When it is old, it is looked for by its external id. */
  readonly keys: boolean;
};
export const allPrecautions: Precautions = { markers: true, keys: true };

/** Attempts, or rounds of the queue, after which a test fails. */
const mostAttempts = 300;
const firstRetryMs = 1_000;
const longestRetryMs = 60_000;
/** Any single request has been applied after this time, if it ever is. */
const landedMs = 60_000;
/** How long the workflow waits for a request to be applied whose worker was lost. */
const lostWorkerMs = 10_000;
/** The time limit of each request. It is the only real wait: some faults never answer. */
const timeoutMs = 150;

/** Creates a driver for this account. */
export function drive(account: Account, precautions: Precautions = allPrecautions): Driver {
  let passed = 0;
  const now = (): number => Date.now() + passed;
  const wait = async (ms: number): Promise<void> => {
    // Two steps: a request that is applied seconds late is applied in the first one, while Zendesk still knows its key.
    for (const step of [Math.min(ms, landedMs), Math.max(0, ms - landedMs)].filter((each) => each > 0)) {
      passed += step;
      await account.advance(step);
    }
  };
  // A new instance has no cached sign-in, agents or fields, as after a kill.
  const worker = (): ZendeskActivities =>
    account.activities({ zendesk: { url: account.url, credentials: apiToken, timeoutMs } });
  let attempts = 0;

  async function untilDone<T>(attempt: (activities: ZendeskActivities) => Promise<T>): Promise<T> {
    for (let n = 0; n < mostAttempts; n++) {
      const activities = worker();
      try {
        return await run(() => attempt(activities));
      } catch (error) {
        if (!(error instanceof ApplicationFailure) || error.nonRetryable === true) throw error;
        const backoff = Math.min(longestRetryMs, firstRetryMs * 2 ** Math.min(n, 10));
        await wait(typeof error.nextRetryDelay === 'number' ? error.nextRetryDelay : backoff);
      }
    }
    throw new Error('It never succeeded.');
  }

  async function unknownIfThrown<T extends { readonly kind: string }>(sending: Promise<T>): Promise<T | SendOutcome> {
    return await sending.catch((error: unknown): SendOutcome => {
      if (error instanceof ApplicationFailure && error.nonRetryable === true) throw error;
      return { kind: 'unknown', afterMs: lostWorkerMs, reason: 'lost' };
    });
  }

  async function runTask(queue: WriteQueue, task: Task): Promise<QueueStep> {
    switch (task.kind) {
      case 'upload':
        return await upload(queue, task);
      case 'check':
        return await check(queue, task.group);
      case 'send':
        return await sendOne(queue, task.group);
      case 'send_many':
        return await sendMany(queue, task.groups);
      default:
        return task satisfies never;
    }
  }

  async function check(queue: WriteQueue, group: Group): Promise<QueueStep> {
    const bulk = group.members.some(({ afterBulk }) => afterBulk);
    if (precautions.markers && bulk && (await untilDone((zendesk) => zendesk.anyJobRunning())))
      return recordSendResult(
        queue,
        group,
        { outcome: { kind: 'later', afterMs: 5_000, reason: 'a job is running' }, ...singleRequest },
        now(),
      );
    const writeIds = group.members.map(({ write }) => write.id);
    const found = precautions.markers
      ? await untilDone((zendesk) => zendesk.findMarkers({ ticketId: group.ticketId, writeIds }))
      : [];
    return recordMarkerCheck(queue, group, found, now());
  }

  /** One attempt, as in the workflow: the queue decides when it is tried again. */
  async function upload(queue: WriteQueue, { write, file }: FileUpload): Promise<QueueStep> {
    const answer = await run(() => worker().uploadFile(file)).catch((error: unknown) => {
      if (!(error instanceof ApplicationFailure) || error.nonRetryable === true) throw error;
      const code =
        error.type !== undefined && error.type !== null && isZendeskErrorCode(error.type) ? error.type : null;
      return { kind: 'not_now', code, message: error.message, afterMs: null } as const;
    });
    switch (answer.kind) {
      case 'uploaded':
      case 'not_now':
        return recordUpload(queue, write, answer, now());
      case 'refused':
        return recordUpload(queue, write, { kind: 'file_refused', message: answer.message }, now());
      case 'refused_by_zendesk':
        return recordUpload(queue, write, { ...answer, kind: 'refused' }, now());
      default:
        return answer satisfies never;
    }
  }

  async function sendOne(queue: WriteQueue, group: Group): Promise<QueueStep> {
    const outcome = await unknownIfThrown(run(() => worker().sendUpdate(coalesce(group))));
    return recordSendResult(queue, group, { outcome, bulk: false, contentUrl: null }, now());
  }

  async function sendMany(queue: WriteQueue, groups: readonly Group[]): Promise<QueueStep> {
    const updates = groups.map((group) => coalesce(group));
    const sent = await unknownIfThrown(run(() => worker().sendUpdates(updates)));
    if (sent.kind === 'bulk_refused') return { queue: splitBulk(queue, groups, now()), answers: [] };
    if (sent.kind !== 'job') return recordAll(queue, groups, () => sent);
    for (let n = 0; n < mostAttempts; n++) {
      await wait(1_000);
      const ticketIds = groups.map(({ ticketId }) => ticketId);
      const job = await untilDone((zendesk) => zendesk.readJob({ jobId: sent.jobId, ticketIds }));
      if (job.kind === 'running') continue;
      const items = new Map(job.kind === 'gone' ? [] : job.items.map(({ ticketId, outcome }) => [ticketId, outcome]));
      return recordAll(
        queue,
        groups,
        ({ ticketId }) => items.get(ticketId) ?? { kind: 'unknown', afterMs: 1_000, reason: 'not in the results' },
      );
    }
    throw new Error('The job never ended.');
  }

  function recordAll(queue: WriteQueue, groups: readonly Group[], outcomeOf: (group: Group) => SendOutcome): QueueStep {
    return groups.reduce<QueueStep>(
      (step, group) => {
        const next = recordSendResult(
          step.queue,
          group,
          { outcome: outcomeOf(group), bulk: true, contentUrl: null },
          now(),
        );
        return { queue: next.queue, answers: [...step.answers, ...next.answers] };
      },
      { queue, answers: [] },
    );
  }

  return {
    now,
    wait,
    openTicket: (draft) =>
      untilDone(async (zendesk) => {
        // The activity compares `dueAt` with the machine's clock, which the driver's clock is ahead of.
        const dueAt = Date.now() - (now() - draft.dueAt);
        attempts += 1;
        const key = `${draft.key}#${attempts}`;
        return await zendesk.openTicket(precautions.keys ? { ...draft, dueAt } : { ...draft, key, dueAt: Date.now() });
      }),
    makeContact: async (contact) => (await untilDone((zendesk) => zendesk.makeContact(contact))).contact,
    lookUp: (phone) => untilDone((zendesk) => zendesk.lookUp({ by: 'phone', phone, defaultCountry: 'US' })),
    async write(writes, { restarts = [], pauseBefore = null, batching = {}, mostBytes = 1_000_000 } = {}) {
      let queue = newQueue({ ...defaultBatching, ...batching }, 0, { mostBytes });
      const answers: WriteOutcome[] = [];
      const parkedUntil = new Map<string, number>();
      const fileTriedSince = new Map<string, number>();
      const apply = (step: QueueStep): void => {
        queue = step.queue;
        for (const answer of step.answers)
          if (answer.kind === 'parked') {
            parkedUntil.set(answer.id, answer.until);
            if (answer.fileTriedSince !== undefined) fileTriedSince.set(answer.id, answer.fileTriedSince);
          } else answers.push(answer);
      };
      apply(enqueue(queue, writes, now()));
      for (let n = 0; answers.length < writes.length; n++) {
        if (n === pauseBefore) await wait(70 * 60_000);
        if (n > mostAttempts) throw new Error(`Not finished: ${JSON.stringify(toJson(queue))}`);
        const taken = takeDueTasks(queue, now());
        queue = taken.queue;
        if (restarts.includes(n)) {
          for (const task of taken.tasks) await runTask(queue, task);
          const next: QueueJson = JSON.parse(JSON.stringify(toJson(markInFlightUnknown(queue, now()))));
          queue = fromJson(next);
        } else for (const task of taken.tasks) apply(await runTask(queue, task));
        apply(unparkAll(queue, now()));
        const sendAgainAt = Math.min(...parkedUntil.values());
        if (sendAgainAt <= now()) {
          // A session hands over all its parked writes at once, in order.
          const back = writes
            .filter(({ id }) => parkedUntil.has(id))
            .map((write): TicketWrite => {
              const since = fileTriedSince.get(write.id);
              return { ...write, check: true, ...(since !== undefined && { fileTriedSince: since }) };
            });
          parkedUntil.clear();
          apply(enqueue(queue, back, now()));
        }
        const next = Math.min(queue.dueAt ?? Infinity, sendAgainAt);
        if (next < Infinity && next > now()) await wait(next - now());
      }
      return answers;
    },
  };
}

const defaultBatching: Batching = {
  addComment: true,
  updateTicket: true,
  windowSeconds: 1,
  adaptive: false,
  shards: 1,
  updatesPerMinute: 1_000,
};
const singleRequest = { bulk: false, contentUrl: null } as const;
type QueueStep = { readonly queue: WriteQueue; readonly answers: readonly WriteAnswer[] };

const ticketsState = z.object({
  tickets: z.array(
    z.object({
      id: z.number(),
      external_id: z.string().nullable(),
      audits: z.array(
        z.object({
          metadata: z.object({ custom: z.object({ writes: z.array(z.string()) }).partial() }),
          events: z.array(
            z.looseObject({ attachments: z.array(z.looseObject({ content_url: z.string() })).optional() }),
          ),
        }),
      ),
    }),
  ),
});

export type MarkedTicket = {
  readonly id: number;
  readonly externalId: string | null;
  /** Ids of the writes, in the order of the ticket's audits. */
  readonly markers: readonly string[];
  /** Ids of the writes in whose audit a comment has a file. */
  readonly withFile: readonly string[];
};

/** All tickets of the simulator, with the ids of the writes that were applied to them. */
export async function ticketsWithMarkers(account: Account): Promise<readonly MarkedTicket[]> {
  const { tickets } = ticketsState.parse(await (await fetch(`${account.url}/_sim/state/tickets`)).json());
  return tickets.map(({ id, external_id: externalId, audits }) => ({
    id,
    externalId,
    markers: audits.flatMap(({ metadata }) => metadata.custom.writes ?? []),
    withFile: audits
      .filter(({ events }) => events.some(({ attachments }) => (attachments ?? []).length > 0))
      .flatMap(({ metadata }) => metadata.custom.writes ?? []),
  }));
}
