import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { pick, seedTicket, useSimulator, type Answer } from './simulator.testkit.ts';

const file = fileURLToPath(new URL('../../shared/zendesk-oas.json', import.meta.url));
const found = existsSync(file);
const description: unknown = found ? JSON.parse(readFileSync(file, 'utf8')) : {};
const kit = useSimulator();

function resolve(schema: unknown): unknown {
  const ref = pick(schema, '$ref');
  return typeof ref === 'string' ? resolve(pick(description, ref.slice(2).replaceAll('/', '.'))) : schema;
}

/** Where a value differs from a published schema in type. Relaxed: anything may be null or absent, and unknown keys are let be. */
function differences(value: unknown, given: unknown, path: string): readonly string[] {
  const schema = resolve(given);
  if (value === null || value === undefined || schema === undefined) return [];
  const all = pick(schema, 'allOf');
  if (Array.isArray(all)) return all.flatMap((part) => differences(value, part, path));
  const choices = pick(schema, 'oneOf') ?? pick(schema, 'anyOf');
  if (Array.isArray(choices)) {
    const tried = choices.map((choice) => differences(value, choice, path));
    return tried.some((found) => found.length === 0) ? [] : (tried[0] ?? []);
  }
  const type = pick(schema, 'type');
  const actual = Array.isArray(value) ? 'array' : typeof value;
  const fits =
    type === undefined || type === actual || (actual === 'number' && (type === 'number' || Number.isInteger(value)));
  if (!fits || (actual === 'number' && type !== undefined && type !== 'number' && type !== 'integer')) {
    return [`${path}: ${JSON.stringify(type)} is published, ${actual} is answered`];
  }
  if (Array.isArray(value)) return value.flatMap((item, i) => differences(item, pick(schema, 'items'), `${path}.${i}`));
  if (typeof value !== 'object') return [];
  return Object.entries(value).flatMap(([name, item]) =>
    differences(item, Reflect.get(Object(pick(schema, 'properties') ?? {}), name), `${path}.${name}`),
  );
}

function published(path: string, method: string, status: number): unknown {
  const operation: unknown = Reflect.get(Object(pick(description, 'paths')), path);
  return pick(operation, `${method}.responses.${status}.content`) === undefined
    ? undefined
    : Reflect.get(Object(pick(operation, `${method}.responses.${status}.content`)), 'application/json');
}

function check(answer: Answer, method: string, path: string): void {
  const schema = pick(published(path, method, answer.status), 'schema');
  expect(schema, `${method} ${path} has no published schema for ${answer.status}`).toBeDefined();
  expect(differences(answer.body, schema, 'answer')).toEqual([]);
}

test.skipIf(!found)(
  found
    ? 'answers have the types of the published API description'
    : 'answers have the published types (skipped: no zendesk-oas.json beside the project)',
  async () => {
    const { user, ticket } = await seedTicket(kit);
    const { api } = kit;
    const field = { type: 'tagger', title: 'Kind', custom_field_options: [{ name: 'A', value: 'a' }] };
    check(await api('POST', '/ticket_fields', { ticket_field: field }), 'post', '/api/v2/ticket_fields');
    check(await api('GET', '/ticket_fields'), 'get', '/api/v2/ticket_fields');
    const made = { ticket: { comment: { body: 'x' }, requester_id: user } };
    check(await api('POST', '/tickets', made), 'post', '/api/v2/tickets');
    const voice = { from: '+1', to: '+2', call_duration: 3, recording_url: 'https://example.com/a.wav' };
    check(
      await api('PUT', `/tickets/${ticket}`, { ticket: { voice_comment: voice } }),
      'put',
      '/api/v2/tickets/{ticket_id}',
    );
    check(await api('GET', `/tickets/${ticket}`), 'get', '/api/v2/tickets/{ticket_id}');
    check(await api('GET', '/tickets'), 'get', '/api/v2/tickets');
    check(await api('GET', `/tickets/${ticket}/audits`), 'get', '/api/v2/tickets/{ticket_id}/audits');
    check(await api('GET', `/tickets/${ticket}/audits/count`), 'get', '/api/v2/tickets/{ticket_id}/audits/count');
    check(await api('GET', `/tickets/${ticket}/comments`), 'get', '/api/v2/tickets/{ticket_id}/comments');
    check(await api('GET', `/users/${user}`), 'get', '/api/v2/users/{user_id}');
    check(await api('GET', '/users/search?query=ann'), 'get', '/api/v2/users/search');
    check(await api('GET', `/users/${user}/identities`), 'get', '/api/v2/users/{user_id}/identities');
    const upsert = { user: { name: 'N', external_id: 'n' } };
    check(await api('POST', '/users/create_or_update', upsert), 'post', '/api/v2/users/create_or_update');
    const bulk = { tickets: [{ id: ticket, priority: 'high' }] };
    check(await api('PUT', '/tickets/update_many', bulk), 'put', '/api/v2/tickets/update_many');
    await kit.advance();
    check(await api('GET', '/job_statuses'), 'get', '/api/v2/job_statuses');
    const upload = await api('POST', '/uploads?filename=a.txt', undefined, { raw: 'x' });
    check(upload, 'post', '/api/v2/uploads');
    check(await api('GET', '/search?query=type:ticket'), 'get', '/api/v2/search');
  },
);
