import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sessionEventSchema } from '../events/event-schemas.ts';
import type { MetadataDocument, SessionEvent } from '../events/parse-events.ts';
import { at, eventsOfType, t0 } from './examples.testkit.ts';
import { readMetadata } from './metadata-reading.ts';
import { metadataEvents, sessionIdOfMetadata } from './metadata.ts';

/** When the platform sends the document, ms since the epoch. */
const sentAt = t0 + 900_000;
const one = { id: 1, name: 'Agent One', email: 'one@example.com' };
const two = { id: 2, name: 'Agent Two', email: 'two@example.com' };

const served = {
  id: 138,
  lang: 'en',
  call_type: 'Voice Inbound (IVR)',
  session_type_v2: 'Voice Inbound (IVR)',
  status: 'finished',
  created_at: at(0),
  queued_at: at(5),
  assigned_at: at(10),
  connected_at: at(15),
  ends_at: at(75),
  wait_duration: 10,
  call_duration: 60,
  hold_duration: 7,
  disconnected_by: 'disconnected_by_end_user',
  fail_reason: 'nothing',
  voicemail_reason: 'not_voicemail',
  support_number: '+18005550100',
  selected_menu: { id: 26, name: 'Orders' },
  menu_path: { name: 'Support/Orders', materialized_path: '7/26' },
  agent_info: one,
  end_user: { id: 67, phone: '+14155551212' },
};

function documentOf(posted: object): MetadataDocument {
  const { document } = readMetadata(posted);
  if (document === null) throw new Error('the examples have ids');
  return document;
}

function eventsOf(posted: object): readonly SessionEvent[] {
  const document = documentOf(posted);
  return metadataEvents(document, sessionIdOfMetadata(document) ?? 'call-1', sentAt);
}

function warningsOf(posted: object): readonly string[] {
  return eventsOfType(eventsOf(posted), 'session.warning').map(({ item }) => item.message);
}

describe('the session of a document', () => {
  it.each([
    [{ id: 138, call_type: 'Voice Inbound (IVR)' }, 'call-138'],
    [{ id: '138', chat_type: 'Messaging Inbound (App Chat)' }, 'chat-138'],
    [{ id: 138, session_type_v2: 'Voice inbound' }, 'call-138'],
    [{ id: 138, session_type_v2: 'Messaging (Web)' }, 'chat-138'],
    [{ id: 'chat-138' }, 'chat-138'],
    [{ call_id: 138 }, 'call-138'],
    [{ chatId: 138 }, 'chat-138'],
    [{ id: 138 }, null],
    [{ id: 138, session_type_v2: 'Telepathy' }, null],
    [{ id: 'no id/at all', call_type: 'Voice Inbound (IVR)' }, null],
  ])('PLT-3 %j is a document of the session %s', (posted, expected) => {
    expect(sessionIdOfMetadata(documentOf(posted))).toBe(expected);
  });
});

