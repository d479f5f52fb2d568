import type { ItemOf, MenuPath, Queue } from '../events/parse-events.ts';
import type { FailReason, SessionType } from '../events/session-words.ts';
import { shortHash } from '../events/natural-keys.ts';
import type { Participants } from './participants.ts';
import { participantsOf } from './participants.ts';
import type { Fields, Instant, Warn } from './lenient-fields.ts';
import {
  amountAt,
  fieldsOf,
  idAt,
  instantAt,
  listAt,
  snakeCase,
  textAt,
  textOf,
  valueAt,
  wordAt,
} from './lenient-fields.ts';
import type { Direction, SessionKind, Side } from './vocabulary.ts';
import { directionOf, directionOfType, disconnectedByOf, failReasonOf, sessionTypeOf } from './vocabulary.ts';
import { limits } from '../limits.ts';
import { cutText } from '../cut-text.ts';
import { boundedId } from './event-ids.ts';

export type Disposition = Omit<ItemOf<'disposition.submitted'>, 'agent'> & { readonly key: string };

/** The content of one snapshot of the platform's webhook. Null: the snapshot does not say. */
export type Snapshot = {
  readonly sessionType: SessionType | null;
  readonly direction: Direction | null;
  readonly lang: string | null;
  readonly supportNumber: string | null;
  readonly outboundNumber: string | null;
  readonly initiator: string | null;
  readonly queue: Queue | null;
  readonly menuPath: MenuPath | null;
  readonly createdAt: Instant | null;
  readonly queuedAt: Instant | null;
  readonly ended: boolean;
  readonly endedAt: Instant | null;
  readonly disconnectedBy: Side | null;
  readonly failReason: FailReason | null;
  readonly durations: ItemOf<'session.ended'>['durations'];
  readonly participants: Participants;
  readonly dispositions: readonly Disposition[];
  /** Whether the agent has finished the wrap-up by submitting a disposition. */
  readonly dispositionSubmitted: boolean;
};

/** States of a session that has not ended. */
const runningStates: ReadonlySet<string> = new Set(
  'waiting ringing selecting queued assigned connecting connected active switching transferring hold on_hold recovered scheduled requeued va_assigned va_connected accepted started initiated'.split(
    ' ',
  ),
);
/** States of a session that has ended. */
const endedStates: ReadonlySet<string> = new Set(
  'disconnected ended finished completed closed failed abandoned deflected canceled cancelled disposition_submitted dismissed timeout'.split(
    ' ',
  ),
);

const wrappers = ['session', 'call', 'chat', 'item', 'data'] as const;

/**
 * The keys of an item. Some posts wrap the item in an object, such as `{session: {…}}`: then the keys of both are
 * joined.
 */
export function unwrapItem(item: unknown): Fields | null {
  let fields = fieldsOf(item);
  for (let depth = 0; fields !== null && depth < 3; depth++) {
    const inner: Fields | null = fieldsOf(valueAt(fields, wrappers));
    if (inner === null) break;
    const { session: _, call: __, chat: ___, item: ____, data: _____, ...outer } = fields;
    fields = { ...outer, ...inner };
  }
  return fields;
}

/**
 * The id of the session that an item describes, such as `call-138` or `chat-138`. Calls and chats are numbered
 * separately. Null: the item has no id that is valid for a session.
 */
export function sessionIdOf(kind: SessionKind, item: Fields): string | null {
  const own = idAt(item, `${kind}_id`);
  const other: SessionKind = kind === 'call' ? 'chat' : 'call';
  const named = own === null && idAt(item, `${other}_id`) !== null;
  const id = own ?? idAt(item, `${other}_id`, 'session_id', 'id');
  if (id === null) return null;
  const plain = id.toLowerCase().replace(/^(call|chat)-/, '');
  const sessionId = `${named ? other : kind}-${plain}`;
  return /^[a-z0-9][a-z0-9_-]{0,63}$/.test(sessionId) && plain !== '' ? sessionId : null;
}

function pathOf(value: unknown): readonly string[] {
  const parts: readonly unknown[] = Array.isArray(value) ? value : (textOf(value)?.split('/') ?? []);
  return parts.map(textOf).filter((part) => part !== null);
}

