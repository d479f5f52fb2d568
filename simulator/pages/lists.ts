import type { Account } from '../core/account.ts';
import type { Ticket, User } from '../core/records.ts';
import { html, nothing, table, tagList, when, type Html } from './html.ts';

export function userLink(account: Account, id: number | null): Html {
  const user = id === null ? undefined : account.users.get(id);
  if (user === undefined) return html`<span class="soft">nobody</span>`;
  return html`<a class="name" href="/users/${user.id}">${user.name}</a>`;
}

export function statusBadge(ticket: Ticket): Html {
  const status = ticket.deleted ? 'deleted' : ticket.status;
  return html`<span class="badge s-${status}">${status}</span>`;
}

/** A table of tickets. `ofOne`: all tickets are of one contact, so that the table has no column for the requester. */
export function ticketTable(account: Account, tickets: readonly Ticket[], ofOne = false): Html {
  const rows = tickets.map(
    (ticket) =>
      html`<tr>
        <td><a href="/tickets/${ticket.id}">#${ticket.id}</a></td>
        <td>${ticket.subject ?? ''}</td>
        <td>${statusBadge(ticket)}</td>
        ${ofOne ? nothing : html`<td>${userLink(account, ticket.requester_id)}</td>`}
        <td>${userLink(account, ticket.assignee_id)}</td>
        <td>${when(ticket.updated_at)}</td>
      </tr>`,
  );
  const heads = ['Ticket', 'Subject', 'Status', ...(ofOne ? [] : ['Requester']), 'Assignee', 'Updated'];
  return table(heads, rows, 'No tickets.');
}

export function userTable(users: readonly User[]): Html {
  const rows = users.map(
    (user) =>
      html`<tr>
        <td><a href="/users/${user.id}">${user.name}</a></td>
        <td>${user.phone ?? ''}</td>
        <td>${user.email ?? ''}</td>
        <td>${user.role}${user.active ? '' : ', deleted'}${user.suspended ? ', suspended' : ''}</td>
        <td>${user.external_id ?? ''}</td>
      </tr>`,
  );
  return table(['Name', 'Phone', 'E-mail', 'Role', 'External id'], rows, 'Nobody.');
}

const recent = <Item extends { readonly id: number; readonly updated_at: string }>(
  items: Iterable<Item>,
): readonly Item[] => [...items].sort((a, b) => b.updated_at.localeCompare(a.updated_at) || b.id - a.id).slice(0, 50);

export function homeBody(account: Account): Html {
  return html`<h1>Tickets and contacts</h1>
    <p class="soft">
      ${account.tickets.size} tickets, ${account.users.size} users, ${account.ledger.length} writes. The latest 50 are
      shown.
    </p>
    <h2>Tickets</h2>
    ${ticketTable(account, recent(account.tickets.values()))}
    <h2>Contacts and agents</h2>
    ${userTable(recent(account.users.values()))}`;
}

export function foundBody(account: Account, asked: string): Html {
  const text = asked.trim().toLowerCase();
  const has = (part: string | null): boolean => part !== null && text !== '' && part.toLowerCase().includes(text);
  const tickets = [...account.tickets.values()].filter(
    (t) => has(String(t.id)) || has(t.external_id) || has(t.subject),
  );
  const users = [...account.users.values()].filter(
    (user) => has(String(user.id)) || has(user.name) || has(user.phone) || has(user.email) || has(user.external_id),
  );
  return html`<h1>Found for “${asked}”</h1>
    <h2>Tickets</h2>
    ${ticketTable(account, recent(tickets))}
    <h2>Contacts and agents</h2>
    ${userTable(recent(users))}`;
}

export function userBody(account: Account, user: User, tickets: readonly Ticket[]): Html {
  const state = [user.role, user.active ? '' : 'deleted', user.suspended ? 'suspended' : ''].filter(
    (part) => part !== '',
  );
  return html`<h1>${user.name}</h1>
    <p class="soft">User ${user.id}, ${state.join(', ')}</p>
    <div class="card">
      <dl>
        <dt>Phone</dt>
        <dd>${user.phone ?? 'none'}${user.shared_phone_number === true ? ' (shared with others)' : ''}</dd>
        <dt>E-mail</dt>
        <dd>${user.email ?? 'none'}</dd>
        <dt>External id</dt>
        <dd>${user.external_id ?? 'none'}</dd>
        <dt>Identities</dt>
        <dd>${tagList(user.identities.map((identity) => `${identity.type}: ${identity.value}`))}</dd>
        <dt>Tags</dt>
        <dd>${tagList(user.tags)}</dd>
        <dt>Created</dt>
        <dd>${when(user.created_at)}</dd>
      </dl>
    </div>
    ${userFieldsPart(account, user)}
    <h2>Requested tickets</h2>
    ${ticketTable(account, tickets, true)}`;
}

function userFieldsPart(account: Account, user: User): Html {
  const fields = [...account.userFields.values()];
  if (fields.length === 0) return nothing;
  const rows = fields.map((field) => {
    const value = user.user_fields[field.key] ?? '';
    return html`<tr>
      <td>${field.title}</td>
      <td>${typeof value === 'string' ? value : JSON.stringify(value)}</td>
      <td class="soft">${field.type}, ${field.key}</td>
    </tr>`;
  });
  return html`<h2>Fields</h2>
    ${table(['Field', 'Value', 'Type and key'], rows, '')}`;
}
