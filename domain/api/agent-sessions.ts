import { z } from 'zod';
import type { AgentSession } from '../session-view/agent-session.ts';

const zendeskId = z.int().positive();
const yes = z.literal(true);

/** `POST /v1/adapter/sessions/{id}/contact`: the agent picks an existing contact or asks for a new one. */
export const contactPickBodySchema = z.union([z.strictObject({ contact_id: zendeskId }), z.strictObject({ new: yes })]);

/** `POST /v1/adapter/sessions/{id}/ticket`: the agent picks an existing ticket, a new one, or none. */
export const ticketPickBodySchema = z.union([
  z.strictObject({ ticket_id: zendeskId }),
  z.strictObject({ new: yes }),
  z.strictObject({ none: yes }),
]);

/** `POST /v1/adapter/sessions/{id}/merge`: the agent merged one ticket into another. */
export const ticketMergeBodySchema = z.strictObject({ from_ticket_id: zendeskId, into_ticket_id: zendeskId });

/** One session as its agents see it. */
export const agentSessionSchema = z.object({
  id: z.string(),
  phase: z.enum(['open', 'live', 'compensate', 'settle', 'done']),
  channel: z.enum(['voice', 'web_chat', 'mobile_chat', 'sms', 'whatsapp']).nullable(),
  queueId: z.string().nullable(),
  agentId: z.string().nullable().describe('The agent who serves the session now.'),
  choice: z.enum(['contact', 'ticket']).nullable().describe('The choice that the agent has to make. Null: none.'),
  contact: z.object({
    id: z.int().nullable().describe('Null: the contact is not chosen yet.'),
    candidates: z.array(
      z.object({
        id: z.int(),
        name: z.string(),
        phone: z.string().nullable(),
        email: z.string().nullable(),
        createdAt: z.string(),
      }),
    ),
  }),
  ticket: z.object({
    id: z.int().nullable(),
    is: z.enum(['made', 'appended', 'found', 'refused', 'none', 'not yet']),
  }),
  waitsFor: z.array(z.object({ for: z.string(), words: z.string(), until: z.int().nullable() })),
  logged: z.array(z.string()).describe('The facts that are on the ticket, in words.'),
  notYet: z.array(z.string()).describe('The facts that are being written to the ticket, in words.'),
  failed: z.array(z.object({ fact: z.string(), code: z.string(), message: z.string() })),
  decisions: z.array(
    z.object({ about: z.enum(['contact', 'ticket']), at: z.int(), rule: z.string(), because: z.string() }),
  ),
}) satisfies z.ZodType<AgentSession>;

/** `GET /v1/adapter/sessions`: all live sessions of the agent. */
export const agentSessionsSchema = z.object({ sessions: z.array(agentSessionSchema) });

export type ContactPickBody = z.output<typeof contactPickBodySchema>;
export type TicketPickBody = z.output<typeof ticketPickBodySchema>;
export type TicketMergeBody = z.output<typeof ticketMergeBodySchema>;
export type AgentSessions = z.output<typeof agentSessionsSchema>;
