import type { z } from 'zod';
import type { TracedTicket } from '../../domain/zendesk/ticket.ts';
import { mergeAuditsAnswer, requestedTicketsAnswer, ticketAnswer, toTicket, toTickets } from './answers.ts';
import { nullIfMissing } from './users.ts';
import type { Zendesk } from './http/zendesk.ts';

type MergeAudits = z.infer<typeof mergeAuditsAnswer>['audits'];

const perPage = 100;
/** How many of the requester's other tickets are searched if the merged ticket does not name its target. */
const mostCandidates = 5;

/**
 * Finds out what happened to a ticket, so that writes can go to the ticket that it was merged into (UPD-13), and a
 * deleted ticket can be replaced (UPD-18). A merged ticket is closed. Zendesk does not document where it names its
 * target, so three places are tried:
 * 1. the `via` of the ticket's own audits;
 * 2. the comment that Zendesk's agent pages write ("merged into request #123");
 * 3. the audits of the requester's most recently changed tickets: the target names its sources there (documented).
 */
export async function traceTicket(
  zendesk: Zendesk,
  { ticketId }: { readonly ticketId: number },
): Promise<TracedTicket> {
  const answer = await nullIfMissing(zendesk.send(ticketAnswer, ({ tickets }) => tickets.show(ticketId)));
  const ticket = answer === null ? null : toTicket(answer.ticket);
  if (ticket === null) return { kind: 'deleted' };
  if (ticket.status !== 'closed') return { kind: 'here', ticket };

  const audits = await readFirstAndLastAudits(zendesk, ticketId);
  const merged = ticket.tags.includes('closed_by_merge') || audits.some(isMerge);
  if (!merged) return { kind: 'closed' };
  const named = audits.map(mergeTarget).find((id) => id !== null) ?? null;
  return { kind: 'merged', into: named ?? (await findMergeTarget(zendesk, ticketId, ticket.requesterId)) };
}

/** Reads the first and the last page of audits. The audit that closed the ticket is the last one, or near it. */
async function readFirstAndLastAudits(zendesk: Zendesk, ticketId: number): Promise<MergeAudits> {
  const page = (n: number): Promise<z.infer<typeof mergeAuditsAnswer> | null> =>
    nullIfMissing(
      zendesk.request(mergeAuditsAnswer, 'GET', `tickets/${ticketId}/audits`, {
        query: { per_page: String(perPage), page: String(n) },
      }),
    );
  const first = await page(1);
  const pages = Math.ceil((first?.count ?? 0) / perPage);
  const last = pages > 1 ? await page(pages) : null;
  return [...(last?.audits ?? []), ...(first?.audits ?? [])];
}

type Via = NonNullable<MergeAudits[number]['via']>;

function viasOf(audit: MergeAudits[number]): readonly Via[] {
  return [audit.via, ...audit.events.map((event) => event.via)].filter((via) => via !== null && via !== undefined);
}

function isMerge(audit: MergeAudits[number]): boolean {
  return viasOf(audit).some(({ source }) => source?.rel === 'merge');
}

function mergeTarget(audit: MergeAudits[number]): number | null {
  const merge = viasOf(audit).find(({ source }) => source?.rel === 'merge' && source.to?.ticket_id != null);
  if (merge?.source?.to?.ticket_id != null) return merge.source.to.ticket_id;
  for (const { body } of audit.events) {
    const [, id] = /merged into (?:request|ticket) #(\d{1,15})\b/i.exec(body ?? '') ?? [];
    if (id !== undefined) return Number(id);
  }
  return null;
}

async function findMergeTarget(zendesk: Zendesk, ticketId: number, requesterId: number): Promise<number | null> {
  const answer = await nullIfMissing(
    zendesk.request(requestedTicketsAnswer, 'GET', `users/${requesterId}/tickets/requested`, {
      query: { sort_by: 'updated_at', sort_order: 'desc', per_page: String(mostCandidates + 1) },
    }),
  );
  const candidates = toTickets(answer?.tickets ?? []).filter(({ id }) => id !== ticketId);
  for (const { id } of candidates.slice(0, mostCandidates)) {
    const audits = await readFirstAndLastAudits(zendesk, id);
    const sources = audits.flatMap(viasOf).flatMap(({ source }) => source?.from?.ticket_ids ?? []);
    if (sources.includes(ticketId)) return id;
  }
  return null;
}
