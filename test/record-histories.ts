import { agentOne, agentTwo } from './calls.testkit.ts';
import { saveHistory } from './histories.testkit.ts';
import { startTestStack } from './stack.testkit.ts';
import { kinds } from './recorded-sessions.testkit.ts';

/**
 * `npm run histories [-- NAME…]`: plays one session of each kind (or of those named), all at once, and keeps its history for the replay test. Histories
 * of earlier versions stay: running sessions were started by them.
 */
const stack = await startTestStack();
const { ticket_fields: ids } = await stack.zendesk.seed({
  users: [agentOne, agentTwo].map(({ name, email }) => ({ name, email, role: 'agent' })),
  ticket_fields: ['Session ID', 'CSAT rating', 'Plan'].map((title) => ({ type: 'text', title })),
});
const [sessionId, csat, plan] = ids;
await stack.startWorkers({
  batching: { windowSeconds: 1 },
  fields: { sessionId, csat },
  mapping: [{ customDataKey: 'plan', target: 'ticket', fieldId: plan }],
});

const wanted = process.argv.slice(2);
function isWanted([name]: readonly [string, unknown]): boolean {
  return wanted.length === 0 || wanted.includes(name);
}

async function keep(name: string, workflowId: string, runId?: string): Promise<void> {
  await saveHistory(name, await stack.client.workflow.getHandle(workflowId, runId).fetchHistory());
  console.log(name);
}

async function record([name, play]: [string, (typeof kinds)[string]]): Promise<void> {
  const { workflowId, runId } = await play(stack);
  await keep(name, workflowId, runId);
}

const asked = Object.entries(kinds).filter(isWanted);
// The many messages that one of them takes are kept from the others.
const isFlood = ([name]: readonly [string, unknown]): boolean => name === 'chat-continued';
await Promise.all(asked.filter((kind) => !isFlood(kind)).map(record));
await Promise.all(asked.filter(isFlood).map(record));
await stack.sessions.settings.set({ batching: { windowSeconds: 5 } }, 'test');
await keep('ticket-writes', 'ticket-writes/0');
await keep('settings', 'settings');
if (asked.some(([name]) => name === 'call-chosen')) await keep('outbound', `outbound/${agentOne.id}`);
await stack.close();
