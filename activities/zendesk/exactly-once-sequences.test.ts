import {
  array,
  assert,
  asyncProperty,
  boolean,
  check,
  constantFrom,
  integer,
  option,
  record,
  uniqueArray,
} from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { emptyChange } from '../../domain/zendesk/change.ts';
import type { Change } from '../../domain/zendesk/change.ts';
import type { TicketWrite } from '../../domain/zendesk/ticket-write.ts';
import type { Account, Fault } from './account.testkit.ts';
import { startAccount } from './account.testkit.ts';
import type { Precautions } from './exactly-once.testkit.ts';
import { allPrecautions, drive, ticketsWithMarkers } from './exactly-once.testkit.ts';

/** Runs random sequences of writes against random faults, then compares the simulator's records with the writes. */

const runs = Number(process.env['EXACTLY_ONCE_RUNS'] ?? 400);
/** CI sets a fixed seed, so that only a change of the code can make this test fail there. */
const givenSeed = process.env['PROPERTY_SEED'];
const seed = givenSeed === undefined ? {} : { seed: Number(givenSeed) };

const kinds = ['comment', 'fields', 'assignee', 'voice', 'file'] as const;

/** Patterns of the paths that a fault applies to; the empty one matches every path. */
const faultyPaths = [
  '',
  '^/tickets$',
  '^/tickets/\\d+$',
  'update_many',
  'create_or_update',
  'job_statuses',
  'audits',
  'uploads',
] as const;
const faults = record({
  kind: constantFrom(
    'status',
    'reset',
    'never',
    'lost_answer',
    'late_commit',
    'late_job',
    'job_failed',
    'item_conflict',
  ),
  status: constantFrom(429, 500, 502, 503),
  path: constantFrom(...faultyPaths),
  nth: integer({ min: 1, max: 4 }),
  times: integer({ min: 1, max: 3 }),
});

const plans = record({
  sessions: integer({ min: 1, max: 3 }),
  writes: array(record({ ticket: integer({ min: 0, max: 2 }), kind: constantFrom(...kinds) }), {
    minLength: 1,
    maxLength: 8,
  }),
  faults: array(faults, { maxLength: 4 }),
  /** Hours until the same tickets are requested again, as a run after a crash would; null: they are not. */
  hoursLater: option(integer({ min: 0, max: 5 })),
  twice: boolean(),
  /** Rounds in which the ticket-writes workflow continues as new while requests are being sent. */
  restarts: uniqueArray(integer({ min: 0, max: 9 }), { maxLength: 3 }),
  batching: record({ addComment: boolean(), updateTicket: boolean(), windowSeconds: integer({ min: 1, max: 60 }) }),
  mostBytes: constantFrom(1, 900, 1_000_000),
  /** If false, Zendesk drops voice comments of bulk requests silently, so UPD-12 must send each by itself. */
  voiceInBulk: boolean(),
  /** If false, Zendesk drops the files of bulk requests silently, so that the comments are there without them (UPD-12). */
  filesInBulk: boolean(),
  rejectUnknownUpload: boolean(),
  /** A round before which no worker runs for more than an hour; null: there is none. Tokens of uploads expire. */
  pauseBefore: option(integer({ min: 0, max: 9 })),
});

type Plan = {
  readonly sessions: number;
  readonly writes: readonly { readonly ticket: number; readonly kind: (typeof kinds)[number] }[];
  readonly faults: readonly {
    readonly kind: string;
    readonly status: number;
    readonly path: string;
    readonly nth: number;
    readonly times: number;
  }[];
  readonly hoursLater: number | null;
  readonly twice: boolean;
  readonly restarts: readonly number[];
  readonly batching: { readonly addComment: boolean; readonly updateTicket: boolean; readonly windowSeconds: number };
  readonly mostBytes: number;
  readonly voiceInBulk: boolean;
  readonly filesInBulk: boolean;
  readonly rejectUnknownUpload: boolean;
  readonly pauseBefore: number | null;
};

let account: Account;

beforeAll(async () => {
  account = await startAccount({
    searchLagMs: 0,
    ticketUpdatesPerMinute: 0,
    updatesPerTicket: 0,
    updatesPerUser: 0,
    jobQueuedMs: 0,
    jobWorkingMs: 0,
  });
});
afterAll(() => account.close());

