import { newId, type Account } from '../core/account.ts';
import { sameJson, type Json } from '../core/json.ts';
import type { AuditEvent } from '../core/records.ts';
import type { Draft } from './properties.ts';

/** The properties whose change is an event in the audit, with their names there. */
const audited = [
  'subject',
  'status',
  'priority',
  'type',
  'external_id',
  'requester_id',
  'assignee_id',
  'group_id',
  'organization_id',
  'brand_id',
  'ticket_form_id',
  'tags',
] as const;

/** The events of an audit, one for each property that differs. `before` null: the ticket is new. */
export function changesBetween(account: Account, before: Draft | null, after: Draft): readonly AuditEvent[] {
  const pairs: (readonly [string, unknown, unknown])[] = audited.map((name) => [
    name,
    before?.[name] ?? null,
    after[name],
  ]);
  for (const id of Object.keys(after.fields)) pairs.push([id, before?.fields[id] ?? null, after.fields[id]]);
  const isNothing = (value: unknown): boolean => value === null || (Array.isArray(value) && value.length === 0);
  return pairs.flatMap(([field_name, previous_value, value]): readonly AuditEvent[] => {
    if (sameJson(previous_value, value) || (before === null && isNothing(value))) return [];
    return before === null
      ? [{ id: newId(account), type: 'Create', field_name, value }]
      : [{ id: newId(account), type: 'Change', field_name, value, previous_value }];
  });
}

/** The part `applied` of a ledger line: the comments, fields and tags that a write changed. */
export function appliedBy(events: readonly AuditEvent[], before: readonly string[], after: readonly string[]): Json {
  const fields: Record<string, unknown> = {};
  const comments: Json[] = [];
  for (const event of events) {
    switch (event.type) {
      case 'Create':
      case 'Change':
        if (event.field_name !== 'tags') fields[event.field_name] = event.value;
        break;
      case 'Comment':
        comments.push({
          body: event.body,
          public: event.public,
          ...(event.attachments.length === 0 ? {} : { attachments: event.attachments.map((a) => a.file_name) }),
        });
        break;
      case 'VoiceComment':
        comments.push({ body: event.body, public: event.public, voice: event.data });
        break;
    }
  }
  const added = after.filter((tag) => !before.includes(tag));
  const removed = before.filter((tag) => !after.includes(tag));
  return {
    ...(comments.length === 0 ? {} : { comments, comment: comments[0] }),
    ...(Object.keys(fields).length === 0 ? {} : { fields }),
    ...(added.length === 0 ? {} : { tags_added: added }),
    ...(removed.length === 0 ? {} : { tags_removed: removed }),
  };
}
