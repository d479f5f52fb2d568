import { z } from 'zod';
import type { AgentSession } from '../session-view/agent-session.ts';

const zendeskId = z.int().positive();
const yes = z.literal(true);

/** `POST /v1/adapter/sessions/{id}/contact`: the agent picks an existing contact or asks for a new one. */
export const contactPickBodySchema = z.union([
  z.strictObject({ contact_id: zendeskId.describe('The Zendesk id of one of the candidates.') }),
  z.strictObject({ new: yes.describe('A new contact is made.') }),
]);

/** `POST /v1/adapter/sessions/{id}/ticket`: the agent picks an existing ticket, a new one, or none. */
export const ticketPickBodySchema = z.union([
  z.strictObject({ ticket_id: zendeskId.describe('The id of the ticket.') }),
  z.strictObject({ new: yes.describe('A new ticket is made.') }),
  z.strictObject({ none: yes.describe('The call gets no ticket.') }),
]);

/** `POST /v1/adapter/sessions/{id}/merge`: the agent merged one ticket into another. */
export const ticketMergeBodySchema = z.strictObject({
  from_ticket_id: zendeskId.describe('The ticket that was merged away.'),
  into_ticket_id: zendeskId.describe('The ticket that gets the later writes.'),
});

const candidate = z.object({
  id: z.int().describe('The Zendesk user id.'),
  name: z.string().describe('The name of the contact.'),
  phone: z.string().nullable().describe('The number on the user record.'),
  email: z.string().nullable().describe('The e-mail address.'),
  createdAt: z.string().describe('When the contact was created, ISO 8601.'),
});

const wait = z.object({
  for: z.string().describe('The reason to wait, in one word such as `pick` or `retry`.'),
  words: z.string().describe('The same in words.'),
  until: z.number().nullable().describe('Until when at most, milliseconds since the epoch. Null: without a limit.'),
});

const failedFact = z.object({
  fact: z.string().describe('The fact, such as `finished`.'),
  code: z.string().describe('The code of the refusal.'),
  message: z.string().describe('The reason of the refusal.'),
});

const decision = z.object({
  about: z.enum(['contact', 'ticket']).describe('Whether the contact or the ticket was decided.'),
  at: z.number().describe('Milliseconds since the epoch.'),
  rule: z.string().describe('The id of the rule, such as `CON-6`.'),
  because: z.string().describe('The reason in one sentence.'),
});

/** One session as its agents see it. */
export const agentSessionSchema: z.ZodType<AgentSession> = z
  .object({
    id: z.string().describe('The id of the session, such as `call-397`.'),
    phase: z.enum(['open', 'live', 'compensate', 'settle', 'done']).describe('How far the session is.'),
    channel: z.enum(['voice', 'web_chat', 'mobile_chat', 'sms', 'whatsapp']).nullable().describe('The channel.'),
    queueId: z.string().nullable().describe("The platform's id of the leaf queue."),
    agentId: z.string().nullable().describe('The agent who serves the session now.'),
    choice: z.enum(['contact', 'ticket']).nullable().describe('The choice that the agent has to make. Null: none.'),
    contact: z
      .object({
        id: z.int().nullable().describe('Null: the contact is not chosen yet.'),
        candidates: z.array(candidate).describe('The contacts to choose from, newest first.'),
      })
      .describe('The contact of the session.'),
    ticket: z
      .object({
        id: z.int().nullable().describe('The id of the ticket. Null: there is none.'),
        is: z
          .enum(['made', 'appended', 'found', 'refused', 'none', 'not yet'])
          .describe('How the session got its ticket, or why it has none.'),
      })
      .describe('The ticket of the session.'),
    waitsFor: z.array(wait).describe('Everything that the session waits for.'),
    logged: z.array(z.string()).describe('The facts that are on the ticket, in words.'),
    notYet: z.array(z.string()).describe('The facts that are being written to the ticket, in words.'),
    failed: z.array(failedFact).describe('The facts that Zendesk refused.'),
    decisions: z.array(decision).describe('Each decision with its reason, oldest first.'),
  })
  .meta({ id: 'AgentSession', description: 'One session as its agents see it.' });

export type AgentSessions = { readonly sessions: readonly AgentSession[] };

/** `GET /v1/adapter/sessions`: all live sessions of the agent. */
export const agentSessionsSchema: z.ZodType<AgentSessions> = z
  .object({ sessions: z.array(agentSessionSchema).describe('The live sessions.') })
  .meta({ id: 'AgentSessions', description: 'All live sessions of an agent.' });

export type ContactPickBody = z.output<typeof contactPickBodySchema>;
export type TicketPickBody = z.output<typeof ticketPickBodySchema>;
export type TicketMergeBody = z.output<typeof ticketMergeBodySchema>;
