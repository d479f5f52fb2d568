import { Context } from '@temporalio/activity';
import { ApplicationFailure } from '@temporalio/common';
import type { BulkOutcome, JobOutcome, ZendeskActivities } from '../../activities/contract.ts';
import type { AskingKind, AskingStep, StepValues } from '../../domain/session/step.ts';
import type { Plan } from '../../domain/next-steps/play.testkit.ts';
import { ZendeskModel } from '../../domain/next-steps/zendesk-model.testkit.ts';
import type { SendOutcome, TicketUpdate } from '../../domain/zendesk/ticket-write.ts';

/** Activities for the real workflows that models of Zendesk answer. Each session has a model of its own. */

export type ModelledSession = { readonly id: string; readonly plan: Plan; readonly zendesk: ZendeskModel };

/**
 * The number of ticket ids for each session. The ranges are separate, because one ticket-writes workflow serves all
 * sessions.
 */
const ticketIdsPerSession = 100_000;

export function modelledSession(id: string, plan: Plan, index: number): ModelledSession {
  const zendesk = new ZendeskModel(plan.account, firstTicketId(index) + 5_000);
  return { id, plan, zendesk };
}

export function firstTicketId(index: number): number {
  return (index + 1) * ticketIdsPerSession;
}

/** The address of each uploaded file. */
const fileAddress = 'https://z.example.com/f';

/** @param sessions whose `files.example.com/<session id>/` serves the session's own files */
export function modelledActivities(sessions: ReadonlyMap<string, ModelledSession>): ZendeskActivities {
  const calls = new Map<string, number>();
  const sends = new Map<string, number>();
  const jobs = new Map<string, JobOutcome>();
  /** The writes whose comment has a file. */
  const withFile = new Set<string>();

  function sessionOf(id: string | undefined): ModelledSession {
    const found = sessions.get(id ?? '');
    if (found === undefined) throw ApplicationFailure.nonRetryable(`No session ${id} is modelled.`, 'Unmodelled');
    return found;
  }

  /** As long as the plan says, Zendesk can't be reached: so hours pass without an activity that takes hours. */
  function ask<Kind extends AskingKind>(step: AskingStep<Kind>): StepValues[Kind] {
    const { workflowExecution, attempt } = Context.current().info;
    const session = sessionOf(workflowExecution?.workflowId.replace('session/', ''));
    const { latencies } = session.plan;
    const call = calls.get(session.id) ?? 0;
    const latency = latencies[call % latencies.length] ?? 0;
    if (attempt === 1 && latency > 0)
      throw ApplicationFailure.create({ message: 'not yet', type: 'Unavailable', nextRetryDelay: latency });
    calls.set(session.id, call + 1);
    const asked = session.zendesk.ask(step);
    if (!asked.ok) throw ApplicationFailure.nonRetryable('refused by the model', asked.code);
    return asked.answer.value;
  }

  function apply(update: TicketUpdate): SendOutcome {
    const session = sessionOf(update.writeIds[0]?.split('/')[0]);
    const { refusedFacts } = session.plan.account;
    if (update.writeIds.some((id) => refusedFacts.includes(id.split('/')[1] ?? '')))
      return { kind: 'refused', code: 'Invalid', message: 'refused by the model' };
    const { ticketId, tags, fields, assigneeId, status, voice } = update;
    const change = { comment: null, tags, fields, assigneeId, status, voice, file: null };
    if (update.uploads.length > 0) for (const id of update.writeIds) withFile.add(id);
    for (const id of update.writeIds)
      session.zendesk.write({ id, sessionId: session.id, ticketId, dueAt: 0, check: false, change });
    const sent = (sends.get(session.id) ?? 0) + 1;
    sends.set(session.id, sent);
    const { lateOutcomeEvery } = session.plan;
    const isLost = lateOutcomeEvery !== null && sent % lateOutcomeEvery === 0;
    return isLost ? { kind: 'unknown', afterMs: 10_000, reason: 'lost' } : { kind: 'applied', droppedFields: [] };
  }

  const key = 'asked';
  return {
    lookUp: async (input) => ask({ kind: 'lookUp', key, input }),
    hasNumber: async (input) => {
      const known = sessionOfContext(sessionOf).plan.account.contacts.find(
        ({ contact }) => contact.id === input.contactId,
      );
      return known !== undefined && ask({ kind: 'hasNumber', key, contact: known.contact, input });
    },
    listTickets: async (input) => ask({ kind: 'listTickets', key, input }),
    makeContact: async (input) => ask({ kind: 'makeContact', key, shared: false, input }),
    updateContact: async (input) => ask({ kind: 'updateContact', key, input }),
    listContactFields: async (input) => ask({ kind: 'listContactFields', key, input }),
    listTicketFields: async (input) => ask({ kind: 'listTicketFields', key, input }),
    readTicket: async (input) => ask({ kind: 'readTicket', key, input, before: null }),
    traceTicket: async (input) => ask({ kind: 'traceTicket', key, input }),
    findTicket: async (input) => ask({ kind: 'findTicket', key, input }),
    findAgent: async (input) => ask({ kind: 'findAgent', key, input }),
    openTicket: async (input, also) => ask({ kind: 'openTicket', key, input, show: also?.show === true, reasons: [] }),
    popScreen: async (input) => void ask({ kind: 'popScreen', key, input }),
    listNumbers: neverCalled,
    createFields: neverCalled,
    readBudget: neverCalled,
    checkConnection: neverCalled,

    sendUpdate: async (update) => apply(update),
    sendUpdates: async (updates): Promise<BulkOutcome> => {
      const jobId = `job-${jobs.size}`;
      const items = updates.map((update) => ({ ticketId: update.ticketId, outcome: apply(update) }));
      jobs.set(jobId, { kind: 'finished', items });
      return { kind: 'job', jobId };
    },
    readJob: async ({ jobId }) => jobs.get(jobId) ?? { kind: 'gone' },
    anyJobRunning: async () => false,
    findMarkers: async ({ ticketId, writeIds }) => {
      const { zendesk } = sessionOf(writeIds[0]?.split('/')[0]);
      return writeIds
        .filter((id) => zendesk.hasMarker(id, ticketId))
        .map((writeId) => ({ writeId, contentUrl: withFile.has(writeId) ? fileAddress : null, hasVoice: true }));
    },
    uploadFile: async ({ from }) => {
      const id = from.kind === 'session' ? from.sessionId : new URL(from.url).pathname.split('/')[1];
      if (sessionOf(id).plan.account.fileRefused) return { kind: 'refused', message: 'refused by the model' };
      return { kind: 'uploaded', token: 'token', contentUrl: fileAddress, bytes: 1_000 };
    },
  };
}

function sessionOfContext(find: (id: string | undefined) => ModelledSession): ModelledSession {
  return find(Context.current().info.workflowExecution?.workflowId.replace('session/', ''));
}

async function neverCalled(): Promise<never> {
  throw ApplicationFailure.nonRetryable('Sessions never ask this.', 'Unmodelled');
}
