import { expect, test } from 'vitest';
import type { SessionType } from '../events/session-words.ts';
import { call, chat } from '../events/examples.testkit.ts';
import { channelOf } from '../session/start.ts';
import { channelTag, queueTag, sessionTag } from './tags.ts';

test.each<[SessionType, string]>([
  ['Messaging (Web)', 'channel_web_chat'],
  ['Messaging (Mobile)', 'channel_mobile_chat'],
  ['Messaging Inbound (SMS)', 'channel_sms'],
  ['Messaging (WhatsApp)', 'channel_whatsapp'],
])('TKT-13 %s is %s', (session_type, tag) => {
  expect(channelTag(channelOf(chat({ session_type })))).toBe(tag);
});

test('TKT-13 every call is channel_voice, also one from a mobile app', () => {
  expect(channelTag(channelOf(call({ session_type: 'Voice Inbound (Mobile)' })))).toBe('channel_voice');
});

test('TKT-13 the tag of a queue has no character at which Zendesk would split it', () => {
  expect(queueTag({ id: '7/Sales  EU' })).toBe('queue_7_sales_eu');
});

test('TKT-13 the tag of a session names it', () => {
  expect(sessionTag('call-397')).toBe('session_call-397');
});
