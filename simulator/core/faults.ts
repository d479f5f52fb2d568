import { numberIn, objectIn, textIn, type Json } from './json.ts';
import { badRequest } from './errors.ts';

/**
 * The faults that a test can order.
 * - `status`: the given answer instead of the request; nothing is written.
 * - `delay`: the request waits, then goes on.
 * - `reset`: the connection drops before anything is written.
 * - `never`: the request is never answered; nothing is written.
 * - `lost_answer`: the write is made, then the connection drops.
 * - `late_commit`: the connection drops at once and the write is made `delayMs` later; a bulk job is queued at once and runs late.
 * - `item_error`: an item of a bulk job fails with `error` and `details`; `ticketId` limits it to one ticket.
 * - `job_failed`: a bulk job ends as `failed` after `afterItems` items, the rest not done.
 */
export const faultKinds = [
  'status',
  'delay',
  'reset',
  'never',
  'lost_answer',
  'late_commit',
  'item_error',
  'job_failed',
] as const;
export type FaultKind = (typeof faultKinds)[number];

export type Fault = {
  readonly id: number;
  readonly kind: FaultKind;
  readonly match: { readonly method?: string; readonly path?: string };
  readonly nth: number;
  readonly times: number;
  readonly probability: number;
  readonly status: number;
  readonly retryAfterSeconds: number | undefined;
  readonly body: unknown;
  readonly contentType: string | undefined;
  readonly delayMs: number;
  readonly ticketId: number | undefined;
  readonly error: string;
  readonly details: string;
  readonly afterItems: number;
  seen: number;
  hits: number;
};

const inJobs: ReadonlySet<FaultKind> = new Set(['item_error', 'job_failed']);

export class Faults {
  #faults: { readonly fault: Fault; readonly path: RegExp | undefined }[] = [];
  #lastId = 0;

  /** Adds a fault. `given` is the body of `POST /_sim/faults`. Throws Refusal 400, which names the wrong part. */
  add(given: Json): Fault {
    const kind = faultKinds.find((known) => known === given.kind);
    if (kind === undefined) throw badRequest('InvalidFault', `kind must be one of ${faultKinds.join(', ')}`);
    const match = objectIn(given.match);
    const pattern = textIn(match.path);
    const method = textIn(match.method)?.toUpperCase();
    const path = pattern === undefined ? undefined : compile(pattern);
    this.#lastId += 1;
    const fault: Fault = {
      id: this.#lastId,
      kind,
      match: { ...(method === undefined ? {} : { method }), ...(pattern === undefined ? {} : { path: pattern }) },
      nth: numberIn(given.nth) ?? 1,
      times: numberIn(given.times) ?? 1,
      probability: numberIn(given.probability) ?? 1,
      status: numberIn(given.status) ?? 503,
      retryAfterSeconds: numberIn(given.retryAfterSeconds),
      body: given.body,
      contentType: textIn(given.contentType),
      delayMs: numberIn(given.delayMs) ?? 1000,
      ticketId: numberIn(given.ticketId ?? given.ticket_id),
      error: textIn(given.error) ?? 'TicketUpdateFailed',
      details: textIn(given.details) ?? 'The update failed.',
      afterItems: numberIn(given.afterItems) ?? 0,
      seen: 0,
      hits: 0,
    };
    this.#faults.push({ fault, path });
    return fault;
  }

  list(): readonly Fault[] {
    return this.#faults.map(({ fault }) => fault);
  }

  clear(): void {
    this.#faults = [];
  }

  remove(id: number): boolean {
    const before = this.#faults.length;
    this.#faults = this.#faults.filter(({ fault }) => fault.id !== id);
    return this.#faults.length < before;
  }

  /** The fault that hits this request; it counts as one hit. `path` is the part after `/api/v2`, without `.json`. */
  forRequest(method: string, path: string): Fault | undefined {
    return this.#strike(method, path, (fault) => !inJobs.has(fault.kind));
  }

  /** The fault that hits this item of a bulk job. */
  forItem(method: string, path: string, ticketId: number | undefined): Fault | undefined {
    return this.#strike(
      method,
      path,
      (fault) => fault.kind === 'item_error' && (fault.ticketId === undefined || fault.ticketId === ticketId),
    );
  }

  /** The fault that hits this bulk job. */
  forJob(method: string, path: string): Fault | undefined {
    return this.#strike(method, path, (fault) => fault.kind === 'job_failed');
  }

  #strike(method: string, requestPath: string, applies: (fault: Fault) => boolean): Fault | undefined {
    for (const { fault, path } of this.#faults) {
      if (fault.hits >= fault.times || !applies(fault)) continue;
      if (fault.match.method !== undefined && fault.match.method !== method) continue;
      if (path !== undefined && !path.test(requestPath)) continue;
      fault.seen += 1;
      if (fault.seen < fault.nth) continue;
      if (fault.probability < 1 && Math.random() >= fault.probability) continue;
      fault.hits += 1;
      return fault;
    }
    return undefined;
  }
}

function compile(pattern: string): RegExp {
  try {
    return new RegExp(pattern);
  } catch {
    throw badRequest('InvalidFault', `match.path is not a regular expression: ${pattern}`);
  }
}
