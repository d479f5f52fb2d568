import { z } from 'zod';
import { createFields } from '../client/fields.ts';
import { agent } from './call.ts';
import type { BenchStack } from './stack.ts';
import { secondAgent } from './mix.ts';
import type { PlainAccount } from './plain.ts';
import { simulator } from './simulator.ts';

/** What a measure is given. */
export type Bench = {
  readonly stack: BenchStack;
  readonly account: PlainAccount;
  /** A line for whoever waits. */
  readonly tell: (line: string) => void;
};

const seeded = z.object({
  users: z.array(z.object({ id: z.number() })),
  ticket_fields: z.array(z.object({ id: z.number() })),
});
const defaultUser = { name: 'Service Desk', email: 'service.desk@example.com', role: 'admin' };

/**
 * An account with two agents, a default user, the fields that sessions fill, and one that custom data is mapped to, none
 * of whose limits is in the way: what is counted is what is asked, not what is refused. Once in a stack.
 */
export async function prepareAccount(stack: Pick<BenchStack, 'simulatorUrl' | 'sessions'>): Promise<PlainAccount> {
  await freeOfLimits(stack, 0);
  const people = [agent, secondAgent].map(({ name, email }) => ({ name, email, role: 'agent' }));
  const { users, ticket_fields } = await simulator(stack, 'seed', seeded, {
    users: [...people, defaultUser],
    ticket_fields: [{ title: 'Membership', type: 'text' }],
  });
  const made = await createFields(stack.sessions, 'bench');
  if (made.kind !== 'saved') throw new Error(`The fields could not be made: ${JSON.stringify(made)}`);
  const { sessionType, sessionId, from, callDuration, waitTime, holdTime, queueName, csat } = made.fields;
  const ids = (...fields: readonly (number | null | undefined)[]): readonly number[] =>
    fields.flatMap((id) => id ?? []);
  const [mapped = 0] = ids(ticket_fields[0]?.id);
  const [first = 0, second = 0, defaultUserId = 0] = users.map(({ id }) => id);
  const current = await stack.sessions.settings.get();
  await save(stack, {
    ...current,
    tickets: { ...current.tickets, defaultUserId },
    mapping: [{ customDataKey: 'member', target: 'ticket', fieldId: mapped }],
  });
  return {
    simulatorUrl: stack.simulatorUrl,
    agents: { [agent.email]: first, [secondAgent.email]: second },
    defaultUserId,
    fields: {
      atStart: ids(sessionType, sessionId),
      from: ids(from),
      atEnd: ids(callDuration, waitTime, holdTime, queueName, csat),
      mapped: [mapped],
    },
  };
}

/** @param latencyMs of each of Zendesk's answers */
export async function freeOfLimits(stack: Pick<BenchStack, 'simulatorUrl'>, latencyMs: number): Promise<void> {
  const limits = { rateLimitPerMinute: 0, ticketUpdatesPerMinute: 0, updatesPerUser: 0 };
  await simulator(stack, 'options', z.unknown(), { latencyMs, ...limits });
}

/** Recordings as links, and the product's own limits out of the way; the rest stays as it is saved. */
export async function settingsFor(
  stack: Pick<BenchStack, 'sessions'>,
  { on, windowSeconds }: { readonly on: boolean; readonly windowSeconds: number },
): Promise<void> {
  await save(stack, {
    ...(await stack.sessions.settings.get()),
    batching: { addComment: on, updateTicket: on, windowSeconds },
    zendesk: { requestsPerMinute: 60_000, ticketUpdatesPerMinute: 60_000 },
    recordings: { store: 'link' },
  });
}

async function save({ sessions }: Pick<BenchStack, 'sessions'>, settings: object): Promise<void> {
  const saved = await sessions.settings.set(settings, 'bench');
  if (saved.kind === 'refused') throw new Error(JSON.stringify(saved.problems));
}
