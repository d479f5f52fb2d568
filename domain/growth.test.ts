import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { customDataComment } from './comment/start-comments.ts';
import { cutText as cutComment, jsonLines, section } from './comment/section.ts';
import { fileText, timeText, wordingOf } from './comment/wording.ts';
import { documentedExamples } from './events/schema-examples.testkit.ts';
import { eventTypes } from './events/event-list.ts';
import type { EventType } from './events/event-list.ts';
import { eventSchemas } from './events/event-schemas.ts';
import {
  agentA,
  assigned,
  connected,
  ended,
  minute,
  second,
  sessionId,
  started,
  t0,
} from './events/examples.testkit.ts';
import { measureJson } from './events/json-size.ts';
import { addressOf, shortHash, tidyKey } from './events/natural-keys.ts';
import { parsePost } from './events/parse-events.ts';
import { verifiedOf } from './events/verification.ts';
import { matchPattern } from './fields/pattern.ts';
import { fieldValue } from './fields/values.ts';
import { someHostileTexts, tooFast } from './growth.testkit.ts';
import { escapeHtml } from './html.ts';
import { limits } from './limits.ts';
import { isMailAddress } from './mail-address.ts';
import { play } from './next-steps/play.testkit.ts';
import { readDialled, searchDigits, toE164 } from './phone.ts';
import { boundedItem } from './platform/bounded-item.ts';
import { stateOf } from './platform/document-status.ts';
import { boundedId, impliedEventId } from './platform/event-ids.ts';
import { amountOf, fieldsOf, instantOf, snakeCase, textOf } from './platform/lenient-fields.ts';
import { readMetadata } from './platform/metadata-reading.ts';
import { agentId, isVirtualAgentId, virtualAgentId } from './platform/participants.ts';
import { snapshotEvents } from './platform/snapshots.ts';
import { directionOf, disconnectedByOf, failReasonOf, kindOfType, sessionTypeOf } from './platform/vocabulary.ts';
import { postedItems } from './platform/webhook-body.ts';
import { ownerChangeOfFact } from './session/owner-change.ts';
import { defaultSettings } from './settings/defaults.ts';
import { renderSubject } from './settings/subject-template.ts';
import { queueTag } from './ticket/tags.ts';
import { beginningOf, cutText } from './cut-text.ts';
import { commentHtml } from './zendesk/comment.ts';
import type { TicketField } from './zendesk/field.ts';

const english = wordingOf('en', null);
const now = Date.parse('2026-03-02T12:00:00Z');

const field: TicketField = { id: 1, title: 'Field', type: 'text', pattern: null, options: ['a', 'b'], active: true };

/** More than one comment of Zendesk takes. */
const full = 'x'.repeat(70_000);

function comment(value: string, label: string | null = null) {
  return { title: 'Title', lines: [{ label, value }] };
}

/** Every pure function that reads a text from outside. */
const functions: Readonly<Record<string, (text: string) => unknown>> = {
  escapeHtml,
  // A comment that is full already is cut for every text. Otherwise a text would be cut only from some length on.
  'commentHtml of a value': (text) => commentHtml([comment(full + text)]),
  'commentHtml of a label': (text) => commentHtml([comment(full, text)]),
  'commentHtml of a title': (text) => commentHtml([{ title: full + text, lines: [] }]),
  'cutText of a comment': (text) => cutComment(text),
  jsonLines: (text) => jsonLines(null, { [text]: text }),
  cutText: (text) => cutText(text, text.length - 1),
  beginningOf: (text) => beginningOf(text, text.length - 1),
  timeText: (text) => timeText(text, english),
  fileText: (text) => fileText({ file_id: null, url: text, name: null, content_type: null, size: null }),
  'customDataComment of a date': (text) =>
    customDataComment([{ key: 'a', label: text, value: text, type: 'date' }], english),
  addressOf,
  tidyKey,
  shortHash,
  verifiedOf,
  isMailAddress,
  toE164: (text) => toE164(text, 'US'),
  readDialled: (text) => readDialled(text, 'US'),
  searchDigits: (text) => searchDigits(text, 'US'),
  snakeCase,
  'fieldsOf of one key': (text) => fieldsOf({ [text]: 1 }),
  textOf,
  instantOf,
  amountOf,
  sessionTypeOf,
  kindOfType,
  directionOf,
  disconnectedByOf,
  failReasonOf: (text) => failReasonOf(text, true),
  stateOf,
  boundedId,
  impliedEventId: (text) => impliedEventId('webhook', text),
  virtualAgentId,
  agentId,
  isVirtualAgentId,
  ownerChangeOfFact,
  'ownerChangeOfFact of an agent': (text) => ownerChangeOfFact(`assigned/${text}`),
  queueTag: (id) => queueTag({ id }),
  renderSubject: (text) =>
    renderSubject(defaultSettings.tickets.subject, {
      session: { type: text, channel: 'voice', id: 'call-1', queue: text, menu_path: text },
      contact: { name: text, phone: text },
    }),
  matchPattern: (text) => matchPattern('^[A-Z]+-?\\d*$', text),
  ...Object.fromEntries(
    (['text', 'checkbox', 'date', 'integer', 'decimal', 'tagger', 'regexp'] as const).map((type) => [
      `fieldValue of a ${type}`,
      (text: string) => fieldValue({ ...field, type, pattern: '^\\d+$' }, text),
    ]),
  ),
};

