import { decide } from '../decision.ts';
import type { RuleId } from '../rules/catalogue.ts';
import { nextSteps } from '../next-steps/next-steps.ts';
import { recordAnswer } from '../next-steps/record-answer.ts';
import type { Session, SessionTicket } from '../session/state.ts';
import type { Step } from '../session/step.ts';
import type { Settings } from '../settings/settings.ts';
import type { Ticket } from '../zendesk/ticket.ts';
import { decisionTable } from './table.ts';
import type { DecisionTable } from './table.ts';
import { settingsWith } from '../settings/defaults.ts';
import { agent, inboundCall, minuteMs, sessionWithEvents, startMs } from './example-sessions.ts';
import type { TimedEvent } from './example-sessions.ts';

/** A session with a ticket, and its later events. */
type Case = {
  readonly title: string;
  readonly rule: RuleId;
  readonly how: 'made' | 'appended';
  readonly later: readonly TimedEvent[];
};

type Column = { readonly title: string; readonly defaultUserId: number | null; readonly movedByPerson: boolean };

/** The Zendesk user ids of the people in the cases. */
const users = { agent: 71, other: 72, defaultUser: 80, earlier: 90, person: 91 } as const;

const other = { id: 8, email: 'other@example.com', name: 'Other' };
const assigned: TimedEvent = [5, 'session.assigned', { agent }];
const declined: TimedEvent = [8, 'session.agent_canceled', { agent }];
const connected: TimedEvent = [10, 'session.connected', { agent }];
const gaveUp: TimedEvent = [30, 'session.ended', { fail_reason: 'abandoned_in_queue' }];
const voicemail: TimedEvent = [
  30,
  'voicemail.left',
  { recording_url: 'https://files.example.com/1.wav', duration_s: 20 },
];

const cases: readonly Case[] = [
  { title: 'created; declined by the agent', rule: 'TKT-6', how: 'made', later: [assigned, declined] },
  {
    title: 'created; declined, and offered to another agent',
    rule: 'TKT-6',
    how: 'made',
    later: [assigned, declined, [12, 'session.assigned', { agent: other }]],
  },
  { title: 'created; the customer left before an answer', rule: 'TKT-8', how: 'made', later: [assigned, gaveUp] },
  { title: 'created; voicemail', rule: 'TKT-9', how: 'made', later: [assigned, voicemail] },
  { title: 'appended; offered', rule: 'APP-8', how: 'appended', later: [assigned] },
  { title: 'appended; answered', rule: 'APP-8', how: 'appended', later: [assigned, connected] },
  { title: 'appended; declined by the agent', rule: 'TKT-6', how: 'appended', later: [assigned, declined] },
  { title: 'appended; the customer left before an answer', rule: 'TKT-8', how: 'appended', later: [assigned, gaveUp] },
  { title: 'appended; voicemail', rule: 'TKT-9', how: 'appended', later: [assigned, voicemail] },
];

const columns: readonly Column[] = [
  { title: 'nobody else changed it', defaultUserId: users.defaultUser, movedByPerson: false },
  { title: 'a person assigned it to somebody', defaultUserId: users.defaultUser, movedByPerson: true },
  { title: '`tickets.defaultUserId: null`', defaultUserId: null, movedByPerson: false },
];

const now = startMs + 3 * minuteMs;

function withTicket(session: Session, origin: Case['how']): Session {
  const assigneeId = origin === 'made' ? users.agent : users.earlier;
  const ticket: SessionTicket = {
    id: 1,
    requesterId: 1,
    origin,
    at: startMs,
    assigneeId,
    reopens: false,
    checks: [],
    compensated: false,
  };
  return { ...session, progress: { ...session.progress, ticket } };
}

/** Answers the questions to Zendesk, until only writes are due. */
function stepsWithAnswers(session: Session, inZendesk: Ticket, settings: Settings): readonly Step[] {
  const steps = nextSteps(session, settings, now);
  const asking = steps.find((step) => step.kind === 'readTicket' || step.kind === 'findAgent');
  if (asking === undefined) return steps;
  if (asking.kind === 'readTicket')
    return stepsWithAnswers(recordAnswer(session, { step: asking, value: inZendesk }, false, now), inZendesk, settings);
  const agentId = asking.input.email === other.email ? users.other : users.agent;
  return stepsWithAnswers(recordAnswer(session, { step: asking, value: { agentId } }, false, now), inZendesk, settings);
}

function nameOf(assigneeId: number | null): string {
  switch (assigneeId) {
    case null:
      return 'to nobody';
    case users.agent:
      return 'to the agent';
    case users.other:
      return 'to the other agent';
    case users.defaultUser:
      return 'to the default user';
    default:
      return `to user ${assigneeId}`;
  }
}

function inWords(steps: readonly Step[]): string {
  if (steps.some((step) => step.kind === 'switchTicket')) return 'stays; one more ticket';
  const changes = steps.flatMap((step) => (step.kind === 'write' ? [step.input.change] : []));
  const given = changes.findLast(({ assigneeId }) => assigneeId !== 'keep')?.assigneeId ?? null;
  const isGiven = changes.some(({ assigneeId }) => assigneeId !== 'keep');
  const to = isGiven && given !== 'keep' ? nameOf(given) : 'stays';
  return changes.some(({ tags }) => tags.includes('abandoned')) ? `${to}, tagged \`abandoned\`` : to;
}

/** The assignee of a ticket that exists already (TKT-6, TKT-8, TKT-9, APP-8). */
export const whoHasTicket: DecisionTable = decisionTable(
  {
    title: 'Which assignee an existing ticket gets',
    reading:
      'Each row says how the session got its ticket, and the event after that. Each column is a further condition. "Created": the session created the ticket for the agent to whom the call was offered. "Appended": the ticket had another assignee before. "Stays": the assignee does not change.',
    corner: 'ticket and event',
  },
  cases,
  columns,
  ({ rule, how, later }, { defaultUserId, movedByPerson }) => {
    const session = withTicket(sessionWithEvents(inboundCall, later), how);
    const at = new Date(startMs).toISOString();
    const inZendesk: Ticket = {
      id: 1,
      status: 'open',
      requesterId: 1,
      assigneeId: movedByPerson ? users.person : (session.progress.ticket?.assigneeId ?? null),
      externalId: null,
      tags: [],
      createdAt: at,
      updatedAt: at,
      solvedAt: null,
      fields: [],
    };
    const steps = stepsWithAnswers(session, inZendesk, settingsWith({ tickets: { defaultUserId } }));
    return decide(inWords(steps), rule, '');
  },
);
