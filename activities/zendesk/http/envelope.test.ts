/** This file tests how errors of Zendesk are read. If these tests fail, a write is repeated for ever, or given up too soon. */

import { describe, expect, test } from 'vitest';
import type { ZendeskErrorCode } from '../../../domain/zendesk/error-codes.ts';
import { classify, isClosed, readEnvelope } from './envelope.ts';

describe('the forms of an error answer', () => {
  test.each<[string, unknown, string | null, string | null]>([
    ['a name and a sentence', { error: 'RecordInvalid', description: 'It is wrong.' }, 'RecordInvalid', 'It is wrong.'],
    ['an object', { error: { title: 'Forbidden', message: 'Not for you.' } }, 'Forbidden', 'Not for you.'],
    ['a list', { errors: [{ code: 'TooLarge', detail: 'Too many bytes.' }] }, 'TooLarge', 'Too many bytes.'],
    ['a list with titles', { errors: [{ title: 'Invalid' }, { title: 'Other' }] }, 'Invalid', 'Invalid'],
    ['a message', { message: 'Slow down.' }, null, 'Slow down.'],
    ['a name alone', { error: 'NotFound' }, 'NotFound', 'NotFound'],
    ['another form', ['error'], null, null],
    ['an empty object', {}, null, null],
    ['a name that is a sentence', { error: "Couldn't find it: 4711" }, null, "Couldn't find it: 4711"],
  ])('SEC-3 %s', (_, body, name, description) => {
    expect(readEnvelope(JSON.stringify(body))).toEqual({ name, description, details: [] });
  });

  test('SEC-3 plain text is the sentence, cut at 500 characters, and a page of HTML says nothing', () => {
    expect(readEnvelope('creation collision').description).toBe('creation collision');
    expect(readEnvelope('x'.repeat(600)).description).toHaveLength(500);
    expect(readEnvelope(' <html>Bad gateway</html>').description).toBeNull();
  });

  test('SEC-3 details name fields by their name or number, and never by a value', () => {
    const details = {
      requester: [{ description: 'is suspended', error: 'Suspended' }],
      custom: { description: 'is wrong', ticket_field_id: 40 },
      status: 'closed',
      'ada@example.com': [{ error: 'not a code!' }],
      broken: 5,
    };
    expect(readEnvelope(JSON.stringify({ error: 'RecordInvalid', details })).details).toEqual([
      { field: 'requester', reason: 'Suspended', ticketFieldId: null, words: 'is suspended' },
      { field: 'field 40', reason: null, ticketFieldId: 40, words: 'is wrong' },
      { field: 'status', ticketFieldId: null, reason: null, words: 'closed' },
      { field: 'a field', ticketFieldId: null, reason: null, words: '' },
    ]);
  });
});

describe('the code of an error answer', () => {
  const codeOf = (status: number, body: unknown = {}, more: { hasRetryAfter?: boolean; path?: string } = {}) =>
    classify({
      status,
      envelope: readEnvelope(JSON.stringify(body)),
      hasRetryAfter: false,
      path: 'tickets/12',
      ...more,
    });

  test.each<[number, ZendeskErrorCode]>([
    [300, 'Redirected'],
    [302, 'Redirected'],
    [399, 'Redirected'],
    [400, 'BadRequest'],
    [401, 'Unauthorized'],
    [403, 'Forbidden'],
    [404, 'TicketGone'],
    [410, 'TicketGone'],
    [408, 'TimedOut'],
    [409, 'Conflict'],
    [413, 'TooLarge'],
    [418, 'Refused'],
    [422, 'Invalid'],
    [429, 'RateLimited'],
    [499, 'Refused'],
    [500, 'ServerError'],
    [503, 'ServerError'],
    [504, 'ServerError'],
  ])('END-5 of status %d is %s', (status, code) => {
    expect(codeOf(status)).toBe(code);
  });

  test('END-5 a missing record is a missing ticket only under the address of a ticket', () => {
    expect(codeOf(404, {}, { path: 'users/12' })).toBe('NotFound');
    expect(codeOf(404, {}, { path: 'tickets/12/audits' })).toBe('NotFound');
  });

  test('BAT-8 an overload with a time to come back, and too many jobs, are no failures of the request', () => {
    expect(codeOf(503, {}, { hasRetryAfter: true })).toBe('Overloaded');
    expect(codeOf(500, {}, { hasRetryAfter: true })).toBe('ServerError');
    for (const status of [400, 422, 429]) expect(codeOf(status, { error: 'TooManyJobs' })).toBe('TooManyJobs');
  });

  test('TKT-12 a reused idempotency key is told from a malformed request', () => {
    expect(codeOf(400, { error: 'IdempotentRequestError' })).toBe('KeyReused');
  });

  test.each<[unknown, ZendeskErrorCode]>([
    [{ details: { requester: [{ description: 'is suspended' }] } }, 'RequesterInvalid'],
    [{ details: { requester_id: ['is missing'] } }, 'RequesterInvalid'],
    [{ details: { assignee: [{ description: 'is no agent' }] } }, 'AssigneeInvalid'],
    [{ details: { email: [{}], assignee_id: [{}] } }, 'AssigneeInvalid'],
    [{ details: { status: [{ description: 'closed prevents ticket update' }], requester: [{}] } }, 'TicketClosed'],
    [{ error: 'ClosedTicket' }, 'TicketClosed'],
    [{ description: 'Status: Closed prevents ticket update' }, 'TicketClosed'],
    [{ details: { email: [{ description: 'is taken' }] } }, 'Invalid'],
  ])('UPD-13, END-4 of a refused value %j is %s', (body, code) => {
    expect(codeOf(422, body)).toBe(code);
  });

  test('UPD-13 a closed ticket is known by the name of the error or by its text', () => {
    expect(isClosed('ClosedTicket', '')).toBe(true);
    expect(isClosed(null, 'closed prevents ticket update')).toBe(true);
    expect(isClosed('RecordInvalid', 'is closed')).toBe(false);
  });
});
