import { Context } from '@temporalio/activity';
import { ApplicationFailure } from '@temporalio/common';
import { limits } from '../../domain/limits.ts';
import { zendeskErrors } from '../../domain/zendesk/error-codes.ts';
import type { SendOutcome, TicketUpdate } from '../../domain/zendesk/ticket-write.ts';
import type { ZendeskActivities } from '../contract.ts';
import { withHeartbeat } from './heartbeat.ts';
import { createAgentDirectory } from './agents.ts';
import { findMarkers } from './audits.ts';
import { createBudgetMeter } from './http/budget.ts';
import { checkConnection } from './check.ts';
import { makeContact, updateContact } from './contacts.ts';
import { createFields } from './create-fields.ts';
import { asFailure } from './http/failures.ts';
import { createFieldLists } from './fields.ts';
import { traceTicket } from './trace-ticket.ts';
import { anyJobRunning, readJob } from './jobs.ts';
import { hasNumber, lookUp } from './look-up.ts';
import { listNumbers } from './numbers.ts';
import { findTicket, openTicket, readTicket } from './tickets.ts';
import { sendUpdate, sendUpdates } from './updates.ts';
import { type FileSources, uploadFile } from './uploads.ts';
import { listTickets } from './users.ts';
import { popScreen, popScreenForNewTicket } from './voice.ts';
import { type Zendesk, type ZendeskConfig, createZendesk } from './http/zendesk.ts';

export type ZendeskActivityDeps = FileSources & { readonly zendesk: ZendeskConfig };

/**
 * Creates the activities that talk to Zendesk. Create them once per worker process: the instance holds the sign-in, the
 * cached agents and fields, and the request counts.
 */
export function createZendeskActivities(deps: ZendeskActivityDeps): ZendeskActivities {
  const budget = createBudgetMeter();
  const zendeskFor = createZendesk(deps.zendesk, budget.count);
  const agents = createAgentDirectory();
  const fields = createFieldLists();

  async function withZendesk<T>(work: (zendesk: Zendesk, cancelled: AbortSignal) => Promise<T>): Promise<T> {
    return withHeartbeat(async (cancelled) => {
      try {
        return await work(zendeskFor(cancelled), cancelled);
      } catch (error) {
        throw isHopeless(error)
          ? ApplicationFailure.nonRetryable(zendeskErrors.NotSent.says, 'NotSent')
          : asFailure(error);
      }
    });
  }

  return {
    lookUp: (input) => withZendesk((zendesk) => lookUp(zendesk, input)),
    hasNumber: (input) => withZendesk((zendesk) => hasNumber(zendesk, input)),
    listNumbers: (input) => withZendesk((zendesk) => listNumbers(zendesk, input)),
    listTickets: (input) => withZendesk((zendesk) => listTickets(zendesk, input)),
    makeContact: (input) => withZendesk((zendesk) => makeContact(zendesk, input)),
    updateContact: (input) => withZendesk((zendesk) => updateContact(zendesk, input)),
    listContactFields: ({ keys, values = [] }) =>
      withZendesk(async (zendesk) =>
        (await fields.contactFields(zendesk, values)).filter(({ key }) => keys.includes(key)),
      ),
    createFields: ({ known }) =>
      withZendesk(async (zendesk) => {
        try {
          return await createFields(zendesk, known);
        } finally {
          fields.forget();
        }
      }),
    readTicket: (input) => withZendesk((zendesk) => readTicket(zendesk, input)),
    traceTicket: (input) => withZendesk((zendesk) => traceTicket(zendesk, input)),
    findTicket: (input) => withZendesk((zendesk) => findTicket(zendesk, input)),
    findAgent: ({ email }) => withZendesk(async (zendesk) => ({ agentId: await agents.find(zendesk, email) })),
    openTicket: (draft, also) =>
      withZendesk(async (zendesk) => {
        const opened = await openTicket(zendesk, agents, draft);
        return also?.show === true ? popScreenForNewTicket(zendesk, opened, draft.dueAt) : opened;
      }),
    listTicketFields: ({ ids, values = [] }) =>
      withZendesk(async (zendesk) => {
        const wanted = values.map(({ id, value }) => ({ key: id, value }));
        return (await fields.ticketFields(zendesk, wanted)).filter(({ id }) => ids.includes(id));
      }),
    readBudget: async () => budget.read(),
    checkConnection: (input) => withZendesk((zendesk) => checkConnection(zendesk, fields, input)),
    popScreen: (input) => withZendesk((zendesk) => popScreen(zendesk, input)),
    sendUpdate: async (update) =>
      unknownIfRetried() ??
      withZendesk(async (zendesk) => (await unknownIfThere(zendesk, update)) ?? (await sendUpdate(zendesk, update))),
    sendUpdates: async (updates, { attempts = 0 } = { attempts: 0 }) =>
      unknownIfRetried() ?? unknownIfLate(attempts) ?? withZendesk((zendesk) => sendUpdates(zendesk, updates)),
    readJob: (input) => withZendesk((zendesk) => readJob(zendesk, input)),
    anyJobRunning: () => withZendesk((zendesk) => anyJobRunning(zendesk)),
    findMarkers: (input) => withZendesk((zendesk) => findMarkers(zendesk, input)),
    uploadFile: (file) => withZendesk((zendesk, cancelled) => uploadFile(zendesk, file, deps, cancelled)),
  };
}

