import { readFileSync } from 'node:fs';
import { inspect } from 'node:util';
import nodeZendesk, { type ZendeskClient } from 'node-zendesk';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { z } from 'zod';
import { emptyUpdate } from '../../../domain/zendesk/change.testkit.ts';
import { defaultSettings } from '../../../domain/settings/defaults.ts';
import { type Account, apiToken, oauthClient, run, startAccount } from '../account.testkit.ts';
import { createZendesk } from './zendesk.ts';

/**
 * Sends each kind of request once, and notes which method of node-zendesk sent it. The tests fail if docs/zendesk.md
 * names another method, if a method sends another request after an update of node-zendesk, or if node-zendesk gets hold
 * of a credential.
 */

const resources = [
  'jobstatuses',
  'ticketfields',
  'ticketforms',
  'tickets',
  'useridentities',
  'userfields',
  'users',
] as const satisfies readonly (keyof ZendeskClient)[];

type Resource = ZendeskClient[(typeof resources)[number]];

let account: Account;
/** The method of a resource that runs now. `request` calls no other method, so it stays null. */
let running: string | null = null;
/** Each request with the method that sent it: `GET users/{id} by users.show`. */
const sent: string[] = [];
const options: RequestInit[] = [];
/** Everything that node-zendesk knows of the requests: its options and debug events. */
const known: string[] = [];

/** Makes the methods of an object call `note` first. */
function watch(methods: object, names: readonly string[], note: (name: string, self: Resource) => void): void {
  for (const name of names) {
    const original: unknown = Reflect.get(methods, name);
    if (typeof original !== 'function') throw new Error(`${name} is no method`);
    Reflect.set(methods, name, function watched(this: Resource, ...args: readonly unknown[]): unknown {
      note(name, this);
      return Reflect.apply(original, this, args);
    });
  }
}

function watchNodeZendesk(): void {
  const client = nodeZendesk.createClient({ endpointUri: account.url });
  for (const resource of resources) {
    const methods: object = Object.getPrototypeOf(client[resource]);
    const names = Object.getOwnPropertyNames(methods).filter((name) => name !== 'constructor');
    watch(methods, names, (name) => {
      running = `${resource}.${name}`;
    });
  }
  // All resources inherit `request` from one class.
  const shared: object = Object.getPrototypeOf(Object.getPrototypeOf(client.users));
  watch(shared, ['request'], (_name, self) => {
    known.push(inspect(self.options, { depth: null }));
    self.on('debug::request', (event: unknown) => known.push(inspect(event, { depth: null })));
  });
}

