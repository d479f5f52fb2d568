import { Context } from '@temporalio/activity';
import { ApplicationFailure } from '@temporalio/common';
import type { BulkOutcome, JobOutcome, ZendeskActivities } from '../activities/contract.ts';
import type { Answer, AskingStep } from '../domain/session/step.ts';
import type { Plan } from '../domain/next-steps/play.testkit.ts';
import { ZendeskModel } from '../domain/next-steps/zendesk-model.testkit.ts';
import type { SendOutcome, TicketUpdate } from '../domain/zendesk/ticket-write.ts';

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

type Question = Exclude<AskingStep, { kind: 'write' }>;

/** @param sessions by session id. The files of a session are at `files.example.com/<session id>/`. */
export function modelledActivities(sessions: ReadonlyMap<string, ModelledSession>): ZendeskActivities {
  const calls = new Map<string, number>();
  const sends = new Map<string, number>();
  const jobs = new Map<string, JobOutcome>();

  function sessionOf(id: string | undefined): ModelledSession {
    const found = sessions.get(id ?? '');
    if (found === undefined) throw ApplicationFailure.nonRetryable(`No session ${id} is modelled.`, 'Unmodelled');
    return found;
  }

  /** Fails for as long as the plan wants the answer to take. So hours pass without an activity that runs for hours. */
  function ask(step: Question): Answer {
    const { workflowExecution, attempt } = Context.current().info;
    const session = sessionOf(workflowExecution?.workflowId.replace('session/', ''));
    const { latencies } = session.plan;
    const call = calls.get(session.id) ?? 0;
    const latency = latencies[call % latencies.length] ?? 0;
    if (attempt === 1 && latency > 0)
      throw ApplicationFailure.create({ message: 'not yet', type: 'Unavailable', nextRetryDelay: latency });
    calls.set(session.id, call + 1);
    const result = session.zendesk.ask(step);
    if (!result.ok) throw ApplicationFailure.nonRetryable('refused by the model', result.code);
    return result.answer;
  }

  function answerTo<Expected extends Answer>(
    step: Question,
    isExpected: (answer: Answer) => answer is Expected,
  ): Expected {
    const answer = ask(step);
    if (!isExpected(answer)) throw new Error(`${step.kind} was answered with ${answer.kind}`);
    return answer;
  }

  function apply(update: TicketUpdate): SendOutcome {
    const session = sessionOf(update.writeIds[0]?.split('/')[0]);
    const { refusedFacts } = session.plan.account;
    if (update.writeIds.some((id) => refusedFacts.includes(id.split('/')[1] ?? '')))
      return { kind: 'refused', code: 'Invalid', message: 'refused by the model' };
    const { ticketId, tags, fields, assigneeId, status, voice } = update;
    const change = { comment: null, tags, fields, assigneeId, status, voice, file: null };
    for (const id of update.writeIds)
      session.zendesk.write({ id, sessionId: session.id, ticketId, dueAt: 0, check: false, change });
    const sent = (sends.get(session.id) ?? 0) + 1;
    sends.set(session.id, sent);
    const { tardyOutcomes } = session.plan;
    const isLost = tardyOutcomes !== null && sent % tardyOutcomes === 0;
    return isLost ? { kind: 'unknown', afterMs: 10_000, reason: 'lost' } : { kind: 'applied', droppedFields: [] };
  }

  const key = 'asked';
  return {
    lookUp: async (input) => answerTo({ kind: 'lookUp', key, input }, (answer) => answer.kind === 'lookUp').value,
    hasNumber: async (input) => {
      const known = sessionOfContext(sessionOf).plan.account.contacts.find(
        ({ contact }) => contact.id === input.contactId,
      );
      if (known === undefined) return false;
      return answerTo(
        { kind: 'hasNumber', key, contact: known.contact, input },
        (answer) => answer.kind === 'hasNumber',
      ).value;
    },
    listTickets: async (input) =>
      answerTo({ kind: 'listTickets', key, input }, (answer) => answer.kind === 'listTickets').value,
    makeContact: async (input) =>
      answerTo({ kind: 'makeContact', key, shared: false, input }, (answer) => answer.kind === 'makeContact').value,
    updateContact: async (input) =>
      answerTo({ kind: 'updateContact', key, input }, (answer) => answer.kind === 'updateContact').value,
    listContactFields: async (input) =>
      answerTo({ kind: 'listContactFields', key, input }, (answer) => answer.kind === 'listContactFields').value,
    listTicketFields: async (input) =>
      answerTo({ kind: 'listTicketFields', key, input }, (answer) => answer.kind === 'listTicketFields').value,
    readTicket: async (input) =>
      answerTo({ kind: 'readTicket', key, input, before: null }, (answer) => answer.kind === 'readTicket').value,
    traceTicket: async (input) =>
      answerTo({ kind: 'traceTicket', key, input }, (answer) => answer.kind === 'traceTicket').value,
    findTicket: async (input) =>
      answerTo({ kind: 'findTicket', key, input }, (answer) => answer.kind === 'findTicket').value,
    findAgent: async (input) =>
      answerTo({ kind: 'findAgent', key, input }, (answer) => answer.kind === 'findAgent').value,
    openTicket: async (input, also) =>
      answerTo(
        { kind: 'openTicket', key, input, show: also?.show === true, reasons: [] },
        (answer) => answer.kind === 'openTicket',
      ).value,
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
      const written = zendesk.applied.filter((write) => write.ticketId === ticketId).map(({ id }) => id);
      return writeIds
        .filter((id) => written.includes(id))
        .map((writeId) => ({ writeId, contentUrl: null, hasVoice: true }));
    },
    uploadFile: async ({ from }) => {
      const id = from.kind === 'session' ? from.sessionId : new URL(from.url).pathname.split('/')[1];
      if (sessionOf(id).plan.account.fileRefused) return { kind: 'refused', message: 'refused by the model' };
      return { kind: 'uploaded', token: 'token', contentUrl: 'https://z.example.com/f', bytes: 1_000 };
    },
  };
}

function sessionOfContext(find: (id: string | undefined) => ModelledSession): ModelledSession {
  return find(Context.current().info.workflowExecution?.workflowId.replace('session/', ''));
}

async function neverCalled(): Promise<never> {
  throw ApplicationFailure.nonRetryable('Sessions never ask this.', 'Unmodelled');
}
