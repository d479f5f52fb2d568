import { auditsOf, type Account } from '../core/account.ts';
import { idIn, listIn } from '../core/json.ts';
import type { Attachment, Audit, AuditEvent, Ticket } from '../core/records.ts';
import { customFields } from '../tickets/fields.ts';
import { formatComment, html, isWebAddress, json, nothing, table, tagList, type Html, when } from './html.ts';
import { statusBadge, userLink } from './lists.ts';

export function ticketBody(account: Account, ticket: Ticket): Html {
  const audits = auditsOf(account, ticket);
  return html`<h1>#${ticket.id} ${ticket.subject ?? ''}</h1>
    <p>
      ${statusBadge(ticket)} <span class="soft">${ticket.is_public ? 'public ticket' : 'private ticket'},</span>
      <a href="/ledger?ticket=${ticket.id}">every write to it</a>
    </p>
    <div class="card">
      <dl>
        <dt>Requester</dt>
        <dd>${userLink(account, ticket.requester_id)}</dd>
        <dt>Assignee</dt>
        <dd>${userLink(account, ticket.assignee_id)}</dd>
        <dt>Came by</dt>
        <dd>${ticket.via.channel}${ticket.via.source.rel === null ? '' : `, ${ticket.via.source.rel}`}</dd>
        <dt>External id</dt>
        <dd>${ticket.external_id ?? 'none'}</dd>
        <dt>Tags</dt>
        <dd>${tagList(ticket.tags)}</dd>
        <dt>Priority</dt>
        <dd>${ticket.priority ?? 'none'}</dd>
        <dt>Created</dt>
        <dd>${when(ticket.created_at)}</dd>
        <dt>Updated</dt>
        <dd>${when(ticket.updated_at)}</dd>
        ${
          ticket.followup_ids.length === 0
            ? nothing
            : html`<dt>Follow-ups</dt>
                <dd>${ticket.followup_ids.map((id) => html`<a href="/tickets/${id}">#${id}</a> `)}</dd>`
        }
      </dl>
    </div>
    ${fieldsPart(account, ticket)}
    <h2>Comments</h2>
    ${audits.flatMap((audit) => audit.events.map((event) => commentPart(account, audit, event)))}
    <h2>Audits</h2>
    ${audits.map((audit) => auditPart(account, audit))}`;
}

function fieldsPart(account: Account, ticket: Ticket): Html {
  const fields = customFields(account);
  if (fields.length === 0) return nothing;
  const rows = fields.map((field) => {
    const value = ticket.fields[field.id];
    const text = value === undefined || value === null ? '' : typeof value === 'string' ? value : JSON.stringify(value);
    return html`<tr>
      <td>${field.title}</td>
      <td>${text}</td>
      <td class="soft">${field.type}, ${field.id}</td>
    </tr>`;
  });
  return html`<h2>Fields</h2>
    ${table(['Field', 'Value', 'Type and id'], rows, '')}`;
}

function commentPart(account: Account, audit: Audit, event: AuditEvent): Html {
  if (event.type !== 'Comment' && event.type !== 'VoiceComment') return nothing;
  const voice = event.type === 'VoiceComment' ? event.data : undefined;
  const recording = voice?.recording_url ?? null;
  return html`<article class="card ${event.public ? '' : 'internal'}">
    <div class="head">
      <strong>${userLink(account, event.author_id)}</strong>
      <span class="badge ${event.public ? 'is-public' : ''}">${event.public ? 'Public' : 'Internal'}</span>
      ${voice === undefined ? nothing : html`<span class="badge">Call</span>`}
      <span class="soft">${when(audit.created_at)}</span>
    </div>
    <div class="text">${formatComment(event.html_body)}</div>
    ${
      isWebAddress(recording)
        ? html`<audio controls preload="none" src="${recording}"></audio>
            <p><a href="${recording}" rel="noreferrer">Recording</a></p>`
        : nothing
    }
    ${
      event.attachments.length === 0
        ? nothing
        : html`<ul class="files">
            ${event.attachments.map(attachmentPart)}
          </ul>`
    }
  </article>`;
}

const attachmentPart = (attachment: Attachment): Html =>
  html`<li>
    <a href="/attachments/token/${attachment.token}/">${attachment.file_name}</a>
    <span class="soft">${attachment.content_type}, ${attachment.size} bytes</span>
  </li>`;

/** The title of a field. In the event of a change, a custom field is named by its id. */
const nameOf = (account: Account, field: string): string => account.fields.get(Number(field))?.title ?? field;

function auditPart(account: Account, audit: Audit): Html {
  const changes = audit.events.filter((event) => event.type === 'Create' || event.type === 'Change');
  const comments = audit.events.length - changes.length;
  const parts = [...(comments > 0 ? ['a comment'] : []), ...changes.map((event) => nameOf(account, event.field_name))];
  return html`<details class="card">
    <summary>
      ${when(audit.created_at)} by ${account.users.get(audit.author_id)?.name ?? 'nobody'}:
      ${parts.join(', ') || 'nothing'}
    </summary>
    ${
      Object.keys(audit.metadata).length === 0
        ? nothing
        : html`<p class="soft">Metadata</p>
            ${json(audit.metadata)}`
    }
    ${
      changes.length === 0
        ? nothing
        : html`<p class="soft">Changes</p>
            ${json(changes.map((change) => ({ ...change, id: undefined, type: undefined })))}`
    }
    <p class="soft">
      Audit ${audit.id}, by ${audit.via.channel}${audit.via.source.rel === null ? '' : `, ${audit.via.source.rel}`}
      ${otherTickets(audit)}
    </p>
  </details>`;
}

/** Links to the other tickets of a merge or of a follow-up. */
function otherTickets(audit: Audit): readonly Html[] {
  const { from, to } = audit.via.source;
  const ids = [from.ticket_id, to.ticket_id, ...listIn(from.ticket_ids)].flatMap((id) => idIn(id) ?? []);
  return ids.map((id) => html`<a href="/tickets/${id}">#${id}</a> `);
}
