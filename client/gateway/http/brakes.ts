import { isIPv6 } from 'node:net';
import { BurstyRateLimiter, RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import { limits } from '../../../domain/limits.ts';
import { RetryLater } from './errors.ts';

/** How much one caller may ask of one gateway. docs/limits.md explains each number. */
export type BrakeLimits = {
  readonly wrongSignIns: number;
  readonly requestsPerSecond: number;
  readonly requestBurst: number;
  readonly streamsPerAgent: number;
  readonly streams: number;
};

const { wrongSignIns, requestsPerSecond, requestBurst, streamsPerAgent, streams } = limits.brakes;

export const defaultBrakeLimits: BrakeLimits = {
  wrongSignIns: wrongSignIns.value,
  requestsPerSecond: requestsPerSecond.value,
  requestBurst: requestBurst.value,
  streamsPerAgent: streamsPerAgent.value,
  streams: streams.value,
};

const aboveAll = 1_000_000_000;

/** Brakes that nobody reaches, for measurements and for tests of something else. */
export const liftedBrakes: BrakeLimits = {
  wrongSignIns: aboveAll,
  requestsPerSecond: aboveAll,
  requestBurst: aboveAll,
  streamsPerAgent: aboveAll,
  streams: aboveAll,
};

/** The brakes of one gateway. They are kept in its memory, so that each gateway counts for itself. */
export type Brakes = {
  /** Before credentials are looked at. Throws RetryLater (429) if too many wrong ones came from this address. */
  readonly beforeSignIn: (address: string) => Promise<void>;
  readonly afterRightSignIn: (address: string) => void;
  /** Counts wrong credentials. Throws RetryLater (429) if there were too many. */
  readonly afterWrongSignIn: (address: string) => Promise<void>;
  /** Counts a request of a signed-in caller. Throws RetryLater (429) if there were too many. */
  readonly beforeRequest: (caller: string) => Promise<void>;
  /**
   * Counts a stream until the returned function is called. Throws RetryLater (429) if too many are open.
   */
  readonly openStream: (agentId: string) => () => void;
};

const minute = 60;
const trustedForMs = 60 * 60_000;
/** At most this many addresses with a right sign-in are remembered. */
const mostTrusted = 10_000;
const streamRetrySeconds = 10;

export function createBrakes(limit: BrakeLimits): Brakes {
  const failures = new RateLimiterMemory({ points: limit.wrongSignIns, duration: minute });
  const requests = new BurstyRateLimiter(
    new RateLimiterMemory({ points: limit.requestsPerSecond, duration: 1 }),
    new RateLimiterMemory({ points: limit.requestBurst, duration: minute }),
  );
  const trusted = new Map<string, number>();
  const openStreams = new Map<string, number>();
  let allStreams = 0;

  const isTrusted = (place: string): boolean => Date.now() - (trusted.get(place) ?? -Infinity) < trustedForMs;

  return {
    beforeSignIn: async (address) => {
      const place = placeOf(address);
      const counted = await failures.get(place);
      // The address of a proxy, or of an office, has right and wrong sign-ins. Wrong ones must not lock out the others.
      if (counted !== null && counted.consumedPoints > limit.wrongSignIns && !isTrusted(place))
        throw new RetryLater('too_many_failures', counted.msBeforeNext / 1_000);
    },
    afterRightSignIn: (address) => {
      const place = placeOf(address);
      trusted.delete(place);
      trusted.set(place, Date.now());
      const [oldest] = trusted.keys();
      if (trusted.size > mostTrusted && oldest !== undefined) trusted.delete(oldest);
    },
    afterWrongSignIn: async (address) => await consume(failures, placeOf(address), 'too_many_failures'),
    beforeRequest: async (caller) => await consume(requests, caller, 'too_many_requests'),
    openStream: (agentId) => {
      const open = openStreams.get(agentId) ?? 0;
      if (open >= limit.streamsPerAgent || allStreams >= limit.streams)
        throw new RetryLater('too_many_streams', streamRetrySeconds);
      openStreams.set(agentId, open + 1);
      allStreams += 1;
      let isOpen = true;
      return () => {
        if (!isOpen) return;
        isOpen = false;
        allStreams -= 1;
        const left = (openStreams.get(agentId) ?? 1) - 1;
        if (left === 0) openStreams.delete(agentId);
        else openStreams.set(agentId, left);
      };
    },
  };
}

async function consume(
  limiter: Pick<RateLimiterMemory, 'consume'> | BurstyRateLimiter,
  key: string,
  code: 'too_many_failures' | 'too_many_requests',
): Promise<void> {
  try {
    await limiter.consume(key);
  } catch (refused) {
    if (refused instanceof RateLimiterRes) throw new RetryLater(code, refused.msBeforeNext / 1_000);
    throw refused;
  }
}

/**
 * The part of an address for which failures are counted: an IPv4 address, or the first 64 bits of an IPv6 address, because
 * one caller can have all addresses of such a network.
 */
function placeOf(address: string): string {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address);
  if (mapped !== null) return mapped[1] ?? address;
  if (!isIPv6(address)) return address;
  const [head = '', tail] = address.split('::');
  const groups = head === '' ? [] : head.split(':');
  const behind = tail === undefined || tail === '' ? [] : tail.split(':');
  const zeros = tail === undefined ? 0 : Math.max(0, 8 - groups.length - behind.length);
  return [...groups, ...Array.from({ length: zeros }, () => '0'), ...behind].slice(0, 4).join(':');
}
