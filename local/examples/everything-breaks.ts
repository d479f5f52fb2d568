import { seconds } from '../terminal/progress.ts';
import { until } from '../stack/ready.ts';
import { inboundCall, servedTicket } from './call.ts';
import type { ExampleContext, Example } from './example-context.ts';
import { waitForTicket, seedCustomers } from './example-context.ts';

const faultTimeoutMs = 60_000;
const ticketCreation = { method: 'POST', path: '^/tickets$' } as const;

/**
 * A session has exactly one ticket, whatever happens (TKT-12, BAT-5). Zendesk refuses the first request to create the ticket,
 * loses the answer to the second one, and the worker is killed before it can check the result.
 */
export const everythingBreaks: Example = {
  title: 'One call during which everything breaks',
  rules: ['TKT-12', 'END-4'],
  play: async (context) => {
    const { simulator, print } = context;
    const number = context.newNumber();
    const [customer] = await seedCustomers(context, ['Unlucky Customer'], number);
    if (customer === undefined) throw new Error('The simulator took no contact.');
    const refusal = await simulator.addFault({
      match: ticketCreation,
      kind: 'status',
      status: 429,
      retryAfterSeconds: 1,
    });
    const loss = await simulator.addFault({ match: ticketCreation, kind: 'lost_answer' });
    const call = inboundCall(context, number);
    try {
      await call.rings(customer.name);
      await call.assigned();
      await waitForFaultHit(context, refusal, 'The 429');
      print('Zendesk answers 429 to the new ticket: come back in a second');
      await waitForFaultHit(context, loss, 'The lost answer');
      print('The next attempt: Zendesk makes the ticket, and its answer is lost');
      const workerReady = context.killWorker();
      print('At this moment the worker is killed (SIGKILL)');
      print('The call goes on: the gateway hands its events to Temporal, which needs no worker for that');
      await call.connected();
      await call.ended();
      print(`A new worker is there after ${seconds(await workerReady)} and takes up where the other was`);
    } finally {
      await Promise.all([simulator.removeFault(refusal), simulator.removeFault(loss)]);
    }
    const ticket = await waitForTicket(context, call.id);
    context.printLink('in Zendesk', context.ticketUrl(ticket.id));
    return {
      ticket: servedTicket(call.id, customer.id, context.agent),
      summary: `still exactly one ticket, ${ticket.id}`,
    };
  },
};

/**
 * Waits until the simulator has applied a fault.
 *
 * @param fault the id of the fault
 * @param what the subject of the error text after a time-out
 */
async function waitForFaultHit({ simulator, signal }: ExampleContext, fault: number, what: string): Promise<void> {
  const wasHit = async (): Promise<true | null> => ((await simulator.faultHits(fault)) > 0 ? true : null);
  await until(wasHit, { what, timeoutMs: faultTimeoutMs, signal });
}
