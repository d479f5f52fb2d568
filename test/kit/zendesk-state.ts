import { expect } from 'vitest';
import { z } from 'zod';
import type { TestStack } from './stack.ts';

/** Reads the tickets and contacts that Zendesk holds. The tests judge the product by them. */

const comment = z.looseObject({
  public: z.boolean(),
  html_body: z.string().default(''),
  plain_body: z.string().default(''),
  body: z.string().default(''),
  data: z.looseObject({ recording_url: z.string() }).optional(),
  attachments: z.array(z.looseObject({ file_name: z.string(), size: z.number(), content_url: z.string() })).default([]),
});

const ticket = z.looseObject({
  id: z.number(),
  status: z.string(),
  subject: z.string().nullable(),
  requester_id: z.number(),
  assignee_id: z.number().nullable(),
  external_id: z.string().nullable(),
  tags: z.array(z.string()),
  comments: z.array(comment),
  custom_fields: z
    .array(
      z.object({
        id: z.number(),
        value: z.union([z.string(), z.number(), z.boolean(), z.null(), z.array(z.string())]),
      }),
    )
    .default([]),
});

const user = z.looseObject({
  id: z.number(),
  name: z.string(),
  phone: z.string().nullable(),
  email: z.string().nullable().default(null),
  role: z.string(),
  external_id: z.string().nullable(),
  user_fields: z.record(z.string(), z.unknown()).default({}),
});

const ledgerEntry = z.looseObject({
  kind: z.string(),
  outcome: z.string(),
  replayed: z.boolean(),
  metadata: z.unknown().optional(),
});

export type StoredTicket = z.infer<typeof ticket>;
export type StoredUser = z.infer<typeof user>;

async function get(stack: TestStack, path: string): Promise<unknown> {
  const response = await fetch(`${stack.zendesk.url}${path}`);
  return await response.json();
}

export async function tickets(stack: TestStack): Promise<readonly StoredTicket[]> {
  return z.object({ tickets: z.array(ticket) }).parse(await get(stack, '/_sim/state/tickets')).tickets;
}

/** The tickets of a session: the session made them, or they are tagged with it. */
export async function ticketsOf(stack: TestStack, id: string): Promise<readonly StoredTicket[]> {
  const all = await tickets(stack);
  return all.filter(({ external_id, tags }) => external_id === id || tags.includes(`session_${id}`));
}

/** The only ticket of a session. Throws if it has none or several. */
export async function ticketOf(stack: TestStack, id: string): Promise<StoredTicket> {
  const [only, ...others] = await ticketsOf(stack, id);
  if (only === undefined || others.length > 0)
    throw new Error(`${id} has ${only === undefined ? 'no ticket' : 'many'}`);
  return only;
}

/** The ticket with this id. */
export async function storedTicket(stack: TestStack, id: number | null): Promise<StoredTicket> {
  const found = (await tickets(stack)).find((one) => one.id === id);
  if (found === undefined) throw new Error(`Zendesk has no ticket ${id}`);
  return found;
}

/** The contact with this id. */
export async function storedContact(stack: TestStack, id: number | null): Promise<StoredUser> {
  const found = (await contacts(stack)).find((one) => one.id === id);
  if (found === undefined) throw new Error(`Zendesk has no contact ${id}`);
  return found;
}

/** All contacts: the users of Zendesk who are customers. */
export async function contacts(stack: TestStack): Promise<readonly StoredUser[]> {
  const { users } = z.object({ users: z.array(user) }).parse(await get(stack, '/_sim/state/users'));
  return users.filter(({ role }) => role === 'end-user');
}

/** The requests of this kind that the simulator recorded, in order. */
export async function ledger(stack: TestStack, kind: string): Promise<readonly z.infer<typeof ledgerEntry>[]> {
  const path = `/_sim/ledger?kind=${kind}`;
  return z.object({ entries: z.array(ledgerEntry) }).parse(await get(stack, path)).entries;
}

export function textOf(one: z.infer<typeof comment>): string {
  return one.plain_body || one.body || one.html_body;
}

/** The first line of each comment of a ticket, in order. */
export function titles(one: StoredTicket): readonly string[] {
  return one.comments.map((each) => textOf(each).split('\n')[0] ?? '');
}

/** The value of a ticket field as text, or null if it is empty. */
export function fieldOf(one: StoredTicket, id: number): string | null {
  const value = one.custom_fields.find((field) => field.id === id)?.value ?? null;
  return value === null ? null : String(value);
}

/** The number of comments of a ticket that contain these words. */
export function mentions(one: StoredTicket, words: string): number {
  return one.comments.filter((each) => textOf(each).includes(words)).length;
}

/** The text of all comments of a ticket. */
export function wholeText(one: StoredTicket): string {
  return one.comments.map(textOf).join('\n');
}

/** How often these words occur in the comments of a ticket. */
export function times(one: StoredTicket, words: string): number {
  return wholeText(one).split(words).length - 1;
}

/** Expects each of these words exactly once in the comments of a ticket, in this order. */
export function expectInOrder(one: StoredTicket, words: readonly string[]): void {
  const text = wholeText(one);
  expect(words.map((each) => [each, times(one, each)])).toEqual(words.map((each) => [each, 1]));
  expect([...words].sort((a, b) => text.indexOf(a) - text.indexOf(b))).toEqual(words);
}

/** Expects that every comment is internal, so that customers get no mail about their own call. */
export function expectInternal(one: StoredTicket): void {
  expect(one.comments.filter((each) => each.public)).toEqual([]);
}

export function attachments(one: StoredTicket): readonly { readonly file_name: string; readonly size: number }[] {
  return one.comments.flatMap((each) => each.attachments);
}

/** The addresses from which the voice comments of a ticket play their recordings. */
export function voiceAddresses(one: StoredTicket): readonly string[] {
  return one.comments.flatMap(({ data }) => (data === undefined ? [] : [data.recording_url]));
}
