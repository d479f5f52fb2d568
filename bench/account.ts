import { z } from 'zod';
import { createFields } from '../client/fields.ts';
import { agent } from './call.ts';
import type { BenchStack } from './stack.ts';
import { secondAgent } from './mix.ts';
import type { PlainAccount } from './plain.ts';
import { simulator } from './simulator.ts';

/** The running product and the account that a measurement works with. */
export type Bench = {
  readonly stack: BenchStack;
  readonly account: PlainAccount;
  /** Prints one line of progress. */
  readonly log: (line: string) => void;
};

const seeded = z.object({
  users: z.array(z.object({ id: z.number() })),
  ticket_fields: z.array(z.object({ id: z.number() })),
});
const defaultUser = { name: 'Service Desk', email: 'service.desk@example.com', role: 'admin' };

/**
 * Prepares the simulated Zendesk account: two agents, a default user, the fields that sessions fill, and one field for
 * mapped custom data. Removes the account's limits, so that no request is refused and counted twice. Call it once per
 * stack.
 */
export async function prepareAccount(stack: Pick<BenchStack, 'simulatorUrl' | 'sessions'>): Promise<PlainAccount> {
  await removeZendeskLimits(stack, 0);
  const agents = [agent, secondAgent].map(({ name, email }) => ({ name, email, role: 'agent' }));
  const { users, ticket_fields } = await simulator(stack, 'seed', seeded, {
    users: [...agents, defaultUser],
    ticket_fields: [{ title: 'Membership', type: 'text' }],
  });
  const created = await createFields(stack.sessions, 'bench');
  if (created.kind !== 'saved') throw new Error(`The fields could not be made: ${JSON.stringify(created)}`);
  const { sessionType, sessionId, from, callDuration, waitTime, holdTime, queueName, csat } = created.fields;
  const ids = (...fields: readonly (number | null | undefined)[]): readonly number[] =>
    fields.flatMap((id) => id ?? []);
  const [mapped = 0] = ids(ticket_fields[0]?.id);
  const [first = 0, second = 0, defaultUserId = 0] = users.map(({ id }) => id);
  const current = await stack.sessions.settings.get();
  await saveSettings(stack, {
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

/**
 * Removes the request limits of the simulated Zendesk.
 * @param latencyMs how long each answer takes
 */
export async function removeZendeskLimits(stack: Pick<BenchStack, 'simulatorUrl'>, latencyMs: number): Promise<void> {
  const limits = { rateLimitPerMinute: 0, ticketUpdatesPerMinute: 0, updatesPerUser: 0 };
  await simulator(stack, 'options', z.unknown(), { latencyMs, ...limits });
}

/**
 * Saves the batching, stores recordings as links or files, and sets the product's own limits so high that they never apply.
 * Other settings stay as they are.
 */
export async function saveBatching(
  stack: Pick<BenchStack, 'sessions'>,
  {
    on,
    windowSeconds,
    recordings = 'link',
  }: { readonly on: boolean; readonly windowSeconds: number; readonly recordings?: 'link' | 'file' },
): Promise<void> {
  await saveSettings(stack, {
    ...(await stack.sessions.settings.get()),
    batching: { addComment: on, updateTicket: on, windowSeconds },
    zendesk: { requestsPerMinute: 60_000, ticketUpdatesPerMinute: 60_000 },
    recordings: { store: recordings },
  });
}

async function saveSettings({ sessions }: Pick<BenchStack, 'sessions'>, settings: object): Promise<void> {
  const saved = await sessions.settings.set(settings, 'bench');
  if (saved.kind === 'refused') throw new Error(JSON.stringify(saved.problems));
}
