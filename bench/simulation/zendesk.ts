import type { FastifyInstance } from 'fastify';
import { auditsOf, openAccount } from '../../simulator/core/account.ts';
import type { Account } from '../../simulator/core/account.ts';
import { isoSeconds } from '../../simulator/core/clock.ts';
import type { Clock } from '../../simulator/core/clock.ts';
import { Faults } from '../../simulator/core/faults.ts';
import type { LedgerEntry } from '../../simulator/core/ledger-entry.ts';
import { Limits } from '../../simulator/core/limits.ts';
import { defaults } from '../../simulator/core/options.ts';
import { seed } from '../../simulator/control/seed.ts';
import { buildServer } from '../../simulator/server.ts';
import { resetAccount } from '../../simulator/simulation/state.ts';
import { startJobRunner } from '../../simulator/tickets/jobs.ts';
import { startTriggers } from '../../simulator/tickets/triggers.ts';
import type { Triggers } from '../../simulator/tickets/triggers.ts';
import { agent } from '../call.ts';
import type { Caller } from '../callers.ts';
import type { ZendeskContents } from '../chaos/judge.ts';
import { contactsOf, secondAgent } from '../mix.ts';
import type { AccountPlan } from './scenario.ts';
import { VirtualTime } from './determinism/virtual-time.ts';

/** The simulated Zendesk of all scenarios of this process. `open` empties it, which is faster than to start another. */
export type SimulatedZendesk = {
  readonly account: Account;
  readonly app: FastifyInstance;
  readonly triggers: Triggers;
  /** The faults that hit requests, which the network applies. */
  readonly requestFaults: Faults;
  /** The faults that hit bulk jobs, which the simulator applies. */
  readonly jobFaults: Faults;
  readonly open: (time: VirtualTime, plan: AccountPlan, callers: number) => OpenedAccount;
};

/** The records with which a scenario starts. */
export type OpenedAccount = {
  readonly callers: readonly Caller[];
  /** Zendesk user ids by e-mail address. */
  readonly agents: Readonly<Record<string, number>>;
  readonly serviceDeskId: number;
  readonly membershipFieldId: number;
};

export async function startZendesk(): Promise<SimulatedZendesk> {
  let time = new VirtualTime(0);
  const clock: Clock = {
    now: () => time.now(),
    stamp: () => isoSeconds(time.now()),
    offsetMs: () => 0,
    after: (ms, task) => void time.after(ms, task),
    sleep: (ms) => time.pause(ms),
    advance: () => undefined,
    stop: () => undefined,
  };
  const account = openAccount(clock, { ...defaults });
  const limits = new Limits(clock, account.settings);
  const [requestFaults, jobFaults] = [new Faults(), new Faults()];
  const jobs = startJobRunner(account, limits, jobFaults);
  const triggers = startTriggers(account);
  const requests = new Map<string, number>();
  // The server's own hooks look for the faults of requests too. They get none, so that only the network applies them.
  const app = buildServer({ account, limits, faults: new Faults(), jobs, triggers, requests });
  resetAccount(account);
  await app.ready();
  const first = { ...account.next };

  return {
    account,
    app,
    triggers,
    requestFaults,
    jobFaults,
    open(next, plan, callers) {
      time = next;
      Object.assign(account.next, first);
      Object.assign(account.settings, settingsOf(plan));
      resetAccount(account);
      limits.reset();
      triggers.clear();
      requestFaults.clear();
      jobFaults.clear();
      requests.clear();
      return seedAccount(account, callers);
    },
  };
}

function settingsOf(plan: AccountPlan): Partial<Account['settings']> {
  return {
    searchLagMs: plan.searchLagMs,
    rateLimitPerMinute: plan.zendeskRequestsPerMinute,
    ticketUpdatesPerMinute: plan.zendeskUpdatesPerMinute,
    voiceInBulk: plan.voiceInBulk,
    jobQueuedMs: plan.jobMs,
    jobWorkingMs: plan.jobMs,
  };
}

function seedAccount(account: Account, count: number): OpenedAccount {
  const people = [agent, secondAgent, { name: 'Service Desk', email: 'service.desk@example.com' }];
  const { users, ticket_fields: fields } = seed(account, {
    users: people.map(({ name, email }) => ({ name, email, role: 'agent' })),
    ticket_fields: [{ title: 'Membership', type: 'text' }],
  });
  const callers = contactsOf(count).map((known, i): Caller => {
    const phone = `+1301555${String(i).padStart(4, '0')}`;
    const email = `customer.${i}@customer.example.com`;
    // An e-mail address belongs to one user only, so further contacts share just the number.
    const contacts = Array.from({ length: known }, (_, n) => ({
      name: `Customer ${i}`,
      role: 'end-user',
      phone,
      ...(n === 0 ? { email } : {}),
    }));
    return { phone, email, contactIds: seed(account, { users: contacts }).users.map(({ id }) => id) };
  });
  const ids = Object.fromEntries(people.map(({ email }, i) => [email, users[i]?.id ?? 0]));
  return {
    callers,
    agents: ids,
    serviceDeskId: ids['service.desk@example.com'] ?? 0,
    membershipFieldId: fields[0]?.id ?? 0,
  };
}

/** Everything that the account holds, for `judge`. A write is named together with its ticket. */
export function contentsOf(account: Account, agents: ZendeskContents['agents']): ZendeskContents {
  const applied = account.ledger.filter(isApplied);
  return {
    agents,
    contacts: [...account.users.values()].filter(({ role }) => role === 'end-user'),
    writes: applied.flatMap(({ metadata, ticket_id: id }) => writesIn(metadata).map((write) => `${write} on ${id}`)),
    tickets: [...account.tickets.values()]
      .filter(({ deleted }) => !deleted)
      .map((ticket) => ({
        id: ticket.id,
        requesterId: ticket.requester_id,
        assigneeId: ticket.assignee_id,
        externalId: ticket.external_id,
        tags: ticket.tags,
        comments: auditsOf(account, ticket)
          .flatMap(({ events }) => events)
          .flatMap((event) =>
            event.type === 'Comment' || event.type === 'VoiceComment'
              ? [{ text: event.body, isVoice: event.type === 'VoiceComment' }]
              : [],
          ),
      })),
  };
}

/**
 * Whether a line of the ledger changed something. A bulk job may drop a voice comment silently (UPD-12). Then the same write
 * is rightly sent once more.
 */
export function isApplied({ outcome, replayed, applied }: LedgerEntry): boolean {
  return outcome === 'applied' && !replayed && Object.keys(applied).length > 0;
}

/** The ids of the ticket writes that the metadata of an update names. */
export function writesIn(metadata: Readonly<Record<string, unknown>>): readonly string[] {
  const { writes } = metadata;
  return Array.isArray(writes) ? writes.filter((id) => typeof id === 'string') : [];
}