function faultOf({ kind, status, path, nth, times }: Plan['faults'][number]): Fault {
  const match = path === '' ? {} : { path };
  switch (kind) {
    case 'status':
      // Zendesk sends Retry-After with 429 and 503.
      return { kind, status, match, nth, times, ...(status === 429 || status === 503 ? { retryAfterSeconds: 2 } : {}) };
    case 'late_job':
      return { kind: 'late_commit', delayMs: 120_000, match: { method: 'PUT', path: 'update_many' }, nth, times };
    case 'job_failed':
      return { kind, afterItems: 1, match: { method: 'PUT', path: 'update_many' }, nth, times };
    case 'item_conflict':
      return {
        kind: 'item_error',
        error: 'UpdateConflict',
        details: 'changed',
        match: { method: 'PUT', path: 'update_many' },
        nth,
        times,
      };
    case 'late_commit':
      // 4 s is later than the first retries of a request with an idempotency key, but before any search for a marker.
      // Uploads are excluded: one that is applied late only leaves an unused token.
      return {
        kind,
        delayMs: 4_000,
        match: path === '' || path === 'uploads' ? { path: '^/(?!uploads)' } : match,
        nth,
        times,
      };
    case 'never':
      return { kind, match, nth, times: 1 };
    case 'lost_answer':
      return { kind, match, nth, times };
    default:
      return { kind: 'reset', match, nth, times };
  }
}

function changeOf(
  kind: (typeof kinds)[number],
  n: number,
  ids: { readonly field: number; readonly agent: number },
): Change {
  const comment = { title: `Comment ${n}`, lines: [] };
  switch (kind) {
    case 'comment':
      return { ...emptyChange, comment };
    case 'fields':
      return { ...emptyChange, fields: [{ id: ids.field, value: `v${n}` }] };
    case 'assignee':
      return { ...emptyChange, assigneeId: ids.agent, tags: [`t${n}`] };
    case 'voice': {
      const recordingUrl = `${account.url}/${n}.wav`;
      const times = { startedAt: '2026-01-01T00:00:00Z', durationSeconds: n };
      return {
        ...emptyChange,
        voice: {
          from: '+14155550100',
          to: '+18005550100',
          recordingUrl,
          ...times,
          answeredById: null,
          transcription: null,
        },
      };
    }
    case 'file':
      return {
        ...emptyChange,
        comment,
        file: {
          from: { kind: 'address', url: `${account.url}/recordings/f${n}.wav?bytes=2000` },
          name: `f${n}.wav`,
          contentType: 'audio/wav',
        },
      };
    default:
      return kind satisfies never;
  }
}

