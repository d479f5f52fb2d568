import { expect } from 'vitest';
import { z } from 'zod';
import type { TestStack } from './stack.testkit.ts';

/** What Zendesk holds in the end: the judge of every test. */

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

/** The tickets that belong to a session: made by it, or tagged with it. */
export async function ticketsOf(stack: TestStack, id: string): Promise<readonly StoredTicket[]> {
  const all = await tickets(stack);
  return all.filter(({ external_id, tags }) => external_id === id || tags.includes(`session_${id}`));
}

/** The one ticket of a session; any other number of them is an error. */
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

export async function contacts(stack: TestStack): Promise<readonly StoredUser[]> {
  const { users } = z.object({ users: z.array(user) }).parse(await get(stack, '/_sim/state/users'));
  return users.filter(({ role }) => role === 'end-user');
}

export async function ledger(stack: TestStack, kind: string): Promise<readonly z.infer<typeof ledgerEntry>[]> {
  const path = `/_sim/ledger?kind=${kind}`;
  return z.object({ entries: z.array(ledgerEntry) }).parse(await get(stack, path)).entries;
}

export function textOf(one: z.infer<typeof comment>): string {
  return one.plain_body || one.body || one.html_body;
}

/** The first lines of a ticket's comments, in order: what each is about. */
export function titles(one: StoredTicket): readonly string[] {
  return one.comments.map((each) => textOf(each).split('\n')[0] ?? '');
}

/** The value of a field as text; null: it is empty. */
export function fieldOf(one: StoredTicket, id: number): string | null {
  const value = one.custom_fields.find((field) => field.id === id)?.value ?? null;
  return value === null ? null : String(value);
}

export function mentions(one: StoredTicket, words: string): number {
  return one.comments.filter((each) => textOf(each).includes(words)).length;
}

/** All that the ticket says, comment by comment. */
export function wholeText(one: StoredTicket): string {
  return one.comments.map(textOf).join('\n');
}

/** How often these words stand on the ticket. */
export function times(one: StoredTicket, words: string): number {
  return wholeText(one).split(words).length - 1;
}

/** Each of these words stands on the ticket once, in this order. */
export function expectInOrder(one: StoredTicket, words: readonly string[]): void {
  const text = wholeText(one);
  expect(words.map((each) => [each, times(one, each)])).toEqual(words.map((each) => [each, 1]));
  expect([...words].sort((a, b) => text.indexOf(a) - text.indexOf(b))).toEqual(words);
}

/** Every comment is internal: customers get no mail about their own call. */
export function expectInternal(one: StoredTicket): void {
  expect(one.comments.filter((each) => each.public)).toEqual([]);
}

export function attachments(one: StoredTicket): readonly { readonly file_name: string; readonly size: number }[] {
  return one.comments.flatMap((each) => each.attachments);
}

/** Where the voice comments of a ticket play their recordings from. */
export function voiceAddresses(one: StoredTicket): readonly string[] {
  return one.comments.flatMap(({ data }) => (data === undefined ? [] : [data.recording_url]));
}
