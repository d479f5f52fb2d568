import { z } from 'zod';
import type { BenchStack } from './stack.ts';
import { simulator } from './simulator.ts';

/**
 * A caller, with the contacts that have the caller's number: none, one, or several (CON-6: then the agent picks one).
 */
export type Caller = {
  readonly phone: string;
  readonly email: string;
  /** Zendesk user ids. */
  readonly contactIds: readonly number[];
};

const seeded = z.object({ users: z.array(z.object({ id: z.number() })) });

/**
 * Creates callers, each with a number of its own. Their contacts can be found by the search at once.
 *
 * @param area a three-digit area code, different for each measurement, so that their numbers differ
 * @param known how many contacts each caller has; one entry for each caller
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
  // In Zendesk an e-mail address belongs to one user only, so further contacts share just the number.
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