/** Runs one plan and checks the rules afterwards. Gives one sentence for each violation. */
async function violations(plan: Plan, precautions: Precautions): Promise<readonly string[]> {
  await account.clearFaults();
  await account.reset();
  const { voiceInBulk, filesInBulk, rejectUnknownUpload } = plan;
  await account.options({ voiceInBulk, filesInBulk, rejectUnknownUpload });
  const { users, ticket_fields } = await account.seed({
    users: [{ name: 'Agent', email: 'agent.a@example.com', role: 'agent' }],
    ticket_fields: [{ type: 'text', title: 'Plan' }],
  });
  const ids = { field: ticket_fields[0] ?? 0, agent: users[0] ?? 0 };
  for (const fault of plan.faults) await account.fault(faultOf(fault));
  const driver = drive(account, precautions);

  const number = '+14155550188';
  const wanted = { externalId: `phone:${number}`, name: `Caller ${number}`, phone: number, email: null, fields: [] };
  const contacts: number[] = [];
  const tickets: number[] = [];
  for (let s = 0; s < plan.sessions; s++) {
    const contact = await driver.makeContact(wanted);
    contacts.push(contact.id);
    const draft = {
      key: `s-${s}/ticket`,
      dueAt: driver.now(),
      externalId: `s-${s}`,
      requesterId: contact.id,
      subject: {
        template: 'Call',
        context: {
          session: { type: '', channel: '', id: '', queue: '', menu_path: '' },
          contact: { name: '', phone: '' },
        },
      },
      description: '<p>Call started</p>',
      assignee: { kind: 'agent', email: 'agent.a@example.com', name: null },
      tags: [`session_s-${s}`],
      viaId: 45,
      fields: [{ id: ids.field, value: 'gold' }],
      facts: [],
      followUpOf: null,
      noteIfAgentUnknown: '<p>Nobody has the address of the agent.</p>',
      bare: false,
      cause: 'served',
    } as const;
    const opened = await driver.openTicket(draft);
    if (plan.hoursLater !== null) {
      await driver.wait(plan.hoursLater * 3_600_000);
      const again = await driver.openTicket(draft);
      if (again.ticketId !== opened.ticketId)
        return [`TKT-12: s-${s} has tickets ${opened.ticketId} and ${again.ticketId}`];
    }
    tickets.push(opened.ticketId);
  }
  const writes = plan.writes.map(({ ticket, kind }, n): TicketWrite => {
    const s = ticket % plan.sessions;
    const at = { sessionId: `s-${s}`, ticketId: tickets[s] ?? 0, dueAt: driver.now(), check: false };
    return { id: `s-${s}/${n}`, ...at, change: changeOf(kind, n, ids) };
  });
  const answers = await driver.write(writes, plan);
  // A session that got no result hands the same writes over again, with `check` set so that their markers are looked
  // for.
  if (plan.twice) await driver.write(writes.map((write) => ({ ...write, check: true })));
  // Requests that were delayed are applied now.
  await account.clearFaults();
  await driver.wait(10 * 60_000);

  const state = await ticketsWithMarkers(account);
  const made = await account.ledger('user.create');
  const found = (await driver.lookUp(number)).contacts.map(({ id }) => id);
  return [
    ...(made.length === 1 && contacts.every((id) => found.length === 1 && id === found[0])
      ? []
      : [`CON-7: the contact was made ${made.length} times, given as ${contacts.join()}, found as ${found.join()}`]),
    ...tickets.flatMap((_, s) => {
      const own = state.filter(({ externalId }) => externalId === `s-${s}`);
      return own.length === 1 ? [] : [`TKT-12: s-${s} has ${own.length} tickets`];
    }),
    ...answers.flatMap((answer): string[] => {
      const { id, kind } = answer;
      const hasFile = state.some(({ withFile }) => withFile.includes(id));
      const wantsFile = writes.some((write) => write.id === id && write.change.file !== null);
      // The session then writes a note with the address of the file.
      const isRight = kind === 'written' ? hasFile === wantsFile : kind === 'file_refused' && wantsFile && !hasFile;
      const isLinked = kind !== 'written' || (answer.contentUrl !== null) === wantsFile;
      return isRight && isLinked ? [] : [`UPD-12, BAT-5: ${id} was answered ${kind}, with a file: ${hasFile}`];
    }),
    ...(filesInBulk
      ? answers.filter(({ kind }) => kind !== 'written').map(({ id, kind }) => `BAT-5: ${id} was answered ${kind}`)
      : []),
    ...tickets.flatMap((ticketId, s) => {
      const wanted = writes.filter((write) => write.ticketId === ticketId);
      const there = (state.find(({ id }) => id === ticketId)?.markers ?? []).filter((id) => id !== `s-${s}/ticket`);
      // A write with a file may come later than the writes behind it, because none of them waits for its upload.
      const isOrdered = (id: string): boolean => wanted.some((write) => write.id === id && write.change.file === null);
      const expected = wanted.map(({ id }) => id);
      return there.toSorted().join() === expected.toSorted().join() &&
        there.filter(isOrdered).join() === expected.filter(isOrdered).join()
        ? []
        : [`BAT-4, BAT-5: ${ticketId} holds ${there.join()} for ${expected.join()}`];
    }),
  ];
}

function concernsWrites(violation: string): boolean {
  return violation.startsWith('BAT-4, BAT-5');
}

function concernsTickets(violation: string): boolean {
  return violation.startsWith('TKT-12');
}

describe('random sequences of writes with random faults', () => {
  it('TKT-12 CON-7 BAT-4 BAT-5 double nothing, lose nothing, and keep the order of each ticket', async () => {
    await assert(
      asyncProperty(plans, async (plan) => {
        expect(await violations(plan, allPrecautions)).toEqual([]);
      }),
      { numRuns: runs, ...seed },
    );
  }, 3_600_000);

  it('TKT-12 BAT-5 without the markers some sequence doubles a write', async () => {
    const withoutMarkers = asyncProperty(
      plans,
      async (plan) => !(await violations(plan, { ...allPrecautions, markers: false })).some(concernsWrites),
    );
    const { failed } = await check(withoutMarkers, { numRuns: 300, ...seed, endOnFailure: true });
    expect(failed).toBe(true);
  }, 600_000);

  it('TKT-12 without idempotency keys some sequence doubles a ticket', async () => {
    const withoutKeys = asyncProperty(plans, async (plan) => {
      // No second request for the ticket, so only a lost answer can double it.
      const once = { ...plan, hoursLater: null };
      return !(await violations(once, { ...allPrecautions, keys: false })).some(concernsTickets);
    });
    const { failed } = await check(withoutKeys, { numRuns: 300, ...seed, endOnFailure: true });
    expect(failed).toBe(true);
  }, 600_000);
});
