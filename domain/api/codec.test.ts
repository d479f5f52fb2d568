import { expect, test } from 'vitest';
import { limits } from '../limits.ts';
import { encodedPayloadsSchema } from './codec.ts';

function isAccepted(data: string): boolean {
  return encodedPayloadsSchema.safeParse({ payloads: [{ metadata: { encoding: data.slice(0, 8) }, data }] }).success;
}

test.each(['', 'QQ==', 'QUI=', 'QUJD', '+/+/'])('SEC-6 %j is base64', (data) => {
  expect(isAccepted(data)).toBe(true);
});

test.each(['Q', 'QQ=', 'QQ=A', 'Q===', '====', 'QUJ_', 'QU JD', 'QU\nJ', 'QUJD====', 'ÄÄÄÄ'])(
  'SEC-6 %j is not base64',
  (data) => {
    expect(isAccepted(data)).toBe(false);
  },
);

test('SEC-6 SEC-2 data of some megabytes is read without exhausting the stack, and larger data is refused', () => {
  const most = limits.request.payload.value;
  expect(isAccepted('A'.repeat(most))).toBe(true);
  expect(isAccepted(`${'A'.repeat(most - 1)}!`)).toBe(false);
  expect(isAccepted('A'.repeat(most + 4))).toBe(false);
  const payloads = Array.from({ length: limits.request.payloads.value + 1 }, () => ({ data: 'QQ==' }));
  expect(encodedPayloadsSchema.safeParse({ payloads }).success).toBe(false);
});