describe('the events that a document implies', () => {
  it('PLT-4 are those of the whole session, which is marked as known from the document', () => {
    const events = eventsOf(served);
    expect(events.map(({ type }) => type)).toEqual([
      'session.started',
      'session.queued',
      'session.assigned',
      'session.connected',
      'session.ended',
    ]);
    expect(events.map(({ timestamp }) => (timestamp - t0) / 1000)).toEqual([0, 5, 10, 15, 75]);
    expect(eventsOfType(events, 'session.started')[0]?.item).toMatchObject({
      id: 'call-138',
      told_by: 'metadata',
      from: '+14155551212',
      to: '+18005550100',
      queue: { id: '26', name: 'Orders' },
      created_at: at(0),
    });
    expect(eventsOfType(events, 'session.ended')[0]?.item).toEqual({
      disconnected_by: 'end_user',
      at: at(75),
      fail_reason: null,
      durations: { call_s: 60, wait_s: 10, hold_s: 7 },
      expects: { recording_segments: null, transcript: false, metadata: false },
    });
  });

  it('CON-3 the customer of a chat is authenticated with an identifier, and a guest without one', () => {
    const chat = { id: 1, chat_type: 'Messaging (Mobile)', end_user: { identifier: 'u-1', name: 'A. Customer' } };
    expect(eventsOfType(eventsOf(chat), 'session.started')[0]?.item.end_user).toMatchObject({
      identifier: 'u-1',
      authenticated: true,
    });
    const guest = { ...chat, end_user: { name: 'A. Customer' } };
    expect(eventsOfType(eventsOf(guest), 'session.started')[0]?.item.end_user.authenticated).toBe(false);
  });

  it('PLT-3 an outbound call goes from the company to the customer', () => {
    const call = {
      ...served,
      call_type: 'Voice Outbound',
      session_type_v2: 'Voice Outbound',
      outbound_number: '+18005550111',
    };
    expect(eventsOfType(eventsOf(call), 'session.started')[0]?.item).toMatchObject({
      direction: 'outbound',
      from: '+18005550111',
      to: '+14155551212',
      agent: { id: '1' },
    });
  });

  it('PLT-3 contain each transfer by its outcome, and begin with the agent from whom the first transfer came', () => {
    const transfers = [
      { id: 9, status: 'failed', fail_reason: 'no_answer', from_agent: one, to_agent: two, assigned_at: at(20) },
      { id: 10, status: 'finished', from_agent: one, to_agent: two, assigned_at: at(30) },
      {
        status: 8,
        from_agent: two,
        to_agent: one,
        assigned_at: at(40),
        to_menu_path: { name: 'Returns', materialized_path: '30' },
      },
    ];
    const events = eventsOf({ ...served, agent_info: two, transfers });
    expect(eventsOfType(events, 'session.connected').map(({ item }) => item.agent.id)).toEqual(['1']);
    expect(eventsOfType(events, 'transfer.failed')[0]?.item).toMatchObject({ transfer_id: '9', reason: 'no_answer' });
    expect(
      eventsOfType(events, 'transfer.finished').map(({ event_id, timestamp, item }) => [
        event_id,
        (timestamp - t0) / 1000,
        item.from_agent?.id,
        item.to_agent?.id,
      ]),
    ).toEqual([
      ['metadata/transfer/10/finished', 30, '1', '2'],
      ['metadata/transfer/2-1-1/finished', 40, '2', '1'],
    ]);
    expect(eventsOfType(events, 'session.queued').at(-1)?.item.queue).toEqual({ id: '30', name: 'Returns' });
  });

  it('TKT-15 a transfer from a virtual agent is the first assignment of a human agent', () => {
    const bot = { id: 15, va_alias: 'Assistant' };
    const transfers = [{ status: 'finished', from_agent: bot, to_agent: one, assigned_at: at(20) }];
    const events = eventsOf({ ...served, agent_info: bot, transfers });
    expect(eventsOfType(events, 'transfer.finished')).toEqual([]);
    expect(eventsOfType(events, 'session.assigned').map(({ item }) => [item.agent.id, item.agent.kind])).toEqual([
      ['virtual_agent_15', 'virtual'],
      ['1', 'human'],
    ]);
  });

  it('PLT-3 contain verification, photos, screenshots and videos, which are identified by their address without the query', () => {
    const files = (signature: string) => ({
      verified: true,
      photos: [
        { photo_type: 'photo', url: `https://files.example.com/1.png?s=${signature}` },
        { photo_type: 'screenshot', url: 'https://files.example.com/2.png' },
      ],
      videos: [{ url: 'https://files.example.com/3.mp4' }],
    });
    const actions = eventsOfType(eventsOf({ ...served, ...files('a') }), 'smart_action.completed');
    expect(actions.map(({ item }) => item.kind)).toEqual(['verification', 'photo', 'screenshot', 'video']);
    const again = eventsOfType(eventsOf({ ...served, ...files('b') }), 'smart_action.completed');
    expect(again.map(({ event_id }) => event_id)).toEqual(actions.map(({ event_id }) => event_id));
    expect(eventsOfType(eventsOf({ ...served, verified: false }), 'smart_action.completed')).toEqual([]);
  });

  it('PLT-3 leave a broken address out with a warning, and keep the others', () => {
    const photos = [
      { url: 'not an address' },
      { url: 'ftp://files.example.com/1' },
      { url: 'https://files.example.com/1' },
    ];
    const events = eventsOf({ ...served, photos, recording_url: 'nowhere' });
    expect(eventsOfType(events, 'smart_action.completed')).toHaveLength(1);
    expect(eventsOfType(events, 'recording.ready')).toEqual([]);
    expect(eventsOfType(events, 'session.warning').map(({ item }) => item.message)).toEqual([
      expect.stringContaining('photo'),
      expect.stringContaining('recording_url'),
    ]);
    expect(JSON.stringify(eventsOfType(events, 'session.warning'))).not.toMatch(/nowhere|ftp/);
  });

  it('PLT-3 contain rating and dispositions', () => {
    const events = eventsOf({ ...served, rating: 4, dispositions: { code: 'Solved', note: 'Done.' } });
    expect(eventsOfType(events, 'rating.received')[0]?.item).toEqual({ score: 4, comment: null });
    expect(eventsOfType(events, 'disposition.submitted')[0]?.item).toMatchObject({ code: 'Solved', note: 'Done.' });
  });

  it.each([
    [null, 0],
    [0, 0],
    [6, 1],
    [2.5, 1],
  ])('UPD-8 contain no rating if the document has %s', (rating, warnings) => {
    const events = eventsOf({ ...served, rating });
    expect(eventsOfType(events, 'rating.received')).toEqual([]);
    expect(eventsOfType(events, 'session.warning')).toHaveLength(warnings);
  });

  it('PLT-3 contain a recording or a voicemail', () => {
    const url = 'https://files.example.com/r.mp3';
    const recorded = eventsOf({ ...served, recording_url: url });
    expect(eventsOfType(recorded, 'recording.ready')[0]?.item.url).toBe(url);
    expect(eventsOfType(recorded, 'voicemail.left')).toEqual([]);
    for (const left of [{ status: 'voicemail_received' }, { status: 'failed', voicemail_reason: 'after_hours' }]) {
      const message = eventsOf({ ...served, connected_at: null, agent_info: null, recording_url: url, ...left });
      expect(eventsOfType(message, 'voicemail.left')[0]?.item.recording_url).toBe(url);
      expect(eventsOfType(message, 'recording.ready')).toEqual([]);
    }
  });

  it('UPD-5 contain custom data without the values that agents must not see', () => {
    const custom_data = {
      signed: { plan: { label: 'Plan', value: 'Gold' }, ssn: { value: '4711', invisible_to_agent: true } },
    };
    const [event] = eventsOfType(eventsOf({ ...served, customData: custom_data }), 'custom_data.received');
    expect(event?.item.custom_data.signed.map(({ key }) => key)).toEqual(['plan']);
  });
});

