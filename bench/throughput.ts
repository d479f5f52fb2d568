import { parsePost } from '../domain/events/parse-events.ts';
import type { SessionEvent } from '../domain/events/parse-events.ts';
import type { EventType } from '../domain/events/event-list.ts';
import { emptyChange } from '../domain/zendesk/change.ts';
import { viaIds } from '../domain/zendesk/via.ts';
import { eventSignal } from '../workflows/messages.ts';
import { removeZendeskLimits, saveBatching } from './account.ts';
import type { Bench } from './account.ts';
import type { BareStart } from './bare/session.ts';
import { agent, callOf } from './call.ts';
import type { Caller } from './callers.ts';
import { seedCallers } from './callers.ts';
import type { BenchStack } from './stack.ts';
import { measure, percentile } from './measure.ts';
import type { Measure } from '../tools/bench-page.ts';

const pairs = 5;
const count = 40;
const warmUpCount = 10;
/**
 * Calls at the same time: enough that the processors are the limit, not the batch windows that each session waits for.
 */
const concurrency = 40;

/** The six events of a standard inbound call, parsed as the gateway would parse them. */
export function sixEvents(id: string, phone: string, recording: string): readonly SessionEvent[] {
  const queue = { id: 3, name: 'Order status' };
  const items: readonly (readonly [EventType, object])[] = [
    ['session.started', callOf(id, phone)],
    ['session.queued', { queue }],
    ['session.assigned', { agent }],
    ['session.connected', { agent }],
    ['session.ended', { disconnected_by: 'end_user', durations: { call_s: 60, wait_s: 2, hold_s: 0 } }],
    ['recording.ready', { segment: '1', url: recording, duration_s: 60 }],
  ];
  const now = Date.now();
  const events = items.map(([type, item], i) => ({
    event_id: `${id}-${i}`,
    timestamp: now + i,
    session_id: id,
    type,
    item,
  }));
  const { accepted, refused } = parsePost({ count: events.length, events });
  if (refused.length > 0) throw new Error(`The bench's own events are refused: ${JSON.stringify(refused)}`);
  return accepted;
}

/**
 * Runs the calls as fast as possible, 40 at the same time.
 * @returns completed calls per second
 */
async function callsPerSecond(
  callers: readonly Caller[],
  one: (caller: Caller, i: number) => Promise<void>,
): Promise<number> {
  const waiting = [...callers.entries()];
  const begun = performance.now();
  const runNext = async (): Promise<void> => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) await one(next[1], next[0]);
  };
  await Promise.all(Array.from({ length: concurrency }, runNext));
  return callers.length / ((performance.now() - begun) / 1_000);
}

/**
 * Measures completed standard inbound calls per second, for the product and for a bare workflow with the same messages
 * and activities in turn. Both use the same server and one worker process each, and both get their events without the
 * gateway.
 */
export async function measureThroughput({ stack, account, log }: Bench): Promise<readonly Measure[]> {
  const { agents } = account;
  await removeZendeskLimits(stack, 0);
  await saveBatching(stack, { on: true, windowSeconds: 1 });
  const recording = `${stack.simulatorUrl}/recordings/bench.wav?seconds=1`;
  const bareWorker = await stack.run('bench/bare/worker.ts');
  const rates: { readonly product: number; readonly bare: number }[] = [];
  try {
    for (let pair = 0; pair <= pairs; pair += 1) {
      const calls = pair === 0 ? warmUpCount : count;
      log(
        `${calls} calls by the product, ${calls} by the bare workflow (${pair === 0 ? 'to warm up' : `pair ${pair}`})`,
      );
      const known = Array.from({ length: calls }, () => 1);
      const callers = [
        await seedCallers(stack, 600 + 2 * pair, known),
        await seedCallers(stack, 601 + 2 * pair, known),
      ] as const;
      const product = (): Promise<number> =>
        callsPerSecond(callers[0], async ({ phone }, i) => {
          const id = `bench-flat-${pair}-${i}`;
          for (const event of sixEvents(id, phone, recording)) await stack.sessions.send(event);
          await stack.client.workflow.getHandle(`session/${id}`).result();
        });
      const bare = (): Promise<number> =>
        callsPerSecond(callers[1], ({ phone }, i) =>
          playBare(stack, { id: `bare-${pair}-${i}`, phone, agentId: agents[agent.email] ?? 0, url: recording }),
        );
      // Product and bare workflow take turns in going first, so that a machine that slows down favours neither.
      const first = pair % 2 === 0 ? await product() : await bare();
      const second = pair % 2 === 0 ? await bare() : await product();
      const rated = pair % 2 === 0 ? { product: first, bare: second } : { product: second, bare: first };
      log(`${rated.product.toFixed(2)} and ${rated.bare.toFixed(2)} a second`);
      if (pair > 0) rates.push(rated);
    }
  } finally {
    await bareWorker.stop();
  }
  const median = (values: readonly number[]): number => percentile(values, 0.5);
  const ratio = median(rates.map(({ product, bare }) => product / bare));
  return [
    measure({
      name: 'throughput: sessions a second, ratio to a bare workflow',
      value: ratio,
      unit: '×',
      better: 'higher',
      target: 0.9,
    }),
    measure({
      name: 'throughput: sessions a second',
      value: median(rates.map(({ product }) => product)),
      unit: '/s',
      better: 'higher',
    }),
    measure({
      name: 'throughput: sessions a second, bare workflow',
      value: median(rates.map(({ bare }) => bare)),
      unit: '/s',
      better: 'higher',
    }),
  ];
}

/** `url`: the address of the recording. */
type BareCall = { readonly id: string; readonly phone: string; readonly agentId: number; readonly url: string };

/** Sends one call to the bare workflow. Each event may start the workflow, as in the gateway. */
async function playBare(stack: BenchStack, call: BareCall): Promise<void> {
  const { id, phone, url } = call;
  const workflowId = `session/${id}`;
  const args: [BareStart] = [bareStart(call)];
  for (const event of sixEvents(id, phone, url))
    await stack.client.workflow.signalWithStart('bareSession', {
      workflowId,
      taskQueue: 'bare',
      args,
      signal: eventSignal(event.type),
      signalArgs: [event],
    });
  await stack.client.workflow.getHandle(workflowId).result();
}

function bareStart({ id, phone, agentId, url: recordingUrl }: BareCall): BareStart {
  const dueAt = Date.now();
  const write = { sessionId: id, dueAt, check: false };
  const title = 'Session ended';
  const voice = {
    from: phone,
    to: '+18005550100',
    recordingUrl,
    startedAt: new Date(dueAt).toISOString(),
    durationSeconds: 60,
    answeredById: agentId,
    transcription: null,
  };
  return {
    phone,
    draft: {
      key: `${id}/ticket`,
      externalId: id,
      subject: {
        template: '{{session.type}} from {{contact.name}}',
        context: {
          session: { type: 'Voice Inbound (IVR)', channel: 'voice', id, queue: '', menu_path: '' },
          contact: { name: 'Known', phone },
        },
      },
      description: `<p>Session ${id}</p>`,
      assignee: { kind: 'agent', email: agent.email, name: agent.name },
      noteIfAgentUnknown: '',
      tags: [`session_${id}`],
      viaId: viaIds.inbound,
      fields: [],
      facts: [],
      followUpOf: null,
      bare: false,
      cause: 'served',
    },
    finished: { ...write, id: `${id}/finished`, change: { ...emptyChange, comment: { title, lines: [] } } },
    recording: { ...write, id: `${id}/recording`, change: { ...emptyChange, voice } },
  };
}
