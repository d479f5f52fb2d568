import type { FastifyInstance } from 'fastify';
import type { Fault, Faults } from '../../simulator/core/faults.ts';
import { currentAttempt } from './temporal/attempt.ts';
import { between } from './determinism/random.ts';
import type { Random } from './determinism/random.ts';
import type { VirtualTime } from './determinism/virtual-time.ts';

/** Where the simulated Zendesk and the files of the platform are. */
export const zendeskUrl = 'http://zendesk.example.com';
export const fileHost = 'files.example.com';

/** One request as the simulated Zendesk received it. */
export type Received = { readonly at: number; readonly method: string; readonly path: string; readonly status: number };

type Request = {
  readonly method: string;
  readonly url: URL;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Buffer | undefined;
  readonly signal: AbortSignal | null;
};

const recording = new TextEncoder().encode('RIFF a short recording');
const never = (): Promise<never> => new Promise(() => undefined);

/**
 * The network between the adapter and the simulated Zendesk, without sockets: a request passes to the handlers of the
 * simulator in this process. Faults have the same kinds as those of the simulator's control endpoint, but are applied here,
 * because there is no connection that the simulator could drop. It also serves the recordings of the platform.
 */
export class Network {
  readonly received: Received[] = [];
  /** The number of requests that the simulator works on now. */
  busy = 0;
  /** The number of requests that change something, so far. */
  writes = 0;
  /** Called when a request that changes something is about to reach Zendesk, and when it has. */
  onWrite: (count: number, when: 'before' | 'after') => void = () => undefined;
  private readonly time: VirtualTime;
  private readonly app: FastifyInstance;
  private readonly faults: Faults;
  private readonly latency: { readonly from: number; readonly to: number };
  private readonly random: Random;

  constructor(
    time: VirtualTime,
    app: FastifyInstance,
    how: { readonly faults: Faults; readonly latency: Network['latency']; readonly random: Random },
  ) {
    this.time = time;
    this.app = app;
    this.faults = how.faults;
    this.latency = how.latency;
    this.random = how.random;
  }

  /** A `fetch` that sends no request anywhere. */
  readonly fetch: typeof globalThis.fetch = async (input, init = {}) => {
    if (currentAttempt()?.isLost === true) return never();
    const url = new URL(input instanceof Request ? input.url : input);
    const path = url.host === fileHost ? `/files${url.pathname}` : pathOf(url);
    const signal = init.signal ?? null;
    const headers = Object.fromEntries(new Headers(init.headers));
    const method = init.method ?? 'GET';
    const body = await this.bodyOf(init.body ?? null);
    return await untilAborted(this.exchange({ method, url, path, headers, body, signal }), signal);
  };

  private async bodyOf(body: ConstructorParameters<typeof Response>[0]): Promise<string | Buffer | undefined> {
    if (body === null || typeof body === 'string') return body ?? undefined;
    this.busy += 1;
    try {
      return Buffer.from(await new Response(body).arrayBuffer());
    } finally {
      this.busy -= 1;
    }
  }

  private async exchange(request: Request): Promise<Response> {
    const random = currentAttempt()?.random ?? this.random;
    await this.time.pause(between(random, this.latency.from, this.latency.to));
    const fault = this.faults.forRequest(request.method, request.path);
    if (fault !== undefined) return await this.fail(fault, request);
    const response = await this.deliver(request);
    await this.time.pause(between(random, this.latency.from, this.latency.to));
    return response;
  }

  private async fail(fault: Fault, request: Request): Promise<Response> {
    switch (fault.kind) {
      case 'status':
        return answerInstead(fault);
      case 'reset':
        throw connectionLost();
      case 'never':
        return await never();
      case 'delay':
        await this.time.pause(fault.delayMs);
        return await this.deliver(request);
      case 'lost_answer':
        await this.deliver(request);
        throw connectionLost();
      case 'late_commit':
        void this.time.pause(fault.delayMs).then(async () => await this.deliver(request));
        throw connectionLost();
      // The simulator applies the faults of bulk jobs itself.
      case 'item_error':
      case 'job_failed':
        return await this.deliver(request);
      default:
        return fault.kind satisfies never;
    }
  }

  /** Passes the request to the simulator. A worker that was killed meanwhile had put it on the wire before, or had not. */
  private async deliver({ method, url, path, headers, body }: Request): Promise<Response> {
    const attempt = currentAttempt();
    if (attempt?.isLost === true && !attempt.lands) return await never();
    if (url.host === fileHost) return new Response(recording, { headers: { 'content-type': 'audio/wav' } });
    const changes = method !== 'GET';
    if (changes) {
      this.writes += 1;
      this.onWrite(this.writes, 'before');
    }
    this.busy += 1;
    try {
      const answer = await this.app.inject({
        method: methodOf(method),
        url: `${url.pathname}${url.search}`,
        headers: { ...headers, host: url.host },
        ...(body === undefined ? {} : { payload: body }),
      });
      if (changes) {
        this.received.push({ at: this.time.now(), method, path, status: answer.statusCode });
        this.onWrite(this.writes, 'after');
      }
      const shown = Object.entries(answer.headers).map(([name, value]) => [name, String(value)] as [string, string]);
      return new Response(answer.statusCode === 204 ? null : answer.payload, {
        status: answer.statusCode,
        headers: shown,
      });
    } finally {
      this.busy -= 1;
    }
  }
}

/** The path as faults match it: without `/api/v2` and `.json`. */
function pathOf({ pathname }: URL): string {
  return pathname.replace(/^\/api\/v2/, '').replace(/\.json$/, '');
}

function methodOf(method: string): 'GET' | 'POST' | 'PUT' | 'DELETE' {
  const known = (['GET', 'POST', 'PUT', 'DELETE'] as const).find((one) => one === method);
  if (known === undefined) throw new Error(`The product sends no ${method}.`);
  return known;
}

function connectionLost(): TypeError {
  return new TypeError('fetch failed', { cause: Object.assign(new Error('socket hang up'), { code: 'ECONNRESET' }) });
}

function answerInstead({ status, retryAfterSeconds, body }: Fault): Response {
  const text = body === undefined ? `<html><body><h1>${status}</h1></body></html>` : JSON.stringify(body);
  const headers: Record<string, string> = {
    'content-type': body === undefined ? 'text/html' : 'application/json',
    ...(retryAfterSeconds === undefined ? {} : { 'retry-after': String(retryAfterSeconds) }),
  };
  return new Response(text, { status, headers });
}

async function untilAborted<T>(work: Promise<T>, signal: AbortSignal | null): Promise<T> {
  if (signal === null) return await work;
  if (signal.aborted) throw signal.reason;
  return await new Promise<T>((resolve, reject) => {
    const onAbort = (): void => reject(signal.reason);
    signal.addEventListener('abort', onAbort, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', onAbort));
  });
}
