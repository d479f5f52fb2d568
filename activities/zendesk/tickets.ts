import { renderSubject } from '../../domain/settings/subject-template.ts';
import type { OpenedTicket, Ticket, TicketDraft } from '../../domain/zendesk/ticket.ts';
import type { AgentDirectory } from './agents.ts';
import { ticketAnswer, ticketSearchAnswer, ticketsAnswer, toTicket, toTickets } from './answers.ts';
import { ZendeskError } from './http/errors.ts';
import { droppedFields } from './fields.ts';
import { nullIfMissing } from './users.ts';
import type { Zendesk } from './http/zendesk.ts';

/** Well within the two hours for which Zendesk remembers an idempotency key. */
const trustKeyForMs = 5 * 60_000;

/** Null: deleted or never there. `fieldIds`: whose values are wanted along. */
export async function readTicket(
  zendesk: Zendesk,
  { ticketId, fieldIds }: { readonly ticketId: number; readonly fieldIds: readonly number[] },
): Promise<Ticket | null> {
  const answer = await nullIfMissing(zendesk.get(`tickets/${ticketId}`, ticketAnswer, { include: 'metric_sets' }));
  return answer === null ? null : toTicket(answer.ticket, fieldIds);
}

/** LATE-1: the ticket that a session made, by external id; else the newest that it wrote to, by tag (TKT-13; the search lags). */
export async function findTicket(
  zendesk: Zendesk,
  { sessionId }: { readonly sessionId: string },
): Promise<Ticket | null> {
  const own = await findByExternalId(zendesk, sessionId);
  if (own !== null) return own;
  const tag = `session_${sessionId}`;
  const found = await zendesk.get('search', ticketSearchAnswer, {
    query: `type:ticket tags:${tag}`,
    sort_by: 'created_at',
    sort_order: 'desc',
  });
  return toTickets(found.results).find((ticket) => ticket.tags.includes(tag)) ?? null;
}

/** External ids aren't unique in Zendesk: of several the first made counts, so that everybody finds the same. */
async function findByExternalId(zendesk: Zendesk, externalId: string): Promise<Ticket | null> {
  const { tickets } = await zendesk.get('tickets', ticketsAnswer, { external_id: externalId });
  const own = toTickets(tickets).filter((ticket) => ticket.externalId === externalId);
  return own.reduce<Ticket | null>((first, each) => (first === null || each.id < first.id ? each : first), null);
}

/**
 * TKT-12: one ticket per draft. Within five minutes the idempotency key sees to it; later, or when Zendesk knows the key with
 * another body (the agent was added meanwhile), the ticket is looked for by its external id first. So it is for a follow-up
 * (UPD-13, APP-2): each run of a session that finds the ticket closed asks for the same one, under a key of its own.
 */
export async function openTicket(zendesk: Zendesk, agents: AgentDirectory, draft: TicketDraft): Promise<OpenedTicket> {
  const agentId =
    draft.assignee.kind === 'agent' && !draft.bare ? await agents.find(zendesk, draft.assignee.email) : null;
  const opened = (ticket: Ticket, dropped: readonly number[] = []): OpenedTicket => ({
    ticketId: ticket.id,
    requesterId: ticket.requesterId,
    assigneeId: ticket.assigneeId,
    agentId,
    droppedFields: dropped,
  });

  if (draft.followUpOf !== null || Date.now() - draft.dueAt > trustKeyForMs) {
    const made = await findByExternalId(zendesk, draft.externalId);
    if (made !== null) return opened(made);
  }
  try {
    const answer = await zendesk.post('tickets', ticketAnswer, {
      body: { ticket: ticketBody(draft, agentId) },
      headers: { 'Idempotency-Key': draft.key },
    });
    const ticket = toTicket(answer.body.ticket);
    if (ticket === null) throw new ZendeskError('UnreadableAnswer', { method: 'POST', path: 'tickets' });
    return opened(ticket, droppedFields(draft.bare ? [] : draft.fields, answer.body.ticket.custom_fields));
  } catch (error) {
    if (!(error instanceof ZendeskError) || error.code !== 'KeyReused') throw error;
    const made = await findByExternalId(zendesk, draft.externalId);
    if (made !== null) return opened(made);
    // The first request with this key is still under way, or its ticket was deleted: both pass with time.
    throw new ZendeskError('Conflict', { ...error.facts, retryAfterMs: 5_000 });
  }
}

/** Always the same bytes for the same draft and agent: Zendesk compares bodies under one idempotency key. */
function ticketBody(draft: TicketDraft, agentId: number | null): object {
  const assigneeId = draft.assignee.kind === 'user' ? draft.assignee.id : agentId;
  return {
    subject: renderSubject(draft.subject.template, draft.subject.context),
    // A public first comment would be mailed to the customer (TKT-5); there is no fixed default.
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
    // The facts told in the description are found again like those of any update (`findMarkers`).
    metadata: { writes: [draft.key, ...draft.facts] },
  };
}

/** ADP-5: nobody in Zendesk has the agent's address, so the ticket says who it was. */
function unknownAgentNote(draft: TicketDraft, agentId: number | null): string {
  return draft.assignee.kind === 'agent' && !draft.bare && agentId === null ? draft.noteIfAgentUnknown : '';
}
