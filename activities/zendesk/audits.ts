import type { z } from 'zod';
import type { Marker } from '../../domain/ticket-writes/send-results.ts';
import { auditsAnswer } from './answers.ts';
import { nullIfMissing } from './users.ts';
import type { Zendesk } from './http/zendesk.ts';

const perPage = 100;
/** Pages that are read beside the first. 500 audits are more than a ticket gets while a write waits for its answer. */
const mostPages = 5;

type Audits = z.infer<typeof auditsAnswer>['audits'];

/**
 * Finds which of these writes the ticket has already: each write leaves its id in `audit.metadata.custom.writes`. So no
 * write is doubled after a lost answer (TKT-12, BAT-5). Zendesk documents no order of audits: the first page, which
 * also gives the number of audits, is read first, then the others from the last page backwards. A deleted ticket has no
 * markers.
 */
export async function findMarkers(
  zendesk: Zendesk,
  { ticketId, writeIds }: { readonly ticketId: number; readonly writeIds: readonly string[] },
): Promise<readonly Marker[]> {
  const found = new Map<string, Marker>();
  const wanted = new Set(writeIds);
  const read = async (page: number): Promise<number> => {
    const query = { per_page: String(perPage), page: String(page) };
    const answer = await nullIfMissing(zendesk.request(auditsAnswer, 'GET', `tickets/${ticketId}/audits`, { query }));
    if (answer === null) return 0;
    collect(answer.audits, wanted, found);
    return answer.count ?? (answer.next_page == null ? 0 : Number.MAX_SAFE_INTEGER);
  };

  if (wanted.size === 0) return [];
  const count = await read(1);
  // Without a count the last page is not known, so the pages are read forward.
  const pages = count === Number.MAX_SAFE_INTEGER ? null : Math.ceil(count / perPage);
  for (let step = 0; step < mostPages && found.size < wanted.size; step += 1) {
    const page: number = pages === null ? step + 2 : pages - step;
    if (page < 2) break;
    const more = await read(page);
    if (pages === null && more === 0) break;
  }
  return [...found.values()];
}

function collect(audits: Audits, wanted: ReadonlySet<string>, found: Map<string, Marker>): void {
  for (const audit of audits) {
    for (const writeId of audit.metadata?.custom?.writes ?? []) {
      if (!wanted.has(writeId)) continue;
      // An update has at most one file, so the audit's first attachment is the file of this write.
      const attachment = audit.events.flatMap((event) =>
        event.type === 'Comment' ? (event.attachments ?? []) : [],
      )[0];
      const before = found.get(writeId);
      found.set(writeId, {
        writeId,
        contentUrl: attachment?.content_url ?? before?.contentUrl ?? null,
        hasVoice: audit.events.some(({ type }) => type === 'VoiceComment') || before?.hasVoice === true,
      });
    }
  }
}
