import { z } from 'zod';
import { limits } from '../limits.ts';
import type { RescueReport } from '../operations/rescue.ts';
import type { Contact } from '../zendesk/contact.ts';
import type { SessionView } from '../session-view/view.ts';
import { filterText, nextPageCursor } from './pages.ts';
import { zendeskProblemCode } from './zendesk-account.ts';

const phase = z.enum(['open', 'live', 'compensate', 'settle', 'done']);

/** Statuses of the workflow run of a session. */
export const sessionStatuses = [
  'running',
  'completed',
  'failed',
  'canceled',
  'terminated',
  'continued',
  'timed_out',
] as const;
export type SessionStatus = (typeof sessionStatuses)[number];

const contact: z.ZodType<Contact> = z.object({
  id: z.int().describe('The Zendesk user id.'),
  name: z.string().describe('The name.'),
  phone: z.string().nullable().describe('The number on the user record.'),
  email: z.string().nullable().describe('The e-mail address.'),
  externalId: z.string().nullable().describe('The external id.'),
  createdAt: z.string().describe('When the contact was created, ISO 8601.'),
  matchable: z.boolean().describe('Whether it is an end user who is neither suspended nor deleted (CON-9).'),
});

/** A thing that a session waits for. */
export const sessionWait = z.object({
  for: z
    .enum([
      'start',
      'agent',
      'messages',
      'pick',
      'ticket',
      'end',
      'wrap_up',
      'recording',
      'transcript',
      'metadata',
      'writes',
      'retry',
    ])
    .describe('The reason to wait, in one word.'),
  until: z.number().nullable().describe('Until when at most, milliseconds since the epoch. Null: without a limit.'),
});

/** A decision about the contact or the ticket, with its reason. */
export const decidedReason = z.object({
  about: z.enum(['contact', 'ticket']).describe('Whether the contact or the ticket was decided.'),
  at: z.number().describe('Milliseconds since the epoch.'),
  rule: z.string().describe('The id of the rule, such as `TKT-8`.'),
  because: z.string().describe('The reason in one sentence.'),
});

/** An answer whose reasons name their rules as plain text. */
export type WithReasons<Answer extends { readonly reasons: readonly object[] }> = Omit<Answer, 'reasons'> & {
  readonly reasons: readonly (Omit<Answer['reasons'][number], 'rule'> & { readonly rule: string })[];
};

/** `GET /v1/ops/sessions/{id}`: one session (OPS-1). */
export const sessionSchema: z.ZodType<WithReasons<SessionView>> = z
  .object({
    id: z.string().describe('The id of the session.'),
    phase: phase.describe('How far the session is.'),
    waitsFor: z.array(sessionWait).describe('Everything that the session waits for.'),
    channel: z.enum(['voice', 'web_chat', 'mobile_chat', 'sms', 'whatsapp']).nullable().describe('The channel.'),
    queueId: z.string().nullable().describe("The platform's id of the leaf queue."),
    agentId: z.string().nullable().describe('The agent who serves the session, is offered it, or dialled it.'),
    agentIds: z.array(z.string()).describe('All agents who may see the session (ADP-4).'),
    choice: z.enum(['contact', 'ticket']).nullable().describe('The choice that the agent has to make. Null: none.'),
    candidates: z.array(contact).describe('The contacts that match, newest first.'),
    contactId: z.int().nullable().describe('The Zendesk user of the contact. Null: not chosen yet.'),
    ticketId: z.int().nullable().describe('The id of the ticket. Null: there is none.'),
    ticketIs: z
      .enum(['made', 'appended', 'found', 'refused', 'none', 'not yet'])
      .describe('How the session got its ticket, or why it has none.'),
    compensated: z.boolean().describe('Whether the ticket was decided only after the end (END-1).'),
    written: z.array(z.string()).describe('Ids of the writes that are in Zendesk.'),
    pending: z.array(z.string()).describe('Ids of the writes that are under way.'),
    failed: z
      .array(
        z.object({
          id: z.string().describe('The id of the write.'),
          code: zendeskProblemCode,
          message: z.string().describe('The reason of the refusal.'),
        }),
      )
      .describe('The writes that Zendesk refused for good.'),
    reasons: z.array(decidedReason).describe('Each decision with its reason, oldest first.'),
    troubles: z
      .array(
        z.object({
          key: z.string().describe('The step that fails.'),
          code: zendeskProblemCode,
          message: z.string().describe('The error, and what to do.'),
          count: z.int().describe('How often it has failed.'),
          retryAt: z.number().describe('When it is tried again, milliseconds since the epoch.'),
        }),
      )
      .describe('The steps that fail and are tried again.'),
    warnings: z.array(z.string()).describe('Anything of the session that was not understood, or is missing.'),
  })
  .meta({ id: 'Session', description: 'One session: all that is known and done, and why.' });

const zendeskId = z.string().regex(/^\d{1,20}$/, { error: 'expected an id of Zendesk: digits' });

