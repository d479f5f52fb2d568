import type { ItemOf, MenuPath, Queue } from '../events/parse-events.ts';
import type { FailReason, SessionType } from '../events/session-words.ts';
import { shortHash } from '../events/natural-keys.ts';
import type { People } from './participants.ts';
import { peopleOf } from './participants.ts';
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

export type Disposition = Omit<ItemOf<'disposition.submitted'>, 'agent'> & { readonly key: string };

/** What one snapshot of the platform's webhook says, in one spelling; null where it says nothing. */
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
  readonly people: People;
  readonly dispositions: readonly Disposition[];
  readonly submitted: boolean;
};

const running: ReadonlySet<string> = new Set(
  'waiting ringing selecting queued assigned connecting connected active switching transferring hold on_hold recovered scheduled requeued va_assigned va_connected accepted started initiated'.split(
    ' ',
  ),
);
const over: ReadonlySet<string> = new Set(
  'disconnected ended finished completed closed failed abandoned deflected canceled cancelled disposition_submitted dismissed timeout'.split(
    ' ',
  ),
);

const wrappers = ['session', 'call', 'chat', 'item', 'data'] as const;

/** The item's own keys, and those of an object that some posts wrap around them. */
export function flatItem(item: unknown): Fields | null {
  let fields = fieldsOf(item);
  for (let depth = 0; fields !== null && depth < 3; depth++) {
    const inner: Fields | null = fieldsOf(valueAt(fields, wrappers));
    if (inner === null) break;
    const { session: _, call: __, chat: ___, item: ____, data: _____, ...outer } = fields;
    fields = { ...outer, ...inner };
  }
  return fields;
}

/** The session that an item is about, `call-138` or `chat-138`: they are numbered separately. Null: none can be told. */
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

/** The leaf of the queue path and the path itself; a queue told without its number goes by its name. */
function queueOf(item: Fields): Pick<Snapshot, 'queue' | 'menuPath'> {
  const own = fieldsOf(item['queue']) ?? {};
  const menu = fieldsOf(item['menu_path']) ?? {};
  const ids = pathOf(item['queue_path_ids'] ?? menu['materialized_path']);
  const names = pathOf(item['queue_path_names'] ?? item['queue_path'] ?? menu['name']);
  const name = textAt(own, 'name') ?? textAt(item, 'queue_name') ?? names.at(-1) ?? null;
  const id = idAt(own, 'id') ?? ids.at(-1)?.slice(0, 128) ?? idAt(item, 'queue_id', 'queue_uuid');
  const byName =
    name === null
      ? ''
      : snakeCase(name)
          .replace(/[^\p{L}\p{N}]+/gu, '_')
          .slice(0, 64);
  const known = id ?? (byName || null);
  return {
    queue: known === null ? null : { id: known, name },
    menuPath:
      ids.length + names.length === 0
        ? null
        : { name: names.join('/') || null, materialized_path: ids.join('/') || null },
  };
}

function dispositionsOf(item: Fields, warn: Warn): readonly Disposition[] {
  return listAt(item, 'dispositions', 'disposition', 'disposition_codes').flatMap((entry) => {
    const fields = fieldsOf(entry);
    if (fields === null) {
      warn('An entry of dispositions could not be read.');
      return [];
    }
    const said = {
      code: textAt(fields, 'code', 'name'),
      custom_code_id: textAt(fields, 'custom_code_id', 'code_id'),
      list: textAt(fields, 'list', 'list_name'),
      note: textAt(fields, 'note', 'notes'),
    };
    if (Object.values(said).every((value) => value === null)) return [];
    const id = idAt(fields, 'disposition_id', 'id');
    return [{ ...said, disposition_id: id, key: id ?? shortHash(JSON.stringify(said)) }];
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

function read<Result>(
  text: string | null,
  how: (text: string) => Result | undefined,
  unread: () => void,
): Result | null {
  if (text === null) return null;
  const result = how(text);
  if (result !== undefined) return result;
  unread();
  return null;
}

/** Reads an item as `flatItem` gives it. What is not understood is told to `warn`, by its key. */
export function readSnapshot(item: Fields, warn: Warn): Snapshot {
  const typeText = textAt(item, 'session_type_v2', 'session_type', 'call_type', 'chat_type');
  const sessionType = typeText === null ? null : sessionTypeOf(typeText);
  if (typeText !== null && sessionType === null)
    warn('The session type is not known: the plainest of its kind was taken.');
  const directionWord = wordAt(item, 'direction');
  const told = directionOf(directionWord);
  if (directionWord !== null && told === null) warn('The direction is not known.');
  const people = peopleOf(item, warn);
  const state = wordAt(item, 'state', 'status');
  if (state !== null && !running.has(state) && !over.has(state))
    warn('The state of the session is not known: it counts as running until an end is told.');
  const endedAt = instantAt(item, ['ends_at', 'ended_at', 'disconnected_at'], warn);
  const queuedAt = instantAt(item, ['queued_at'], warn);
  const begun = instantAt(item, ['created_at', 'started_at'], warn);
  const connectedAt = instantAt(item, ['connected_at'], warn);
  const { queue, menuPath } = queueOf(item);
  const waited = queue !== null || queuedAt !== null;
  return {
    sessionType,
    direction: told ?? (sessionType === null ? null : directionOfType(sessionType)),
    lang: textAt(item, 'language', 'lang'),
    supportNumber: textAt(item, 'support_number'),
    outboundNumber: textAt(item, 'outbound_number'),
    initiator: idAt(item, 'initiator'),
    queue,
    menuPath,
    // The session's own connect is the customer's, which is where an inbound one begins.
    createdAt: begun ?? connectedAt,
    queuedAt,
    ended: endedAt !== null || (state === null ? people.allLeft : over.has(state)),
    endedAt,
    disconnectedBy: read(textAt(item, 'disconnected_by'), disconnectedByOf, () =>
      warn('disconnected_by names nobody that is known.'),
    ),
    failReason: read(
      textAt(item, 'fail_reason'),
      (text) => failReasonOf(text, waited),
      () => warn('fail_reason is not known.'),
    ),
    durations: durationsOf(item, warn),
    people,
    dispositions: dispositionsOf(item, warn),
    submitted: state === 'disposition_submitted' || people.agents.some(({ wrappedUp }) => wrappedUp),
  };
}
