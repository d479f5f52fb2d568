import type { z } from 'zod';
import type { Marker } from '../../domain/ticket-writes/send-results.ts';
import { auditsAnswer } from './answers.ts';
import { nullIfMissing } from './users.ts';
import type { Zendesk } from './http/zendesk.ts';

const perPage = 100;
/** Beside the first: 500 audits back from the newest, more than a ticket gets while an answer is being waited for. */
const mostPages = 5;

type Audits = z.infer<typeof auditsAnswer>['audits'];

/**
 * TKT-12, BAT-5: which of these writes the ticket has already, by `audit.metadata.custom.writes`. Zendesk documents no order of
 * audits, so the first page (which also tells how many there are) is read, then from the last page backwards.
 * A deleted ticket has none.
 */
export async function findMarkers(
  zendesk: Zendesk,
  { ticketId, writeIds }: { readonly ticketId: number; readonly writeIds: readonly string[] },
): Promise<readonly Marker[]> {
  const found = new Map<string, Marker>();
  const wanted = new Set(writeIds);
  const read = async (page: number): Promise<number> => {
    const query = { per_page: String(perPage), page: String(page) };
    const answer = await nullIfMissing(zendesk.get(`tickets/${ticketId}/audits`, auditsAnswer, query));
    if (answer === null) return 0;
    collect(answer.audits, wanted, found);
    return answer.count ?? (answer.next_page == null ? 0 : Number.MAX_SAFE_INTEGER);
  };

  if (wanted.size === 0) return [];
  const count = await read(1);
  // Without a count there is no last page to go to: forward then.
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
      // One update carries one file at most, so the audit's first attachment is it.
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
