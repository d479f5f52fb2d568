import { AsyncLocalStorage } from 'node:async_hooks';
import { isDeepStrictEqual } from 'node:util';
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import type { SessionClient } from '../../client/sessions.ts';

/** What was wrong with the answers to hostile requests, each kind with its number and one example. */
export type Findings = ReadonlyMap<string, { readonly count: number; readonly example: string }>;

export type Judge = {
  /** The client for the gateway. It notes what each request changed. */
  readonly sessions: SessionClient;
  /** Judges each answer of the gateway. Call it before the gateway listens. */
  readonly watch: (app: FastifyInstance) => void;
  readonly findings: Findings;
  /** The number of requests by operation and status. */
  readonly answers: ReadonlyMap<string, number>;
  readonly add: (kind: string, example: string) => void;
};

type Effects = string[];

const documentedAnswers = z.record(z.string(), z.object({ content: z.record(z.string(), z.unknown()) }));
const jsonAnswer = z.object({ 'application/json': z.object({ schema: z.instanceof(z.ZodType) }) });
const postAnswer = z.object({ accepted: z.array(z.string()) });

/** Judges what a gateway answers, and what it did for requests that it refused. */
export function createJudge(client: SessionClient): Judge {
  const storage = new AsyncLocalStorage<Effects>();
  const findings = new Map<string, { count: number; example: string }>();
  const answers = new Map<string, number>();
  const add = (kind: string, example: string): void => {
    const known = findings.get(kind) ?? { count: 0, example };
    findings.set(kind, { ...known, count: known.count + 1 });
  };
  const note = (effect: string): void => void storage.getStore()?.push(effect);
  return {
    sessions: noting(client, note),
    findings,
    answers,
    add,
    watch: (app) => {
      app.addHook('onRequest', (_request, _reply, done) => {
        const effects: Effects = [];
        storage.run(effects, done);
      });
      app.addHook('onSend', async (request, reply, payload) => {
        const { statusCode: status } = reply;
        const route = `${request.method} ${request.routeOptions.url ?? '(unknown address)'}`;
        answers.set(`${route} ${status}`, (answers.get(`${route} ${status}`) ?? 0) + 1);
        const text = typeof payload === 'string' ? payload : '';
        const example = `${request.url.slice(0, 300)} ${text.slice(0, 500)}`;
        if (status >= 500) add(`${route}: answered ${status}`, example);
        const problem = undocumented(request.routeOptions.schema?.response, status, text);
        if (problem !== null && request.method !== 'HEAD') add(`${route}: ${status} ${problem}`, example);
        const effects = storage.getStore() ?? [];
        if (status >= 400 && status < 500 && !isAccepted(effects, text))
          add(`${route}: ${status}, and something was done`, `${effects.join(', ').slice(0, 200)} ${example}`);
        return payload;
      });
    },
  };
}

/** Why the document does not describe an answer. Null: it does, or the answer belongs to no operation of the document. */
function undocumented(response: unknown, status: number, text: string): string | null {
  const { data: documented } = documentedAnswers.safeParse(response);
  if (documented === undefined) return null;
  const answer = documented[status];
  if (answer === undefined) return 'is not documented';
  const { data: json } = jsonAnswer.safeParse(answer.content);
  if (json === undefined) return null;
  const sent: unknown = JSON.parse(text);
  const parsed = json['application/json'].schema.safeParse(sent);
  if (!parsed.success) return 'has another form than documented';
  return isDeepStrictEqual(JSON.parse(JSON.stringify(parsed.data)), sent) ? null : 'has a part that is not documented';
}

/** Whether everything that was done for a refused request is named in its answer, as the accepted events of a post are. */
function isAccepted(effects: Effects, text: string): boolean {
  if (effects.length === 0) return true;
  const { data } = postAnswer.safeParse(JSON.parse(text));
  return data !== undefined && effects.every((effect) => data.accepted.includes(effect));
}

/** The client, which notes each change that was carried out. */
function noting(client: SessionClient, note: (effect: string) => void): SessionClient {
  const after =
    <Args extends readonly unknown[], Result extends { readonly kind: string }>(
      name: string,
      call: (...args: Args) => Promise<Result>,
    ) =>
    async (...args: Args): Promise<Result> => {
      const result = await call(...args);
      if (['done', 'saved', 'kept', 'created'].includes(result.kind)) note(name);
      return result;
    };
  const { failedWrites, unattached, settings, operations, outbound } = client;
  return {
    ...client,
    send: async (event) => {
      await client.send(event);
      note(event.event_id);
    },
    pickContact: after('pickContact', client.pickContact),
    pickTicket: after('pickTicket', client.pickTicket),
    mergeTicket: after('mergeTicket', client.mergeTicket),
    failedWrites: {
      ...failedWrites,
      edit: after('edit', failedWrites.edit),
      replay: after('replay', failedWrites.replay),
      discard: after('discard', failedWrites.discard),
    },
    unattached: { ...unattached, attach: after('attach', unattached.attach) },
    settings: { ...settings, set: after('settings', settings.set) },
    operations: { ...operations, createFields: after('createFields', operations.createFields) },
    outbound: { ...outbound, call: after('outbound', outbound.call) },
  };
}