describe('the end of the session', () => {
  const unanswered = { ...served, agent_info: null, assigned_at: null, connected_at: null };
  it.each([
    ['deflected', null, 'deflected'],
    [11, null, 'deflected'],
    ['failed', null, 'failed'],
    [9, 'eu_abandoned', 'abandoned_in_queue'],
    [12, null, 'abandoned_in_menu'],
    ['queued', null, 'abandoned_in_queue'],
    ['voicemail', null, 'abandoned_in_voicemail'],
    ['voicemail_received', null, null],
    ['failed', 'declined', 'declined'],
    ['failed', 'no_answer', 'no_answer'],
    ['finished', 'nothing', null],
  ])('TKT-8 has for status %s and fail_reason %s the reason %s', (status, reason, expected) => {
    const [end] = eventsOfType(eventsOf({ ...unanswered, status, fail_reason: reason }), 'session.ended');
    expect(end?.item.fail_reason).toBe(expected);
    expect(warningsOf({ ...unanswered, status, fail_reason: reason })).toEqual([]);
  });

  it('TKT-8 is no failure by its status if an agent was connected', () => {
    expect(eventsOfType(eventsOf({ ...served, status: 'failed' }), 'session.ended')[0]?.item.fail_reason).toBe(null);
  });

  it.each([
    [{ status: 'levitating' }, /status/],
    [{ fail_reason: 'stardust' }, /fail_reason/],
    [{ disconnected_by: 'ghost' }, /disconnected_by/],
    [{ transfers: [{ status: 'levitating', to_agent: two }] }, /transfer/],
    [{ session_type_v2: 'Voice Telepathy' }, /session type/],
  ])('PLT-3 %j leaves a warning', (change, expected) => {
    expect(warningsOf({ ...unanswered, ...change })).toEqual([expect.stringMatching(expected)]);
  });
});

describe('reading a document', () => {
  it('PLT-3 accepts other formats of numbers and times, and both spellings of keys', () => {
    const { document, warnings } = readMetadata({
      id: 1,
      callType: 'Voice Inbound (IVR)',
      waitDuration: '12',
      endsAt: '2026-01-01 00:01:15',
      agentInfo: { id: 1, first_name: 'Agent', last_name: 'One' },
      verified: 'true',
    });
    expect(warnings).toEqual([]);
    expect(document).toMatchObject({
      wait_duration: 12,
      ends_at: at(75),
      agent_info: { id: '1', name: 'Agent One' },
      verified: true,
    });
  });

  it('PLT-3 drops a value that can not be read, and names its key without the value', () => {
    const { document, warnings } = readMetadata({
      id: 1,
      lang: ['secret'],
      photos: [{ url: { secret: 1 } }, 'secret'],
      menu_path: 3,
    });
    expect(document).toMatchObject({ id: '1', lang: null, menu_path: null });
    expect(warnings).toEqual(
      expect.arrayContaining([expect.stringContaining('lang'), expect.stringContaining('photos.url')]),
    );
    expect(warnings.join()).not.toContain('secret');
  });

  it('PLT-3 survives deep nesting', () => {
    const deep: unknown = JSON.parse(`${'['.repeat(100_000)}${']'.repeat(100_000)}`);
    expect(readMetadata({ id: 1, custom_data: { deep }, photos: deep }).document?.id).toBe('1');
  });

  const keys = Object.keys({
    ...served,
    rating: 0,
    verified: 0,
    photos: 0,
    videos: 0,
    transfers: 0,
    participants: 0,
    dispositions: 0,
    custom_data: 0,
    recording_url: 0,
  });
  const values = fc.oneof(
    fc.jsonValue(),
    fc.constantFrom(...Object.values(served), [one], [{ status: 8, to_agent: two }], [{ url: 'https://a.example' }]),
  );
  it('PLT-3 implies only valid events, whatever the document contains', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.constantFrom(...keys), values), (unusual) => {
        for (const event of eventsOf({ ...unusual, id: 5 })) {
          const sent =
            event.type === 'session.started' ? { ...event, item: { ...event.item, custom_data: null } } : event;
          if (event.type !== 'custom_data.received') expect(sessionEventSchema.parse(sent)).toEqual(event);
        }
      }),
    );
  });
});