/** Every pure function that reads a list from outside, with as many members as the text has characters. */
const listFunctions: Readonly<Record<string, (members: readonly string[]) => unknown>> = {
  'commentHtml of many lines': (members) =>
    commentHtml([comment(full), { title: 'Title', lines: members.map((value) => ({ label: null, value })) }]),
  'section of many lines': (members) =>
    section(
      'Title',
      members.map((value) => ({ label: null, value })),
    ),
  'measureJson of a list': (members) => measureJson(members, { depth: 9, members: 1e9 }),
  'fieldsOf of many keys': (members) => fieldsOf(Object.fromEntries(members.map((each, i) => [`k${i}${each}`, null]))),
  'many keys of an item': (members) =>
    boundedItem(Object.fromEntries(members.map((each, i) => [`k${i}${each}`, each])), { now, prefix: '' }, () => 0),
  'many entries of custom data': (members) =>
    readMetadata({
      id: 1,
      custom_data: { signed: Object.fromEntries(members.map((each, i) => [`k${i}${each}`, each])) },
    }),
  'many members of each list of a snapshot': (members) =>
    snapshotEvents(
      'call',
      { call_id: 1, participants: members, dispositions: members },
      { eventId: 'e', timestamp: now },
    ),
};

/** A text everywhere in a snapshot and in a metadata document, as a value and as a key. */
const documents: Readonly<Record<string, (text: string) => unknown>> = {
  'a key of a snapshot': (text) => snapshotEvents('call', { call_id: 1, [text]: 1 }, { eventId: 'e', timestamp: now }),
  'a key of a document': (text) => readMetadata({ id: 1, call_type: 'Voice', [text]: 1 }, { now }),
  'keys of a post': (text) => postedItems({ [text]: [], events: [{ [text]: 1, item: { [text]: 1 } }] }, now),
  'a key and a value of custom data': (text) =>
    readMetadata({ id: 1, custom_data: { signed: { [text]: text, a: { label: text, value: text } } } }, { now }),
  'each value of a snapshot': (text) =>
    snapshotEvents(
      'call',
      {
        ...Object.fromEntries(
          'state direction language session_type_v2 queue_path_ids queue_path_names support_number initiator created_at connected_at queued_at ends_at disconnected_by fail_reason call_duration'
            .split(' ')
            .map((key) => [key, text]),
        ),
        call_id: 1,
        participants: [
          { type: text, state: text },
          { type: 'agent', state: text, id: text, email: text, name: text, connected_at: text, reason: text },
          { type: 'external', dn: text },
        ],
        dispositions: [{ code: text, list: text, note: text }],
      },
      { eventId: 'e', timestamp: now },
    ),
};

describe('the time of a function grows no faster than its text', () => {
  test.each(Object.entries(functions))('SEC-2 %s', (_, run) => {
    expect(tooFast(run)).toEqual([]);
  });

  test.each(Object.entries(listFunctions))('SEC-2 %s', (_, run) => {
    expect(tooFast((text) => run(text.split('')), someHostileTexts.slice(0, 5), { longest: 16_000 })).toEqual([]);
  });

  test.each(Object.entries(documents))('SEC-2 PLT-1 %s', (_, run) => {
    expect(tooFast(run)).toEqual([]);
  });
});

type Path = readonly (string | number)[];
type Described = Readonly<Record<string, unknown>>;

