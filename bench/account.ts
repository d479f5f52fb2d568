import { z } from 'zod';
import { createFields } from '../client/fields.ts';
import { agent } from './call.ts';
import type { House } from './house.ts';
import type { PlainAccount } from './plain.ts';
import { simulator } from './simulator.ts';

const seeded = z.object({
  users: z.array(z.object({ id: z.number() })),
  ticket_fields: z.array(z.object({ id: z.number() })),
});
const secondAgent = { name: 'Agent Two', email: 'agent.second@example.com', role: 'agent' };

/**
 * An account with two agents, the fields that sessions fill, and one that custom data is mapped to, none of whose limits
 * is in the way: what is counted is what is asked, not what is refused.
 */
export async function furnishAccount(house: House): Promise<PlainAccount> {
  await freeOfLimits(house, 0);
  const { users, ticket_fields } = await simulator(house, 'seed', seeded, {
    users: [{ name: agent.name, email: agent.email, role: 'agent' }, secondAgent],
    ticket_fields: [{ title: 'Membership', type: 'text' }],
  });
  const made = await createFields(house.sessions, 'bench');
  if (made.kind !== 'saved') throw new Error(`The fields could not be made: ${JSON.stringify(made)}`);
  const { sessionId, callDuration, waitTime, holdTime, queueName } = made.fields;
  const ids = (fields: readonly (number | null | undefined)[]): readonly number[] => fields.flatMap((id) => id ?? []);
  const [mapped = 0] = ids([ticket_fields[0]?.id]);
  const [first = 0, second = 0] = users.map(({ id }) => id);
  return {
    simulatorUrl: house.simulatorUrl,
    agents: { [agent.email]: first, [secondAgent.email]: second },
    fields: { sessionId: sessionId ?? 0, atEnd: ids([callDuration, waitTime, holdTime, queueName]), mapped },
  };
}

/** @param latencyMs of each of Zendesk's answers */
export async function freeOfLimits(house: Pick<House, 'simulatorUrl'>, latencyMs: number): Promise<void> {
  const limits = { rateLimitPerMinute: 0, ticketUpdatesPerMinute: 0, updatesPerUser: 0 };
  await simulator(house, 'options', z.unknown(), { latencyMs, ...limits });
}

/** Recordings as links, and the product's own limits out of the way; the rest stays as it is saved. */
export async function settingsFor(
  house: Pick<House, 'sessions'>,
  batching: { readonly on: boolean; readonly windowSeconds: number },
  mapped: number | null = null,
): Promise<void> {
  const { settings } = house.sessions;
  const { on, windowSeconds } = batching;
  const saved = await settings.set(
    {
      ...(await settings.get()),
      batching: { addComment: on, updateTicket: on, windowSeconds },
      zendesk: { requestsPerMinute: 60_000, ticketUpdatesPerMinute: 60_000 },
      recordings: { store: 'link' },
      ...(mapped === null ? {} : { mapping: [{ customDataKey: 'member', target: 'ticket', fieldId: mapped }] }),
    },
    'bench',
  );
  if (saved.kind === 'refused') throw new Error(JSON.stringify(saved.problems));
}
