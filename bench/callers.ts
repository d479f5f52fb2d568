import { z } from 'zod';
import type { BenchStack } from './stack.ts';
import { simulator } from './simulator.ts';

/** Whom Zendesk knows under a number: nobody, one contact, or several (CON-6). */
export type Caller = {
  readonly phone: string;
  readonly email: string;
  /** Zendesk user ids. */
  readonly contactIds: readonly number[];
};

const seeded = z.object({ users: z.array(z.object({ id: z.number() })) });

/**
 * One caller for each entry: a number of its own, with as many contacts as the entry says. They are searchable at once.
 *
 * @param area three digits that keep the numbers of different measures apart
 */
export async function seedCallers(
  stack: Pick<BenchStack, 'simulatorUrl'>,
  area: number,
  known: readonly number[],
): Promise<readonly Caller[]> {
  const people = known.map((contacts, i) => ({
    contacts,
    phone: `+1${area}555${String(i).padStart(4, '0')}`,
    email: `customer.${area}.${i}@customer.example.com`,
  }));
  // An address belongs to one user only; the further ones share the number alone.
  const users = people.flatMap(({ contacts, phone, email }, i) =>
    Array.from({ length: contacts }, (_, n) => ({
      name: `Customer ${area}-${i}`,
      role: 'end-user',
      phone,
      ...(n === 0 ? { email } : {}),
    })),
  );
  const ids = (await simulator(stack, 'seed', seeded, { users })).users.map(({ id }) => id);
  return people.map(({ contacts, phone, email }) => ({ phone, email, contactIds: ids.splice(0, contacts) }));
}