type Unknown = Extract<SendOutcome, { kind: 'unknown' }>;

/**
 * A mistake in this process comes again at each attempt. It is repeated for a quarter of an hour, in case that Zendesk's
 * answer caused it, and then refused for good, so that an operator sees it (END-5).
 */
const mostAttemptsAtMistakes = 20;

function isHopeless(error: unknown): boolean {
  const isMistake = error instanceof TypeError || error instanceof RangeError || error instanceof SyntaxError;
  return isMistake && Context.current().info.attempt >= mostAttemptsAtMistakes;
}

/**
 * BAT-5: no write may be doubled. If Temporal retries a `send` activity, a worker was lost while it sent the write,
 * which may have reached Zendesk. So the retry sends nothing and answers `unknown`. Null in the first attempt.
 */
function unknownIfRetried(): Unknown | null {
  if (Context.current().info.attempt <= 1) return null;
  return { kind: 'unknown', afterMs: 10_000, reason: 'The worker was lost while it sent this.' };
}

const startDelayMs = limits.restore.startDelay.value * 1000;

/** How long ago this activity was ordered, in ms. */
function waitedMs(): number {
  return Date.now() - Context.current().info.scheduledTimestampMs;
}

/**
 * TKT-12: Temporal's database may have been restored from a copy in which this activity had been ordered, but not yet
 * sent. Then the update is in Zendesk already. The same happens if there is too much to do, so the update is sent if the
 * ticket does not have it: otherwise it would only be ordered and late again.
 */
async function unknownIfThere(zendesk: Zendesk, { ticketId, writeIds }: TicketUpdate): Promise<Unknown | null> {
  if (waitedMs() <= startDelayMs) return null;
  const found = await findMarkers(zendesk, { ticketId, writeIds }).catch(() => null);
  return found?.length === 0
    ? null
    : { kind: 'unknown', afterMs: 0, reason: 'It may have been sent before a restore.' };
}

/**
 * The same for a bulk job. Its tickets are asked one by one before the next attempt. Each attempt may be ordered longer
 * ago than the one before, so that writes are not asked for again and again if there is too much to do.
 */
function unknownIfLate(attempts: number): Unknown | null {
  if (waitedMs() <= startDelayMs * 4 ** Math.min(attempts, 5)) return null;
  return { kind: 'unknown', afterMs: 0, reason: 'They may have been sent before a restore.' };
}
