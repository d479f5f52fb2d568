import type { Account } from '../core/account.ts';
import { presentOption } from '../core/field-options.ts';
import type { Attachment, Audit, AuditEvent, Comment, Ticket, TicketField } from '../core/records.ts';
import { customFields } from './fields.ts';

/** The bases of links in answers. They begin with the address that the client used; otherwise a client cannot follow them. */
export type Links = { readonly api: string; readonly root: string };

export function presentTicket(account: Account, ticket: Ticket, links: Links): Record<string, unknown> {
  const fields = customFields(account).map((field) => ({ id: field.id, value: ticket.fields[field.id] ?? null }));
  return {
    url: `${links.api}/tickets/${ticket.id}.json`,
    id: ticket.id,
    external_id: ticket.external_id,
    via: ticket.via,
    created_at: ticket.created_at,
    updated_at: ticket.updated_at,
    generated_timestamp: Math.floor(Date.parse(ticket.updated_at) / 1000),
    type: ticket.type,
    subject: ticket.subject,
    raw_subject: ticket.subject,
    description: ticket.description,
    priority: ticket.priority,
    status: ticket.status,
    recipient: null,
    requester_id: ticket.requester_id,
    submitter_id: ticket.submitter_id,
    assignee_id: ticket.assignee_id,
    organization_id: ticket.organization_id,
    group_id: ticket.group_id,
    collaborator_ids: [],
    follower_ids: [],
    email_cc_ids: [],
    forum_topic_id: null,
    problem_id: null,
    has_incidents: false,
    is_public: ticket.is_public,
    due_at: null,
    tags: ticket.tags,
    custom_fields: fields,
    fields,
    satisfaction_rating: { score: 'unoffered' },
    sharing_agreement_ids: [],
    followup_ids: ticket.followup_ids,
    ticket_form_id: ticket.ticket_form_id,
    brand_id: ticket.brand_id,
    allow_channelback: false,
    allow_attachments: true,
    from_messaging_channel: false,
  };
}

export function presentMetricSet(ticket: Ticket, links: Links): object {
  return {
    url: `${links.api}/ticket_metrics/${ticket.id}.json`,
    id: ticket.id,
    ticket_id: ticket.id,
    created_at: ticket.created_at,
    updated_at: ticket.updated_at,
    solved_at: ticket.solved_at,
    reopens: 0,
    replies: 0,
  };
}

export function presentAttachment(attachment: Attachment, links: Links): object {
  const { token, sha256: _, ...shown } = attachment;
  return {
    ...shown,
    url: `${links.api}/attachments/${attachment.id}.json`,
    content_url: `${links.root}/attachments/token/${token}/?name=${encodeURIComponent(attachment.file_name)}`,
    mapped_content_url: `${links.root}/attachments/token/${token}/?name=${encodeURIComponent(attachment.file_name)}`,
    inline: false,
    deleted: false,
    malware_access_override: false,
    malware_scan_result: 'malware_not_found',
    width: null,
    height: null,
    thumbnails: [],
  };
}

/** A comment as it is in its audit event. The list of comments shows more. */
function presentComment(comment: Comment, links: Links): object {
  return {
    author_id: comment.author_id,
    body: comment.body,
    html_body: comment.html_body,
    plain_body: comment.body,
    public: comment.public,
    attachments: comment.attachments.map((attachment) => presentAttachment(attachment, links)),
  };
}

function presentEvent(event: AuditEvent, audit: Audit, links: Links): object {
  if (event.type === 'Create' || event.type === 'Change') return event;
  const comment = {
    id: event.id,
    type: event.type,
    audit_id: audit.id,
    ...presentComment(event, links),
    ...(event.via === undefined ? {} : { via: event.via }),
  };
  if (event.type === 'Comment') return comment;
  const { data } = event;
  return {
    ...comment,
    data,
    formatted_from: data.from,
    formatted_to: data.to,
    transcription_visible: data.transcription_text !== null,
  };
}

export function presentAudit(audit: Audit, links: Links): object {
  return {
    id: audit.id,
    ticket_id: audit.ticket_id,
    created_at: audit.created_at,
    author_id: audit.author_id,
    metadata: {
      system: { client: 'simulator', ip_address: '127.0.0.1', location: '', latitude: null, longitude: null },
      custom: audit.metadata,
    },
    via: audit.via,
    events: audit.events.map((event) => presentEvent(event, audit, links)),
  };
}

/** The comments of a ticket, read from its audits, the oldest first. */
export function presentComments(audits: readonly Audit[], links: Links): readonly object[] {
  return audits.flatMap((audit) =>
    audit.events.flatMap((event) =>
      event.type === 'Comment' || event.type === 'VoiceComment'
        ? [
            {
              via: audit.via,
              ...presentEvent(event, audit, links),
              metadata: { system: {}, custom: audit.metadata },
              created_at: audit.created_at,
            },
          ]
        : [],
    ),
  );
}

export function presentField(field: TicketField, links: Links): object {
  const address = `${links.api}/ticket_fields/${field.id}`;
  return {
    ...field,
    url: `${address}.json`,
    raw_title: field.title,
    raw_description: field.description,
    title_in_portal: field.title,
    raw_title_in_portal: field.title,
    visible_in_portal: false,
    editable_in_portal: false,
    required_in_portal: false,
    collapsed_for_agents: false,
    agent_can_edit: true,
    agent_description: field.agent_description ?? null,
    custom_field_options: field.custom_field_options.map((option, i) => presentOption(option, i, address)),
  };
}