function isDescribed(value: unknown): value is Described {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The places of all texts of an event, as its JSON Schema shows them, each with its greatest length. */
function textsIn(schema: unknown, path: Path = []): readonly { readonly path: Path; readonly most: number }[] {
  if (!isDescribed(schema)) return [];
  const own = schema['type'] === 'string' && schema['const'] === undefined && schema['enum'] === undefined;
  const { properties, items, anyOf, additionalProperties, maxLength } = schema;
  return [
    ...(own ? [{ path, most: typeof maxLength === 'number' ? maxLength : Number.POSITIVE_INFINITY }] : []),
    ...(Array.isArray(schema['type']) ? [{ path, most: limits.json.bytes.value }] : []),
    ...(isDescribed(properties)
      ? Object.entries(properties).flatMap(([key, each]) => textsIn(each, [...path, key]))
      : []),
    ...(Array.isArray(anyOf) ? anyOf.flatMap((each) => textsIn(each, path)) : []),
    ...textsIn(items, [...path, 0]),
    ...textsIn(additionalProperties, [...path, 'any']),
  ];
}

function withText(base: unknown, [step, ...rest]: Path, text: string): unknown {
  if (step === undefined) return text;
  if (typeof step === 'number') return [withText(Array.isArray(base) ? base[step] : {}, rest, text)];
  const known = isDescribed(base) ? base : {};
  return { ...known, [step]: withText(known[step], rest, text) };
}

function textsOf(type: EventType) {
  const described = textsIn(z.toJSONSchema(eventSchemas[type], { io: 'input', unrepresentable: 'any' }));
  const unique = new Map(described.map(({ path, most }) => [path.join('.'), { path, most }]));
  return [...unique.values()].filter(({ path }) => path[0] !== 'type');
}

function exampleOf(type: EventType): unknown {
  const [example] = documentedExamples(type);
  return { ...Object(example), timestamp: t0 + minute, session_id: sessionId };
}

const account = {
  contacts: [],
  tickets: [],
  agents: [],
  refusals: [],
  refusedFacts: [],
  fileRefused: false,
  contactGoneAfter: null,
};

/** A whole session with this event, until all is written. */
function session(posted: unknown): unknown {
  const { accepted } = parsePost({ events: [posted] }, now);
  const events = [
    started(t0),
    assigned(t0 + second),
    connected(t0 + 2 * second, agentA),
    ...accepted.map((event) => ({ ...event, session_id: sessionId })),
    ended(t0 + 2 * minute),
  ];
  return play({
    settings: { ...defaultSettings, dap: { postToTicket: true, includeRequest: true, format: 'key_value' } },
    arrivals: events.map((event, i) => ({ arrivesAt: t0 + i * second, event })),
    account,
    latencies: [50],
    continuedAfter: null,
    lateOutcomeEvery: null,
  });
}

describe('a text of an event', () => {
  test.each(eventTypes)('SEC-2 has a greatest length in every place of %s', (type) => {
    const endless = textsOf(type).filter(
      ({ path, most }) => most === Number.POSITIVE_INFINITY && !path.includes('custom_data'),
    );
    expect(endless.map(({ path }) => path.join('.'))).toEqual([]);
  });

  test.each(eventTypes)('SEC-2 takes no more than linear time to be parsed, in all places of %s at once', (type) => {
    const places = textsOf(type);
    const event = (text: string): unknown =>
      places.reduce<unknown>((base, { path }) => withText(base, path, text), exampleOf(type));
    expect(tooFast((text) => parsePost({ events: [event(text)] }, now), someHostileTexts, { longest: 16_000 })).toEqual(
      [],
    );
  });

  // A shorter text cannot take long.
  const longTexts = eventTypes.flatMap((type) =>
    textsOf(type)
      .filter(({ path, most }) => most >= limits.text.path.value && path[0] === 'item')
      .map(({ path, most }) => [type, path.join('.'), path, Math.min(most, limits.text.text.value) - 200] as const),
  );
  test.each(longTexts)(
    'SEC-2 takes no more than linear time until it is on the ticket: %s %s',
    (type, _, path, longest) => {
      const run = (text: string): unknown => session(withText(exampleOf(type), path, text));
      expect(tooFast(run, someHostileTexts, { longest, measurableMs: 40 })).toEqual([]);
    },
  );
});
