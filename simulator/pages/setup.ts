import type { Account } from '../core/account.ts';
import type { Delivery } from '../core/delivery.ts';
import type { FieldOption } from '../core/records.ts';
import { isCustom } from '../tickets/fields.ts';
import { formsInOrder } from '../tickets/forms.ts';
import { html, nothing, table, tagList, when, type Html } from './html.ts';

/** The page of the configuration of the account: fields, forms, webhooks and deliveries. */
export function setupBody(account: Account): Html {
  return html`<h1>Set-up</h1>
    <h2>Ticket fields</h2>
    ${ticketFields(account)}
    <h2>Ticket forms</h2>
    ${forms(account)}
    <h2>Fields of contacts</h2>
    ${userFields(account)}
    <h2>Webhooks</h2>
    ${webhooks(account)}
    <h2>Deliveries</h2>
    ${deliveries(account.webhooks.deliveries())}`;
}

const optionTags = (options: readonly FieldOption[]): Html =>
  options.length === 0 ? nothing : tagList(options.map((option) => `${option.name} (${option.value})`));

function ticketFields(account: Account): Html {
  const rows = [...account.fields.values()].map(
    (field) =>
      html`<tr>
        <td>
          ${field.title} ${field.active ? nothing : html`<span class="badge">inactive</span>`}
          ${field.required ? html`<span class="badge">required to solve</span>` : nothing}
        </td>
        <td>${isCustom(field) ? field.type : html`<span class="soft">system, ${field.type}</span>`}</td>
        <td>${optionTags(field.custom_field_options)}</td>
        <td>${field.id}</td>
      </tr>`,
  );
  return table(['Field', 'Type', 'Options', 'Id'], rows, 'No fields.');
}

function forms(account: Account): Html {
  const titles = (ids: readonly number[]): string =>
    ids.map((id) => account.fields.get(id)?.title ?? String(id)).join(', ');
  const rows = formsInOrder(account).map(
    (form) =>
      html`<tr>
        <td>
          ${form.name} ${form.default ? html`<span class="badge">default</span>` : nothing}
          ${form.active ? nothing : html`<span class="badge">inactive</span>`}
        </td>
        <td>${titles(form.ticket_field_ids)}</td>
        <td>${form.id}</td>
      </tr>`,
  );
  return table(['Form', 'Fields in order', 'Id'], rows, 'No forms.');
}

function userFields(account: Account): Html {
  const rows = [...account.userFields.values()].map(
    (field) =>
      html`<tr>
        <td>${field.title} ${field.active ? nothing : html`<span class="badge">inactive</span>`}</td>
        <td>${field.key}</td>
        <td>${field.type}</td>
        <td>${optionTags(field.custom_field_options)}</td>
        <td>${field.id}</td>
      </tr>`,
  );
  return table(['Field', 'Key', 'Type', 'Options', 'Id'], rows, 'No fields.');
}

function webhooks(account: Account): Html {
  const rows = account.webhooks.list().map(
    (hook) =>
      html`<tr>
        <td>${hook.name} ${hook.status === 'active' ? nothing : html`<span class="badge">inactive</span>`}</td>
        <td>${hook.endpoint}</td>
        <td>${tagList(hook.subscriptions.map((type) => type.replace('zen:event-type:', '')))}</td>
      </tr>`,
  );
  return table(['Webhook', 'Address', 'Events'], rows, 'No webhooks.');
}

function deliveries(all: readonly Delivery[]): Html {
  const rows = all
    .slice(-50)
    .toReversed()
    .map(
      (delivery) =>
        html`<tr>
          <td>${when(delivery.at)}</td>
          <td>${delivery.type.replace('zen:event-type:', '')}</td>
          <td>${delivery.subject}</td>
          <td>${delivery.attempt}</td>
          <td>${delivery.status ?? html`<span class="badge s-rejected">no answer</span>`}</td>
        </tr>`,
    );
  return table(['When', 'Event', 'About', 'Attempt', 'Answer'], rows, 'Nothing was delivered yet.');
}
