import { z } from 'zod';
import { simulator } from '../simulator.ts';
import type { ZendeskContents } from './judge.ts';

const comment = z.looseObject({
  type: z.string().default(''),
  plain_body: z.string().default(''),
  body: z.string().default(''),
});
const tickets = z.object({
  tickets: z.array(
    z.object({
      id: z.number(),
      requester_id: z.number(),
      assignee_id: z.number().nullable(),
      external_id: z.string().nullable(),
      tags: z.array(z.string()),
      comments: z.array(comment),
    }),
  ),
});
const users = z.object({
  users: z.array(z.object({ id: z.number(), phone: z.string().nullable(), role: z.string() })),
});
const ledger = z.object({
  entries: z.array(
    z.object({
      outcome: z.string(),
      replayed: z.boolean(),
      metadata: z.looseObject({ writes: z.array(z.string()).default([]) }),
    }),
  ),
});

/**
 * Reads everything that the simulated Zendesk holds, for `judge`.
 * @param agents Zendesk user ids by the agents' e-mail addresses
 */
export async function readZendeskContents(
  stack: { readonly simulatorUrl: string },
  agents: ZendeskContents['agents'],
): Promise<ZendeskContents> {
  const stored = await simulator(stack, 'state/tickets', tickets);
  const people = await simulator(stack, 'state/users', users);
  const { entries } = await simulator(stack, 'ledger', ledger);
  const applied = entries.filter(({ outcome, replayed }) => outcome === 'applied' && !replayed);
  return {
    agents,
    contacts: people.users.filter(({ role }) => role === 'end-user'),
    writes: applied.flatMap(({ metadata }) => metadata.writes),
    tickets: stored.tickets.map((ticket) => ({
      id: ticket.id,
      requesterId: ticket.requester_id,
      assigneeId: ticket.assignee_id,
      externalId: ticket.external_id,
      tags: ticket.tags,
      comments: ticket.comments.map(({ type, plain_body, body }) => ({
        text: plain_body || body,
        isVoice: type === 'VoiceComment' || type === 'TpeVoiceComment',
      })),
    })),
  };
}
