import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sessionEventSchema } from '../events/event-schemas.ts';
import type { MetadataDocument, SessionEvent } from '../events/parse-events.ts';
import { at, of, t0 } from './examples.testkit.ts';
import { readMetadata } from './metadata-reading.ts';
import { metadataEvents, sessionIdOfMetadata } from './metadata.ts';

const told = t0 + 900_000;
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
  return metadataEvents(document, sessionIdOfMetadata(document) ?? 'call-1', told);
}

function warningsOf(posted: object): readonly string[] {
  return of(eventsOf(posted), 'session.warning').map(({ item }) => item.message);
}

describe('whose document it is', () => {
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
  ])('PLT-3 %j is %s', (posted, expected) => {
    expect(sessionIdOfMetadata(documentOf(posted))).toBe(expected);
  });
});

describe('what a document implies', () => {
  it('PLT-4 is the whole session, marked as told by it', () => {
    const events = eventsOf(served);
    expect(events.map(({ type }) => type)).toEqual([
      'session.started',
      'session.queued',
      'session.assigned',
      'session.connected',
      'session.ended',
    ]);
    expect(events.map(({ timestamp }) => (timestamp - t0) / 1000)).toEqual([0, 5, 10, 15, 75]);
    expect(of(events, 'session.started')[0]?.item).toMatchObject({
      id: 'call-138',
      told_by: 'metadata',
      from: '+14155551212',
      to: '+18005550100',
      queue: { id: '26', name: 'Orders' },
      created_at: at(0),
    });
    expect(of(events, 'session.ended')[0]?.item).toEqual({
      disconnected_by: 'end_user',
      at: at(75),
      fail_reason: null,
      durations: { call_s: 60, wait_s: 10, hold_s: 7 },
      expects: { recording_segments: null, transcript: false, metadata: false },
    });
  });

  it('CON-3 a chat is its identifier’s, and a guest’s without one', () => {
    const chat = { id: 1, chat_type: 'Messaging (Mobile)', end_user: { identifier: 'u-1', name: 'A. Customer' } };
    expect(of(eventsOf(chat), 'session.started')[0]?.item.end_user).toMatchObject({
      identifier: 'u-1',
      authenticated: true,
    });
    const guest = { ...chat, end_user: { name: 'A. Customer' } };
    expect(of(eventsOf(guest), 'session.started')[0]?.item.end_user.authenticated).toBe(false);
  });

  it('PLT-3 an outbound call has its ends the other way round', () => {
    const call = {
      ...served,
      call_type: 'Voice Outbound',
      session_type_v2: 'Voice Outbound',
      outbound_number: '+18005550111',
    };
    expect(of(eventsOf(call), 'session.started')[0]?.item).toMatchObject({
      direction: 'outbound',
      from: '+18005550111',
      to: '+14155551212',
      agent: { id: '1' },
    });
  });

  it('PLT-3 transfers by their outcome, the first agent being whom the first was from', () => {
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
    expect(of(events, 'session.connected').map(({ item }) => item.agent.id)).toEqual(['1']);
    expect(of(events, 'transfer.failed')[0]?.item).toMatchObject({ transfer_id: '9', reason: 'no_answer' });
    expect(
      of(events, 'transfer.finished').map(({ event_id, timestamp, item }) => [
        event_id,
        (timestamp - t0) / 1000,
        item.from_agent?.id,
        item.to_agent?.id,
      ]),
    ).toEqual([
      ['metadata/transfer/10/finished', 30, '1', '2'],
      ['metadata/transfer/2-1-1/finished', 40, '2', '1'],
    ]);
    expect(of(events, 'session.queued').at(-1)?.item.queue).toEqual({ id: '30', name: 'Returns' });
  });

  it('TKT-15 a virtual agent’s hand-over is the first assignment of a human', () => {
    const bot = { id: 15, va_alias: 'Assistant' };
    const transfers = [{ status: 'finished', from_agent: bot, to_agent: one, assigned_at: at(20) }];
    const events = eventsOf({ ...served, agent_info: bot, transfers });
    expect(of(events, 'transfer.finished')).toEqual([]);
    expect(of(events, 'session.assigned').map(({ item }) => [item.agent.id, item.agent.kind])).toEqual([
      ['virtual_agent_15', 'virtual'],
      ['1', 'human'],
    ]);
  });

  it('PLT-3 verification, photos, screenshots and videos, known by address without query', () => {
    const files = (signature: string) => ({
      verified: true,
      photos: [
        { photo_type: 'photo', url: `https://files.example.com/1.png?s=${signature}` },
        { photo_type: 'screenshot', url: 'https://files.example.com/2.png' },
      ],
      videos: [{ url: 'https://files.example.com/3.mp4' }],
    });
    const actions = of(eventsOf({ ...served, ...files('a') }), 'smart_action.completed');
    expect(actions.map(({ item }) => item.kind)).toEqual(['verification', 'photo', 'screenshot', 'video']);
    const again = of(eventsOf({ ...served, ...files('b') }), 'smart_action.completed');
    expect(again.map(({ event_id }) => event_id)).toEqual(actions.map(({ event_id }) => event_id));
    expect(of(eventsOf({ ...served, verified: false }), 'smart_action.completed')).toEqual([]);
  });

  it('PLT-3 a broken address is left out with a warning, its neighbours stay', () => {
    const photos = [
      { url: 'not an address' },
      { url: 'ftp://files.example.com/1' },
      { url: 'https://files.example.com/1' },
    ];
    const events = eventsOf({ ...served, photos, recording_url: 'nowhere' });
    expect(of(events, 'smart_action.completed')).toHaveLength(1);
    expect(of(events, 'recording.ready')).toEqual([]);
    expect(of(events, 'session.warning').map(({ item }) => item.message)).toEqual([
      expect.stringContaining('photo'),
      expect.stringContaining('recording_url'),
    ]);
    expect(JSON.stringify(of(events, 'session.warning'))).not.toMatch(/nowhere|ftp/);
  });

  it('PLT-3 rating and dispositions', () => {
    const events = eventsOf({ ...served, rating: 4, dispositions: { code: 'Solved', note: 'Done.' } });
    expect(of(events, 'rating.received')[0]?.item).toEqual({ score: 4, comment: null });
    expect(of(events, 'disposition.submitted')[0]?.item).toMatchObject({ code: 'Solved', note: 'Done.' });
  });

  it.each([
    [null, 0],
    [0, 0],
    [6, 1],
    [2.5, 1],
  ])('UPD-8 a rating of %s is none', (rating, warnings) => {
    const events = eventsOf({ ...served, rating });
    expect(of(events, 'rating.received')).toEqual([]);
    expect(of(events, 'session.warning')).toHaveLength(warnings);
  });

  it('PLT-3 a recording, or the voice message', () => {
    const url = 'https://files.example.com/r.mp3';
    const recorded = eventsOf({ ...served, recording_url: url });
    expect(of(recorded, 'recording.ready')[0]?.item.url).toBe(url);
    expect(of(recorded, 'voicemail.left')).toEqual([]);
    for (const left of [{ status: 'voicemail_received' }, { status: 'failed', voicemail_reason: 'after_hours' }]) {
      const message = eventsOf({ ...served, connected_at: null, agent_info: null, recording_url: url, ...left });
      expect(of(message, 'voicemail.left')[0]?.item.recording_url).toBe(url);
      expect(of(message, 'recording.ready')).toEqual([]);
    }
  });

  it('UPD-5 custom data without what agents must not see', () => {
    const custom_data = {
      signed: { plan: { label: 'Plan', value: 'Gold' }, ssn: { value: '4711', invisible_to_agent: true } },
    };
    const [event] = of(eventsOf({ ...served, customData: custom_data }), 'custom_data.received');
    expect(event?.item.custom_data.signed.map(({ key }) => key)).toEqual(['plan']);
  });
});

