import { renderedSubject } from '../../domain/settings/subject-template.ts';
import type { OpenedTicket, Ticket, TicketDraft } from '../../domain/zendesk/ticket.ts';
import type { AgentDirectory } from './agents.ts';
import { ticketAnswer, ticketSearchAnswer, ticketsAnswer, toTicket, toTickets } from './answers.ts';
import { ZendeskError } from './http/errors.ts';
import { droppedFields } from './fields.ts';
import { nullIfMissing } from './users.ts';
import type { Zendesk } from './http/zendesk.ts';

/**
 * For this long after the ticket became due, the idempotency key alone is trusted. Zendesk remembers a key for two
 * hours.
 */
const trustKeyForMs = 5 * 60_000;

/**
 * Reads a ticket. Null if it was deleted or never existed.
 * `fieldIds`: the custom fields whose values the result has.
 */
export async function readTicket(
  zendesk: Zendesk,
  { ticketId, fieldIds }: { readonly ticketId: number; readonly fieldIds: readonly number[] },
): Promise<Ticket | null> {
  const answer = await nullIfMissing(
    zendesk.send(ticketAnswer, ({ tickets }) => {
      tickets.setSideLoad(['metric_sets']);
      return tickets.show(ticketId);
    }),
  );
  return answer === null ? null : toTicket(answer.ticket, fieldIds);
}

/**
 * Finds a session's ticket, so that late events reach it (LATE-1): the ticket that the session created, by its external
 * id, or else the newest ticket that it was appended to, by the tag `session_<id>` (TKT-13). The search for tags lags
 * by minutes.
 */
export async function findTicket(
  zendesk: Zendesk,
  { sessionId }: { readonly sessionId: string },
): Promise<Ticket | null> {
  const own = await findByExternalId(zendesk, sessionId);
  if (own !== null) return own;
  const tag = `session_${sessionId}`;
  const found = await zendesk.request(ticketSearchAnswer, 'GET', 'search', {
    query: { query: `type:ticket tags:${tag}`, sort_by: 'created_at', sort_order: 'desc' },
  });
  return toTickets(found.results).find((ticket) => ticket.tags.includes(tag)) ?? null;
}

/**
 * External ids are not unique in Zendesk. Of several tickets the oldest is taken, so that every caller finds the same
 * one.
 */
async function findByExternalId(zendesk: Zendesk, externalId: string): Promise<Ticket | null> {
  const { tickets } = await zendesk.request(ticketsAnswer, 'GET', 'tickets', { query: { external_id: externalId } });
  const own = toTickets(tickets).filter((ticket) => ticket.externalId === externalId);
  return own.reduce<Ticket | null>((first, each) => (first === null || each.id < first.id ? each : first), null);
}

/**
 * Creates a ticket, or finds the ticket that an earlier attempt created: a draft gives exactly one ticket (TKT-12).
 * - Within five minutes after the draft became due, Zendesk's idempotency key prevents a second ticket.
 * - Later, the ticket is first looked for by its external id.
 * - If Zendesk knows the key with another body (the agent was added to Zendesk meanwhile), the ticket is looked for
 *   too.
 * - A ticket that was found, or that the key gave back, is marked `existed`: an attempt that Temporal has forgotten may
 *   have made it, and more may have been written on it since.
 * - A follow-up of a closed ticket is always looked for first: several runs of a session may ask for the same follow-up
 *   (UPD-13, APP-2), each with a key of its own.
 * @throws ZendeskError `Conflict` (retryable) if the key is in use but its ticket cannot be found yet
 */
export async function openTicket(zendesk: Zendesk, agents: AgentDirectory, draft: TicketDraft): Promise<OpenedTicket> {
  const agentId =
    draft.assignee.kind === 'agent' && !draft.bare ? await agents.find(zendesk, draft.assignee.email) : null;
  const { subject, problem } = renderedSubject(draft.subject.template, draft.subject.context);
  const opened = (ticket: Ticket, dropped: readonly number[] = []): OpenedTicket => ({
    ticketId: ticket.id,
    requesterId: ticket.requesterId,
    assigneeId: ticket.assigneeId,
    agentId,
    droppedFields: dropped,
    ...(problem === null ? {} : { subjectProblem: problem }),
  });
  const found = (ticket: Ticket): OpenedTicket => ({ ...opened(ticket), existed: true });

  if (draft.followUpOf !== null || Date.now() - draft.dueAt > trustKeyForMs) {
    const existing = await findByExternalId(zendesk, draft.externalId);
    if (existing !== null) return found(existing);
  }
  try {
    const { headers, body: answer } = await zendesk.sendForStatus(
      ticketAnswer,
      ({ tickets }) => tickets.create({ ticket: ticketBody(draft, subject, agentId) }),
      { headers: { 'Idempotency-Key': draft.key } },
    );
    const ticket = toTicket(answer.ticket);
    if (ticket === null) throw new ZendeskError('UnreadableAnswer', { method: 'POST', path: 'tickets' });
    const made = opened(ticket, droppedFields(draft.bare ? [] : draft.fields, answer.ticket.custom_fields));
    // Zendesk repeats its first answer, which does not show what happened to the ticket since.
    return headers.get('x-idempotency-lookup') === 'hit' ? { ...made, existed: true } : { ...made, madeAt: Date.now() };
  } catch (error) {
    if (!(error instanceof ZendeskError) || error.code !== 'KeyReused') throw error;
    const existing = await findByExternalId(zendesk, draft.externalId);
    if (existing !== null) return found(existing);
    // The first request with this key still runs, or its ticket was deleted. A later retry succeeds in both cases.
    throw new ZendeskError('Conflict', { ...error.facts, retryAfterMs: 5_000 });
  }
}

/**
 * Gives the same body for the same draft and agent, because Zendesk compares the bodies of requests with the same key.
 */
function ticketBody(draft: TicketDraft, subject: string, agentId: number | null): object {
  const assigneeId = draft.assignee.kind === 'user' ? draft.assignee.id : agentId;
  return {
    subject,
    // TKT-5: the description is internal. A public comment would be mailed to the customer, and Zendesk
    // does not document which is the default.
    comment: { html_body: draft.description + unknownAgentNote(draft, agentId), public: false },
    requester_id: draft.requesterId,
    external_id: draft.externalId,
    tags: draft.tags,
    ...(draft.bare
      ? {}
      : {
          ...(assigneeId === null ? {} : { assignee_id: assigneeId }),
          ...(draft.viaId === null ? {} : { via_id: draft.viaId }),
          ...(draft.fields.length === 0 ? {} : { custom_fields: draft.fields }),
        }),
    ...(draft.followUpOf === null ? {} : { via_followup_source_id: draft.followUpOf }),
    // `findMarkers` finds these ids, so facts that the description holds are not written again.
    metadata: { writes: [draft.key, ...draft.facts] },
  };
}

/**
 * ADP-5: HTML that names the agent, for a ticket that stays unassigned because no Zendesk user has the agent's address.
 */
function unknownAgentNote(draft: TicketDraft, agentId: number | null): string {
  return draft.assignee.kind === 'agent' && !draft.bare && agentId === null ? draft.noteIfAgentUnknown : '';
}
