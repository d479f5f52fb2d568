import { between, oneOf, randomOf } from './determinism/random.ts';
import type { Random } from './determinism/random.ts';
import type { Trouble, TroubleKind } from './scenario.ts';

const second = 1_000;
const minute = 60 * second;
const hour = 60 * minute;

/**
 * Plans what goes wrong. A kind that is left out changes nothing else.
 * @param lengthMs the time in which the sessions begin
 */
export function planTroubles(seed: number, lengthMs: number, without: ReadonlySet<TroubleKind>): readonly Trouble[] {
  const until = lengthMs + 60 * second;
  const of = (kind: TroubleKind, plan: (random: Random) => readonly Trouble[]): readonly Trouble[] =>
    without.has(kind) ? [] : plan(randomOf(seed, kind));
  const troubles = [
    ...of('crashes', (random) => planCrashes(random, until)),
    ...of('faults', (random) => planFaults(random, until)),
    ...of('triggers', (random) => planTriggers(random, until)),
    ...of('restore', (random) => planRestore(random, until)),
  ];
  return troubles;
}

function several(random: Random, share: number, most: number): readonly null[] {
  return random() < share ? Array.from({ length: between(random, 1, most) }, () => null) : [];
}

function planCrashes(random: Random, until: number): readonly Trouble[] {
  const timed = several(random, 0.5, 6).map((): Trouble => ({
    kind: 'crash',
    at: between(random, 0, until),
    worker: between(random, 0, 1),
    awayMs: between(random, 0, 3 * second),
  }));
  const atWrites = several(random, 0.3, 4).map((): Trouble => ({
    kind: 'crashAtWrite',
    write: between(random, 1, 30),
    when: oneOf(random, ['before', 'after']),
    awayMs: between(random, 0, 3 * second),
  }));
  return [...timed, ...atWrites];
}

type SaidFault = { readonly says: string; readonly fault: object };

const lost = (method: string, path: string): object => ({ kind: 'lost_answer', times: 5, match: { method, path } });

/** The ways in which Zendesk fails, as in `bench/chaos/disturbances.ts`, and the ways in which a file cannot be had. */
const faults: readonly [SaidFault, ...SaidFault[]] = [
  { says: 'Zendesk is down', fault: { kind: 'status', status: 503, times: 100_000 } },
  { says: 'Zendesk answers 429', fault: { kind: 'status', status: 429, retryAfterSeconds: 2, times: 20 } },
  { says: 'Zendesk makes tickets and loses the answers', fault: lost('POST', '^/tickets$') },
  { says: 'Zendesk makes contacts and loses the answers', fault: lost('POST', '^/users/create_or_update$') },
  { says: 'Zendesk takes updates and loses the answers', fault: lost('PUT', '^/tickets/') },
  { says: 'connections to Zendesk drop', fault: { kind: 'reset', times: 30, probability: 0.5 } },
  { says: 'Zendesk never answers', fault: { kind: 'never', times: 3 } },
  { says: 'Zendesk is slow', fault: { kind: 'delay', delayMs: 3 * second, times: 30 } },
  {
    says: 'Zendesk takes updates seconds after the connection dropped',
    fault: { kind: 'late_commit', delayMs: 3 * second, times: 2, match: { method: 'PUT', path: '^/tickets/' } },
  },
  { says: 'items of bulk jobs fail', fault: { kind: 'item_error', times: 3 } },
  { says: 'a bulk job fails half way', fault: { kind: 'job_failed', afterItems: 1, times: 1 } },
  { says: 'uploads fail', fault: { kind: 'status', status: 500, times: 10, match: { path: '^/uploads' } } },
  { says: 'recordings can not be had', fault: { kind: 'status', status: 500, times: 10, match: { path: '^/files' } } },
];

function planFaults(random: Random, until: number): readonly Trouble[] {
  return several(random, 0.6, 6).map((): Trouble => ({
    kind: 'zendesk',
    at: between(random, 0, until),
    forMs: oneOf(random, [
      between(random, 2 * second, 15 * second),
      between(random, 2 * second, 15 * second),
      10 * minute,
    ]),
    ...oneOf(random, faults),
  }));
}

/** The ids of the user and of the field are not known before the account is there, so the world adds them. */
function planTriggers(random: Random, until: number): readonly Trouble[] {
  return several(random, 0.12, 2).map((): Trouble => {
    const afterMs = oneOf(random, [0, 30, 3 * second, 30 * second]);
    const on = oneOf(random, ['create', 'create', 'update']);
    const match = oneOf(random, [{}, { tag: 'queue_3' }]);
    const times = oneOf(random, [1, 3, 1_000]);
    const chosen = oneOf<{ readonly says: string; readonly trigger: object }>(random, [
      { says: 'closes', trigger: { action: 'close' } },
      { says: 'reassigns', trigger: { action: 'assign' } },
      { says: 'sets a field of', trigger: { action: 'set_field', value: 'by a trigger' } },
    ]);
    const which = `${on === 'create' ? 'each new' : 'each changed'} ticket${'tag' in match ? ' of the queue 3' : ''}`;
    const limit = times === 1_000 ? '' : `, ${times} times at most`;
    return {
      kind: 'trigger',
      at: random() < 0.6 ? 0 : between(random, 0, until),
      forMs: oneOf(random, [30 * second, 24 * hour]),
      says: `a trigger ${chosen.says} ${which} after ${afterMs} ms${limit}`,
      trigger: { ...chosen.trigger, on, match, afterMs, times },
    };
  });
}

function planRestore(random: Random, until: number): readonly Trouble[] {
  if (random() >= 0.08) return [];
  const dumpAt = between(random, 0, until);
  const gap = oneOf(random, [between(random, minute, 5 * minute), between(random, 5 * minute, hour), 3 * hour]);
  // The operator's page says to keep the workers stopped for half a minute.
  const awayMs = between(random, 30 * second, 90 * second);
  return [{ kind: 'restore', dumpAt, at: dumpAt + gap, awayMs, sentAgain: random() < 0.7 }];
}