describe('how it ended', () => {
  const unserved = { ...served, agent_info: null, assigned_at: null, connected_at: null };
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
  ])('TKT-8 status %s and fail_reason %s: %s', (status, reason, expected) => {
    const [end] = of(eventsOf({ ...unserved, status, fail_reason: reason }), 'session.ended');
    expect(end?.item.fail_reason).toBe(expected);
    expect(warningsOf({ ...unserved, status, fail_reason: reason })).toEqual([]);
  });

  it('TKT-8 who was connected did not fail by status', () => {
    expect(of(eventsOf({ ...served, status: 'failed' }), 'session.ended')[0]?.item.fail_reason).toBe(null);
  });

  it.each([
    [{ status: 'levitating' }, /status/],
    [{ fail_reason: 'stardust' }, /fail_reason/],
    [{ disconnected_by: 'ghost' }, /disconnected_by/],
    [{ transfers: [{ status: 'levitating', to_agent: two }] }, /transfer/],
    [{ session_type_v2: 'Voice Telepathy' }, /session type/],
  ])('PLT-3 %j leaves a warning', (change, expected) => {
    expect(warningsOf({ ...unserved, ...change })).toEqual([expect.stringMatching(expected)]);
  });
});

describe('reading', () => {
  it('PLT-3 takes numbers and times written otherwise, and either spelling', () => {
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

  it('PLT-3 drops and names what can not be read, and never repeats it', () => {
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

  it('PLT-3 is not felled by nesting', () => {
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
  it('PLT-3 whatever it holds, every event is one that the core takes', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.constantFrom(...keys), values), (odd) => {
        for (const event of eventsOf({ ...odd, id: 5 })) {
          const sent =
            event.type === 'session.started' ? { ...event, item: { ...event.item, custom_data: null } } : event;
          if (event.type !== 'custom_data.received') expect(sessionEventSchema.parse(sent)).toEqual(event);
        }
      }),
    );
  });
});