function watchFetch(): void {
  const { fetch } = globalThis;
  vi.spyOn(globalThis, 'fetch').mockImplementation((input, init) => {
    const uri = new Request(input).url;
    if (uri.startsWith(account.url) && !uri.includes('/_sim/')) {
      const path = uri
        .slice(account.url.length)
        .replace(/^\/api\/v2\//, '')
        .replace(/(\.json)?(\?.*)?$/, '');
      const endpoint = path.replaceAll(/\/\d+(?=\/|$)/g, '/{id}').replace(/^(job_statuses)\/.+$/, '$1/{id}');
      sent.push(`${init?.method ?? 'GET'} ${endpoint} by ${running ?? 'request'}`);
      options.push(init ?? {});
      running = null;
    }
    return fetch(input, init);
  });
}

async function sendEachRequest(): Promise<void> {
  const { users } = await account.seed({
    users: [
      { name: 'Ada', phone: '+14155550100' },
      { name: 'Grace', email: 'grace@example.com', role: 'agent' },
    ],
  });
  const [contactId = 0, agentId = 0] = users;
  const ticket = { requester_id: contactId, subject: 'A call' };
  const { tickets } = await account.seed({
    tickets: [ticket, ticket, { ...ticket, status: 'closed', tags: ['closed_by_merge'] }],
  });
  const [ticketId = 0, secondId = 0, mergedId = 0] = tickets;
  const update = { ...emptyUpdate, ticketId, writeIds: ['s-1/ended'], tags: ['vip'] };
  const zendesk = account.activities({
    zendesk: { url: account.url, credentials: oauthClient },
    readLongText: async () => 'Hello',
  });

  await run(async () => {
    await zendesk.lookUp({ by: 'phone', phone: '+14155550100', defaultCountry: 'US' });
    await zendesk.listNumbers({ contactId });
    const email = 'linus@example.com';
    const { contact } = await zendesk.makeContact({
      externalId: 'app:u-1',
      name: 'Linus',
      phone: null,
      email,
      fields: [],
    });
    await zendesk.updateContact({ contactId: contact.id, name: { from: 'Linus', to: 'Linus B.' }, fields: [] });
    await zendesk.createFields({ known: defaultSettings.fields });
    await zendesk.readTicket({ ticketId, fieldIds: [] });
    await zendesk.traceTicket({ ticketId: mergedId });
    await zendesk.findTicket({ sessionId: 's-1' });
    await zendesk.openTicket({
      key: 's-1/ticket',
      dueAt: Date.now(),
      externalId: 's-1',
      requesterId: contactId,
      subject: {
        template: 'Call',
        context: {
          session: { type: 'IVR', channel: 'voice', id: 's-1', queue: 'Sales', menu_path: '' },
          contact: { name: 'Ada', phone: '' },
        },
      },
      description: '<p>Call</p>',
      assignee: { kind: 'user', id: agentId },
      tags: [],
      viaId: null,
      fields: [],
      facts: [],
      followUpOf: null,
      noteIfAgentUnknown: '',
      bare: false,
      cause: 'served',
    });
    await zendesk.checkConnection({ defaultUserId: agentId, fieldIds: [], fieldKeys: [] });
    await zendesk.popScreen({ agentId, ticketId });
    await zendesk.sendUpdate(update);
    const bulk = await zendesk.sendUpdates([update, { ...update, ticketId: secondId, writeIds: ['s-2/ended'] }]);
    if (bulk.kind !== 'job') throw new Error(bulk.kind);
    await zendesk.readJob({ jobId: bulk.jobId, ticketIds: [ticketId, secondId] });
    await zendesk.anyJobRunning();
    await zendesk.findMarkers({ ticketId, writeIds: ['s-1/ended'] });
    const from = { kind: 'session', sessionId: 's-1', fact: 'transcript' } as const;
    await zendesk.uploadFile({ from, name: 'transcript.txt', contentType: 'text/plain' });
  });
}

beforeAll(async () => {
  account = await startAccount();
  watchNodeZendesk();
  watchFetch();
  await sendEachRequest();
});
afterAll(() => account.close());

it('docs/zendesk.md names for each request the method of node-zendesk that sends it', () => {
  const page = readFileSync(new URL('../../../docs/zendesk.md', import.meta.url), 'utf8');
  const listed = [...page.matchAll(/^\| `(?<request>(?:GET|POST|PUT) [^`]+)` +\| `(?<by>[^`]+)` /gm)].map(
    ({ groups }) => `${groups?.['request']} by ${groups?.['by']}`,
  );
  expect(listed.toSorted()).toEqual([...new Set(sent)].toSorted());
});

it('SEC-3 no request follows a redirect, which would carry the credentials elsewhere; all have a time limit', () => {
  expect(options.every(({ redirect, signal }) => redirect === 'manual' && signal instanceof AbortSignal)).toBe(true);
});

it('ADP-1 a request without a body, such as a screen pop, announces no content type', () => {
  const announced = options.filter(
    ({ body, headers }) => body === undefined && new Headers(headers).has('content-type'),
  );
  expect(announced).toEqual([]);
});

it('SEC-3 node-zendesk knows no credentials', () => {
  expect(known.length).toBeGreaterThan(sent.length);
  expect(known.filter((text) => /local-only|Basic |Bearer (?!replaced)/.test(text))).toEqual([]);
});

it('a call must send exactly one request', async () => {
  const zendesk = createZendesk({ url: account.url, credentials: apiToken })(null);
  await expect(zendesk.send(z.unknown(), ({ users }) => users.me())).resolves.toMatchObject({
    user: { role: 'admin' },
  });
  await expect(zendesk.send(z.unknown(), async () => undefined)).rejects.toThrow('exactly one');
  await expect(zendesk.send(z.unknown(), ({ users }) => Promise.all([users.me(), users.me()]))).rejects.toThrow(
    'exactly one',
  );
});
