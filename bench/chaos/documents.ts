import { agent } from '../call.ts';
import type { MixSession, PlatformEvent } from '../mix.ts';
import { secondAgent } from '../mix.ts';

/** An event of the standard mix with the time at which it happened, ms since the epoch. */
export type TimedEvent = PlatformEvent & { readonly at: number };

const party = ({ id, name, email }: typeof agent): object => ({ id, name, email });

/**
 * The document that the platform publishes about a session of the standard mix. It knows the last recording only, and
 * neither summaries nor transcripts.
 */
export function documentOf({ id, kind, caller }: MixSession, events: readonly TimedEvent[]): object {
  const timeOf = (type: PlatformEvent['type']): string | null => {
    const found = events.find((event) => event.type === type);
    return found === undefined ? null : new Date(found.at).toISOString();
  };
  const itemOf = (type: PlatformEvent['type']): object => events.findLast((event) => event.type === type)?.item ?? {};
  const valueOf = (item: object, key: string): unknown => Reflect.get(item, key) ?? null;
  const has = (type: PlatformEvent['type']): boolean => events.some((event) => event.type === type);
  const isChat = kind === 'chat';
  const isOutbound = kind === 'outbound';
  const durations = Object(valueOf(itemOf('session.ended'), 'durations'));
  const [call, wait, hold] = ['call_s', 'wait_s', 'hold_s'].map((key) => valueOf(durations, key));
  return {
    id,
    session_type_v2: isChat ? 'Messaging (Web)' : isOutbound ? 'Voice Outbound' : 'Voice Inbound (IVR)',
    ...(isChat
      ? { chat_type: 'Messaging (Web)' }
      : { call_type: isOutbound ? 'Voice Outbound' : 'Voice Inbound (IVR)' }),
    status: kind === 'voicemail' ? 'voicemail_received' : kind === 'abandoned' ? 'failed' : 'finished',
    fail_reason: kind === 'abandoned' ? 'eu_abandoned' : null,
    lang: 'en',
    created_at: timeOf('session.started'),
    queued_at: timeOf('session.queued'),
    assigned_at: timeOf('session.assigned'),
    connected_at: timeOf('session.connected'),
    ends_at: timeOf('session.ended'),
    wait_duration: wait,
    [isChat ? 'chat_duration' : 'call_duration']: call,
    hold_duration: hold,
    rating: valueOf(itemOf('rating.received'), 'score'),
    recording_url: valueOf(
      itemOf(kind === 'voicemail' ? 'voicemail.left' : 'recording.ready'),
      kind === 'voicemail' ? 'recording_url' : 'url',
    ),
    disconnected_by: 'end_user',
    support_number: isOutbound ? null : '+18005550100',
    outbound_number: isOutbound ? '+18005550100' : null,
    menu_path: isOutbound ? null : { name: 'Support/Orders/Order status', materialized_path: '1/2/3' },
    agent_info: has('session.connected') ? party(has('transfer.finished') ? secondAgent : agent) : null,
    end_user: isChat
      ? { id: 5, name: 'Chat Customer', email: caller.email, phone: null }
      : { id: 5, phone: caller.phone },
    transfers: has('transfer.finished')
      ? [
          {
            status: 'finished',
            from_agent: party(agent),
            to_agent: party(secondAgent),
            assigned_at: timeOf('transfer.finished'),
          },
        ]
      : [],
    dispositions: has('disposition.submitted')
      ? [{ disposition_id: '1', code: 'Solved', list: 'Orders', note: 'Tracking link sent.' }]
      : [],
    ...(isChat ? { custom_data: { signed: {}, unsigned: customDataOf(events) } } : {}),
  };
}

/** All custom data of the session: that of its start and that of later events. */
function customDataOf(events: readonly TimedEvent[]): object {
  const given = events.flatMap(({ item }) => ('custom_data' in item ? [item.custom_data] : []));
  return Object.assign({}, ...given.map((data) => ({ ...Reflect.get(Object(data), 'unsigned') })));
}
