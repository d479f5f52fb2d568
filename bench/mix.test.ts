import { describe, expect, it } from 'vitest';
import { parsePost } from '../domain/events/parse-events.ts';
import type { Caller } from './callers.ts';
import { contactsOf, standardMix } from './mix.ts';
import type { MixKind, MixSession } from './mix.ts';

const callers = contactsOf(100).map((contacts, i): Caller => {
  const contactIds = Array.from({ length: contacts }, (_, n) => n + 1);
  return { phone: `+1415555${1_000 + i}`, email: `customer.${i}@customer.example.com`, contactIds };
});
const mix = standardMix('mix', callers, (id) => `http://127.0.0.1:8090/recordings/${id}.wav?seconds=1`);
const of = (...kinds: readonly MixKind[]): readonly MixSession[] => mix.filter(({ kind }) => kinds.includes(kind));
const withEvent = (sessions: readonly MixSession[], type: string): number =>
  sessions.filter(({ events }) => events.some((event) => event.type === type)).length;

describe('the standard mix', () => {
  it('has 60 % inbound calls, 15 % outbound, 20 % chats, 5 % voicemail or abandoned', () => {
    expect(
      [of('inbound'), of('outbound'), of('chat'), of('voicemail', 'abandoned')].map((kind) => kind.length),
    ).toEqual([60, 15, 20, 5]);
  });

  it('has a third of the inbound calls from new numbers, a tenth with several matches, a fifth transferred', () => {
    const inbound = of('inbound');
    expect(inbound.filter(({ caller }) => caller.contactIds.length === 0)).toHaveLength(20);
    expect(inbound.filter(({ caller }) => caller.contactIds.length > 1)).toHaveLength(6);
    expect(withEvent(inbound, 'contact.picked')).toBe(6);
    expect(withEvent(inbound, 'transfer.finished')).toBe(12);
    expect(withEvent(inbound, 'rating.received')).toBe(20);
    expect(withEvent(of('chat'), 'rating.received')).toBe(10);
  });

  it('is sorted by time, in events that the gateway accepts', () => {
    for (const { id, events } of mix) {
      const times = events.map(({ afterMs }) => afterMs);
      expect(times).toEqual([...times].sort((a, b) => a - b));
      const posted = events.map(({ type, item, afterMs }, i) => ({
        event_id: `${id}-${i}`,
        timestamp: 1_767_225_600_000 + afterMs,
        session_id: id,
        type,
        item,
      }));
      expect(parsePost({ count: posted.length, events: posted }).refused).toEqual([]);
    }
  });
});
