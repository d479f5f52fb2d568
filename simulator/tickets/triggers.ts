import { findTicket, userByEmail, type Account } from '../core/account.ts';
import { badRequest, Refusal } from '../core/errors.ts';
import { idIn, numberIn, objectIn, textIn, type Json } from '../core/json.ts';
import type { LedgerKind } from '../core/ledger-entry.ts';
import type { Ticket, Via } from '../core/records.ts';
import { updateTicket } from './write.ts';

/**
 * What a trigger does with a ticket.
 * - `close`: sets it to closed.
 * - `assign`: gives it to the user `assigneeId`, or to nobody.
 * - `set_field`: sets the custom field `fieldId` to `value`.
 */
export const triggerActions = ['close', 'assign', 'set_field'] as const;
export type TriggerAction = (typeof triggerActions)[number];

/** A business rule of the account, which changes tickets after somebody else has made or changed them. */
export type Trigger = {
  readonly id: number;
  readonly action: TriggerAction;
  /** Whether it acts on new tickets or on changed ones. */
  readonly on: 'create' | 'update';
  /** It acts only on this ticket, or only on tickets with this tag. Empty: it acts on all tickets. */
  readonly match: { readonly ticketId?: number; readonly tag?: string };
  /** How long after the write it acts. */
  readonly afterMs: number;
  /** How often it acts at most. */
  readonly times: number;
  readonly assigneeId: number | null;
  readonly fieldId: number | undefined;
  readonly value: unknown;
  hits: number;
};

export type Triggers = {
  /** Switches a trigger on. `given` is the body of `POST /_sim/triggers`. Throws Refusal 400, which names the wrong part. */
  readonly add: (given: Json) => Trigger;
  readonly list: () => readonly Trigger[];
  readonly remove: (id: number) => boolean;
  readonly clear: () => void;
};

/** The kinds of writes after which triggers act. What a trigger writes causes no other trigger. */
const causes: { readonly [Kind in LedgerKind]?: Trigger['on'] } = {
  'ticket.create': 'create',
  'ticket.update': 'update',
  'ticket.update_many.item': 'update',
};

/** Lets triggers act on the tickets of the account. */
export function startTriggers(account: Account): Triggers {
  let triggers: Trigger[] = [];
  let lastId = 0;

  account.ticketWritten = (ticket, kind) => {
    for (const trigger of triggers) {
      if (causes[kind] !== trigger.on || trigger.hits >= trigger.times || !isMatch(trigger, ticket)) continue;
      trigger.hits += 1;
      if (trigger.afterMs > 0) account.clock.after(trigger.afterMs, () => act(account, trigger, ticket.id));
      else act(account, trigger, ticket.id);
    }
  };

  return {
    add(given) {
      lastId += 1;
      const trigger = triggerOf(lastId, given);
      triggers.push(trigger);
      return trigger;
    },
    list: () => triggers,
    remove(id) {
      const before = triggers.length;
      triggers = triggers.filter((trigger) => trigger.id !== id);
      return triggers.length < before;
    },
    clear() {
      triggers = [];
    },
  };
}

function triggerOf(id: number, given: Json): Trigger {
  const wrong = (what: string): Refusal => badRequest('InvalidTrigger', what);
  const action = triggerActions.find((known) => known === given.action);
  if (action === undefined) throw wrong(`action must be one of ${triggerActions.join(', ')}`);
  const on = textIn(given.on) ?? 'create';
  if (on !== 'create' && on !== 'update') throw wrong('on must be create or update');
  const match = objectIn(given.match);
  const [ticketId, tag] = [idIn(match.ticketId), textIn(match.tag)];
  const [afterMs, times] = [numberIn(given.afterMs) ?? 0, numberIn(given.times) ?? Number.POSITIVE_INFINITY];
  if (afterMs < 0) throw wrong('afterMs must be a number of milliseconds, 0 or more');
  const fieldId = idIn(given.fieldId);
  if (action === 'set_field' && fieldId === undefined) throw wrong('set_field needs a fieldId');
  return {
    id,
    action,
    on,
    match: { ...(ticketId === undefined ? {} : { ticketId }), ...(tag === undefined ? {} : { tag }) },
    afterMs,
    times,
    assigneeId: idIn(given.assigneeId) ?? null,
    fieldId,
    value: given.value ?? null,
    hits: 0,
  };
}

function isMatch({ match: { ticketId, tag } }: Trigger, ticket: Ticket): boolean {
  return (ticketId === undefined || ticketId === ticket.id) && (tag === undefined || ticket.tags.includes(tag));
}

/** Changes the ticket as a trigger of Zendesk does: by no user, and with a `via` that names the rule. */
function act(account: Account, trigger: Trigger, ticketId: number): void {
  const admin = userByEmail(account, account.settings.email);
  if (admin === undefined || findTicket(account, ticketId) === undefined) return;
  const from = { id: trigger.id, title: `Trigger ${trigger.id}` };
  const via: Via = { channel: 'rule', source: { from, to: {}, rel: 'trigger' } };
  const origin = { request_id: `trigger ${trigger.id}`, method: 'TRIGGER', path: `/tickets/${ticketId}` };
  try {
    updateTicket(account, ticketId, changeOf(trigger), { me: { ...admin, id: -1 }, origin, kind: 'trigger', via });
  } catch (cause) {
    // A trigger that cannot act, because the ticket is closed or its value is not valid, leaves the ticket as it is.
    if (!(cause instanceof Refusal)) throw cause;
  }
}

function changeOf({ action, assigneeId, fieldId, value }: Trigger): Json {
  switch (action) {
    case 'close':
      return { status: 'closed' };
    case 'assign':
      return { assignee_id: assigneeId };
    case 'set_field':
      return { custom_fields: [{ id: fieldId, value }] };
    default:
      return action satisfies never;
  }
}