/**
 * `GET /v1/ops/sessions`: the search. Every part that is given must match. All values are text, as a query string
 * carries them.
 */
export const sessionFilterSchema = z.strictObject(
  {
    phase: phase.optional().describe('How far the session is.'),
    waitsFor: z
      .string()
      .regex(/^[a-z_]{1,32}$/, { error: 'expected a word as pick or retry' })
      .optional()
      .describe('The reason to wait, such as pick or retry.'),
    ticket: zendeskId.optional().describe('Id of the Zendesk ticket.'),
    contact: zendeskId.optional().describe('Id of the Zendesk user.'),
    queue: filterText.optional().describe('Id of the leaf queue.'),
    agent: filterText.optional().describe('The platform’s id of the agent.'),
    failed: z.enum(['true', 'false']).optional().describe('With failed writes, or without.'),
    status: z.enum(sessionStatuses).optional().describe('The status of the run.'),
    since: z
      .union([z.iso.datetime({ offset: true }), z.iso.date()], { error: 'expected a date of ISO 8601' })
      .optional()
      .describe('Started at or after this date, ISO 8601.'),
    limit: z.coerce
      .number()
      .int()
      .min(1)
      .max(limits.request.searchPage.value)
      .default(50)
      .describe('The largest number of rows in the page.'),
    cursor: z.string().max(limits.received.cursorCharacters.value).optional().describe('`next` of the previous page.'),
  },
  { error: ({ code }) => (code === 'unrecognized_keys' ? 'nothing is searched by this' : undefined) },
);

export type SessionFilter = z.output<typeof sessionFilterSchema>;

/** `GET /v1/ops/sessions`: one page of the sessions that were found. */
export const sessionsPageSchema = z
  .object({
    sessions: z
      .array(
        z.object({
          id: z.string().describe('The id of the session.'),
          runId: z.string().describe('The run of its workflow in Temporal.'),
          status: z.enum(sessionStatuses).describe('The status of the run.'),
          result: z.string().nullable().describe('How the run ended. Null: it runs, or Temporal no longer keeps it.'),
          startedAt: z.number().describe('Milliseconds since the epoch.'),
          closedAt: z.number().nullable().describe('Milliseconds since the epoch. Null: it runs.'),
          phase: z.string().nullable().describe('How far the session is.'),
          waitsFor: z.string().nullable().describe('The reason to wait.'),
          channel: z.string().nullable().describe('The channel.'),
          queueId: z.string().nullable().describe('Id of the leaf queue.'),
          agentId: z.string().nullable().describe("The platform's id of the agent."),
          contactId: z.string().nullable().describe('Id of the Zendesk user.'),
          ticketId: z.string().nullable().describe('Id of the Zendesk ticket.'),
          failedWrites: z.number().describe('The number of failed writes.'),
          compensated: z.boolean().describe('Whether the ticket was decided only after the end (END-1).'),
        }),
      )
      .describe('The sessions, newest first.'),
    next: nextPageCursor,
  })
  .meta({ id: 'Sessions', description: 'One page of the sessions that were found.' });

const rescued = z.object({
  sessionId: z.string().describe('The session.'),
  attempt: z.int().describe('The number of the attempt.'),
});
const givenUp = z.object({
  sessionId: z.string().describe('The session.'),
  attempts: z.int().describe('The number of attempts.'),
});
const failedRescue = z.object({
  sessionId: z.string().describe('The session.'),
  message: z.string().describe('The error.'),
});

/** `GET /v1/ops/rescue`: the last search for sessions that were stopped (OPS-6). */
export const rescueSchema: z.ZodType<{ readonly last: RescueReport | null }> = z
  .object({
    last: z
      .object({
        at: z.number().describe('Milliseconds since the epoch.'),
        rescued: z.array(rescued).describe('The sessions that run again.'),
        waiting: z.array(z.string()).describe('The sessions that the next search tries again.'),
        paused: z
          .array(
            z.object({
              sessionId: z.string().describe('The session.'),
              until: z.number().describe('When it is tried again, milliseconds since the epoch.'),
            }),
          )
          .optional()
          .describe('The sessions that stopped again, and are tried again later.'),
        givenUp: z.array(givenUp).describe('The sessions that were given up. `/v1/ops/unattached` lists their data.'),
        failed: z.array(failedRescue).describe('The sessions whose rescue failed. The next search tries again.'),
      })
      .nullable()
      .describe('Null: there was no search yet, or Temporal has deleted its result.'),
  })
  .meta({ id: 'Rescue', description: 'The last search for sessions that were stopped.' });

/** `POST /v1/ops/sessions/{id}/give-up`: the session that was given up (OPS-6). */
export const givenUpSessionSchema = z
  .object({ sessionId: z.string().describe('The session.') })
  .meta({ id: 'GivenUpSession', description: 'A session that was given up. `/v1/ops/unattached` lists its data.' });
