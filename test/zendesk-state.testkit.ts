import { z } from 'zod';
import type { House } from './house.testkit.ts';

/** What Zendesk holds in the end: the judge of every test. */

const comment = z.looseObject({
  public: z.boolean(),
  html_body: z.string().default(''),
  plain_body: z.string().default(''),
  body: z.string().default(''),
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
  role: z.string(),
  external_id: z.string().nullable(),
});

const ledgerEntry = z.looseObject({
  kind: z.string(),
  outcome: z.string(),
  replayed: z.boolean(),
  metadata: z.unknown().optional(),
});

export type HeldTicket = z.infer<typeof ticket>;
export type HeldUser = z.infer<typeof user>;

async function get(house: House, path: string): Promise<unknown> {
  const response = await fetch(`${house.zendesk.url}${path}`);
  return await response.json();
}

export async function tickets(house: House): Promise<readonly HeldTicket[]> {
  return z.object({ tickets: z.array(ticket) }).parse(await get(house, '/_sim/state/tickets')).tickets;
}

/** The tickets that belong to a session: made by it, or tagged with it. */
export async function ticketsOf(house: House, id: string): Promise<readonly HeldTicket[]> {
  const all = await tickets(house);
  return all.filter(({ external_id, tags }) => external_id === id || tags.includes(`session_${id}`));
}

export async function contacts(house: House): Promise<readonly HeldUser[]> {
  const { users } = z.object({ users: z.array(user) }).parse(await get(house, '/_sim/state/users'));
  return users.filter(({ role }) => role === 'end-user');
}

export async function ledger(house: House, kind: string): Promise<readonly z.infer<typeof ledgerEntry>[]> {
  const path = `/_sim/ledger?kind=${kind}`;
  return z.object({ entries: z.array(ledgerEntry) }).parse(await get(house, path)).entries;
}

export function textOf(one: z.infer<typeof comment>): string {
  return one.plain_body || one.body || one.html_body;
}

/** The first lines of a ticket's comments, in order: what each is about. */
export function titles(one: HeldTicket): readonly string[] {
  return one.comments.map((each) => textOf(each).split('\n')[0] ?? '');
}

/** The value of a field as text; null: it is empty. */
export function fieldOf(one: HeldTicket, id: number): string | null {
  const value = one.custom_fields.find((field) => field.id === id)?.value ?? null;
  return value === null ? null : String(value);
}

export function mentions(one: HeldTicket, words: string): number {
  return one.comments.filter((each) => textOf(each).includes(words)).length;
}
