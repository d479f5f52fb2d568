import { isObject, listIn, type Json } from '../core/json.ts';
import type { LedgerEntry } from '../core/ledger-entry.ts';
import { html, json, nothing, table, when, type Html } from './html.ts';

const counted = (count: number, what: string): string => `${count} ${what}${count === 1 ? '' : 's'}`;

/** The effect of a write in a few words. The page shows all of it below. */
function inShort(applied: Json): string {
  const comments = listIn(applied.comments).map((comment) =>
    isObject(comment) && comment.public === true ? 'public comment' : 'internal comment',
  );
  const fields = isObject(applied.fields) ? Object.keys(applied.fields) : [];
  const added = listIn(applied.tags_added).length;
  const removed = listIn(applied.tags_removed).length;
  const parts = [
    ...comments,
    ...(fields.length > 3 ? [counted(fields.length, 'field')] : fields),
    ...(added > 0 ? [`${counted(added, 'tag')} added`] : []),
    ...(removed > 0 ? [`${counted(removed, 'tag')} removed`] : []),
  ];
  return parts.join(', ') || 'Details';
}

function line(entry: LedgerEntry): Html {
  const { metadata, applied, request_id: request, idempotency_key: key, reason, not_modelled: ignored = [] } = entry;
  return html`<tr>
    <td>${entry.seq}</td>
    <td>${when(entry.at)}</td>
    <td>
      ${entry.kind}${entry.replayed ? html` <span class="badge">replayed</span>` : nothing}
      ${entry.outcome === 'rejected' ? html` <span class="badge s-rejected">rejected</span>` : nothing}
      ${ignored.length === 0 ? nothing : html` <span class="badge s-rejected">ignored here: ${ignored.join(', ')}</span>`}
    </td>
    <td>
      ${entry.ticket_id === undefined ? nothing : html`<a href="/tickets/${entry.ticket_id}">#${entry.ticket_id}</a>`}
      ${entry.user_id === undefined ? nothing : html`<a href="/users/${entry.user_id}">user</a>`}
    </td>
    <td>
      ${
        entry.session === undefined
          ? nothing
          : html`<a href="/ledger?session=${encodeURIComponent(entry.session)}">${entry.session}</a>`
      }
    </td>
    <td>
      <details>
        <summary>${inShort(applied)}</summary>
        ${json({ metadata, applied, request, idempotency_key: key, reason, not_modelled: entry.not_modelled })}
      </details>
    </td>
  </tr>`;
}

/** The newest lines first. `about` names the ticket or session that they are cut down to, `total` how many there are of it. */
export function ledgerBody(entries: readonly LedgerEntry[], total: number, about: string | undefined): Html {
  return html`<h1>${about === undefined ? 'Ledger' : `Ledger of ${about}`}</h1>
    <p class="soft">
      Every write in order, the newest first: ${entries.length} of ${total}.
      ${about === undefined ? nothing : html`<a href="/ledger">All writes</a>`}
    </p>
    ${table(['No.', 'When', 'Write', 'On', 'Session', 'What it did'], entries.map(line), 'Nothing was written yet.')}`;
}