/** The leaf queue and its path. A queue without an id has an id made from its name. */
function queueOf(item: Fields, warn: Warn): Pick<Snapshot, 'queue' | 'menuPath'> {
  const own = fieldsOf(item['queue']) ?? {};
  const menu = fieldsOf(item['menu_path']) ?? {};
  const ids = pathOf(item['queue_path_ids'] ?? menu['materialized_path']);
  const names = pathOf(item['queue_path_names'] ?? item['queue_path'] ?? menu['name']);
  const name = textAt(own, 'name') ?? textAt(item, 'queue_name') ?? names.at(-1) ?? null;
  const leaf = ids.at(-1);
  const id = idAt(own, 'id') ?? (leaf === undefined ? null : boundedId(leaf)) ?? idAt(item, 'queue_id', 'queue_uuid');
  const byName =
    name === null
      ? ''
      : snakeCase(name)
          .replace(/[^\p{L}\p{N}]+/gu, '_')
          .slice(0, 64);
  const known = id ?? (byName || null);
  const path = ids.join('/');
  const longest = limits.text.path.value;
  if (path.length > longest) warn(`The path of the queue is longer than ${longest} characters: it was left out.`);
  return {
    queue: known === null ? null : { id: known, name: name === null ? null : cutText(name, limits.text.name.value) },
    menuPath:
      ids.length + names.length === 0
        ? null
        : {
            name: cutText(names.join('/'), longest) || null,
            materialized_path: path === '' || path.length > longest ? null : path,
          },
  };
}

function dispositionsOf(item: Fields, warn: Warn): readonly Disposition[] {
  return listAt(item, 'dispositions', 'disposition', 'disposition_codes').flatMap((entry) => {
    const fields = fieldsOf(entry);
    if (fields === null) {
      warn('An entry of dispositions could not be read.');
      return [];
    }
    const content = {
      code: textAt(fields, 'code', 'name'),
      custom_code_id: textAt(fields, 'custom_code_id', 'code_id'),
      list: textAt(fields, 'list', 'list_name'),
      note: textAt(fields, 'note', 'notes'),
    };
    if (Object.values(content).every((value) => value === null)) return [];
    const id = idAt(fields, 'disposition_id', 'id');
    return [{ ...content, disposition_id: id, key: id ?? shortHash(JSON.stringify(content)) }];
  });
}

function durationsOf(item: Fields, warn: Warn): Snapshot['durations'] {
  const durations = {
    call_s: amountAt(item, ['call_duration', 'chat_duration', 'duration'], warn),
    wait_s: amountAt(item, ['wait_duration'], warn),
    hold_s: amountAt(item, ['hold_duration'], warn),
  };
  return Object.values(durations).every((value) => value === null) ? null : durations;
}

/** Parses a text. If `parse` does not know it (undefined), `warn` is called, and the result is null. */
function parsedOrNull<Result>(
  text: string | null,
  parse: (text: string) => Result | undefined,
  warn: () => void,
): Result | null {
  if (text === null) return null;
  const result = parse(text);
  if (result !== undefined) return result;
  warn();
  return null;
}

/** Reads an item that `unwrapItem` has returned. `warn` is called with the key of each value that is not understood. */
export function readSnapshot(item: Fields, warn: Warn): Snapshot {
  const typeText = textAt(item, 'session_type_v2', 'session_type', 'call_type', 'chat_type');
  const sessionType = typeText === null ? null : sessionTypeOf(typeText);
  if (typeText !== null && sessionType === null)
    warn('The session type is not known: the plainest of its kind was taken.');
  const directionWord = wordAt(item, 'direction');
  const namedDirection = directionOf(directionWord);
  if (directionWord !== null && namedDirection === null) warn('The direction is not known.');
  const participants = participantsOf(item, warn);
  const state = wordAt(item, 'state', 'status');
  if (state !== null && !runningStates.has(state) && !endedStates.has(state))
    warn('The state of the session is not known: it counts as running until an end is told.');
  const endedAt = instantAt(item, ['ends_at', 'ended_at', 'disconnected_at'], warn);
  const queuedAt = instantAt(item, ['queued_at'], warn);
  const startedAt = instantAt(item, ['created_at', 'started_at'], warn);
  const connectedAt = instantAt(item, ['connected_at'], warn);
  const { queue, menuPath } = queueOf(item, warn);
  const waited = queue !== null || queuedAt !== null;
  return {
    sessionType,
    direction: namedDirection ?? (sessionType === null ? null : directionOfType(sessionType)),
    lang: textAt(item, 'language', 'lang'),
    supportNumber: textAt(item, 'support_number'),
    outboundNumber: textAt(item, 'outbound_number'),
    initiator: idAt(item, 'initiator'),
    queue,
    menuPath,
    // `connected_at` of a session is when the customer was connected. An inbound session begins at this time.
    createdAt: startedAt ?? connectedAt,
    queuedAt,
    ended: endedAt !== null || (state === null ? participants.allLeft : endedStates.has(state)),
    endedAt,
    disconnectedBy: parsedOrNull(textAt(item, 'disconnected_by'), disconnectedByOf, () =>
      warn('disconnected_by names nobody that is known.'),
    ),
    failReason: parsedOrNull(
      textAt(item, 'fail_reason'),
      (text) => failReasonOf(text, waited),
      () => warn('fail_reason is not known.'),
    ),
    durations: durationsOf(item, warn),
    participants,
    dispositions: dispositionsOf(item, warn),
    dispositionSubmitted: state === 'disposition_submitted' || participants.agents.some(({ wrappedUp }) => wrappedUp),
  };
}
