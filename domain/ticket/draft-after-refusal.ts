import { fieldName } from '../zendesk/refusal.ts';
import type { Refusal, RefusedValue } from '../zendesk/refusal.ts';
import type { FieldValue, TicketDraft } from '../zendesk/ticket.ts';
import { bareDraft } from './draft.ts';

/** The draft of the next attempt to make a ticket that Zendesk refused. */
export type NextDraft = {
  readonly draft: TicketDraft;
  /** The values that are left out for good, and that a note on the ticket names. */
  readonly leftOut: readonly RefusedValue[];
  /** The field values that are written once the ticket exists, where each is judged by itself. */
  readonly later: readonly FieldValue[];
};

/**
 * UPD-6, END-4: what Zendesk refuses is left out by itself, and the other values stay. If Zendesk names no value, the
 * ticket is made without its fields, which follow as an update. END-4: the bare draft comes last.
 *
 * Each draft has a key of its own, because Zendesk compares the bodies of requests with the same key.
 */
export function draftAfterRefusal(draft: TicketDraft, { code, refused }: Refusal): NextDraft {
  // A worker of an earlier version did not tell what Zendesk refused. A history that it recorded must replay (END-4).
  if (refused === undefined) return { draft: bareDraft(draft), leftOut: [], later: [] };
  const named = new Map(refused.map((value) => [value.name, value]));
  const refusedFields = draft.fields.flatMap(({ id }) => named.get(fieldName(id)) ?? []);
  const assignee = draft.assignee.kind === 'nobody' ? undefined : refused.find(({ name }) => /^assignee/i.test(name));
  if (refusedFields.length > 0 || assignee !== undefined) {
    const fields = draft.fields.filter(({ id }) => !named.has(fieldName(id)));
    const next = assignee === undefined ? draft : { ...draft, assignee: { kind: 'nobody' as const } };
    return {
      draft: withFields(next, fields, assignee === undefined ? 'fields' : 'unassigned'),
      leftOut: [...refusedFields, ...(assignee === undefined ? [] : [{ ...assignee, name: 'assignee' }])],
      later: [],
    };
  }
  const mayBeFields = (code === 'Invalid' || code === 'BadRequest') && draft.fields.length > 0;
  return {
    draft: mayBeFields ? withFields(draft, [], 'fields') : bareDraft(draft),
    leftOut: [],
    later: draft.fields,
  };
}

/**
 * The draft with fewer values. The number of its fields goes down with each refusal, and the assignee goes once, so the key
 * is new each time.
 */
function withFields(draft: TicketDraft, fields: readonly FieldValue[], what: 'fields' | 'unassigned'): TicketDraft {
  const key = draft.key.replace(/\/(?:fields|unassigned)-\d{1,4}$/, '');
  return { ...draft, key: `${key}/${what}-${fields.length}`, fields };
}
