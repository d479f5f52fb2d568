import type { Answer, AskingKind } from '../session/step.ts';
import { withLateFacts } from '../session/late-facts.ts';
import type { Session } from '../session/state.ts';
import { withAgent, withProgress } from './progress.ts';
import type { AnsweredAt, Recorder } from './progress.ts';
import { recordListedTickets, recordLookUp, recordMadeContact, recordNumberCheck } from './record-contact-answers.ts';
import { recordFoundTicket, recordOpenedTicket, recordReadTicket } from './record-ticket-answers.ts';
import { recordTrace } from './trace-ticket.ts';

const recorders: { readonly [Kind in AskingKind]: Recorder<Kind> } = {
  lookUp: recordLookUp,
  hasNumber: recordNumberCheck,
  makeContact: recordMadeContact,
  listTickets: recordListedTickets,
  updateContact: (session, { step, value }) => {
    const { dropped, refused } = value;
    const change = { key: step.key, dropped, ...(refused !== undefined && { refused }) };
    return withProgress(session, { contactChanges: [...session.progress.contactChanges, change] });
  },
  listContactFields: (session, { value }) => withProgress(session, { contactFields: value }),
  readTicket: recordReadTicket,
  findTicket: recordFoundTicket,
  openTicket: recordOpenedTicket,
  traceTicket: (session, { step, value }, { now }) => {
    const traced = withProgress(session, recordTrace(session.progress, step.input.ticketId, value, now));
    // TKT-12: a forgotten run may have followed the merge too, and have written on the target.
    return value.kind === 'merged' ? withLateFacts(traced, now) : traced;
  },
  listTicketFields: (session, { value }) => withProgress(session, { ticketFields: value }),
  findAgent: (session, { step, value }) =>
    withProgress(session, { agents: withAgent(session.progress, step.input.email, value.agentId) }),
  askSession: (session, { step, value }, { now }) => {
    const { sessionId } = step.input;
    const others = session.progress.followedCalls.filter((known) => known.sessionId !== sessionId);
    return withProgress(session, { followedCalls: [...others, { sessionId, value, at: now }] });
  },
  claimOutboundChoice: (session, { value }) => withProgress(session, { claimedChoice: { value } }),
  // PLT-4: kept data shows that there was an earlier run, although Temporal has forgotten it. A late event then makes no
  // ticket.
  askDataKept: (session, { value }) =>
    withProgress({ ...session, earlierRun: session.earlierRun || value }, { dataKept: value }),
  // It was recorded when the step was started: a ticket is shown only once (ADP-1).
  popScreen: (session) => session,
};

/**
 * Records the answer to a step. If Zendesk had refused the step before, that is over now.
 * @param ended the session was over when the answer came (END-1)
 * @param now ms since the epoch
 */
export function recordAnswer(session: Session, answer: Answer, ended: boolean, now: number): Session {
  const recorded = record(session, answer, { ended, now });
  const failingSteps = recorded.progress.failingSteps.filter(({ key }) => key !== answer.step.key);
  return withProgress(recorded, { failingSteps });
}

function record<Kind extends AskingKind>(session: Session, answer: Answer<Kind>, at: AnsweredAt): Session {
  return recorders[answer.step.kind](session, answer, at);
}
