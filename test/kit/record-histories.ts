import { startDevServer } from './dev-server.ts';
import { agentOne, agentTwo } from './events.ts';
import { saveHistory } from './histories.ts';
import { startStack } from './stack.ts';
import { serverProgram } from './temporal-servers.ts';
import { sessionKinds } from './recorded-sessions.ts';

/**
 * `npm run histories [-- NAME…]` runs one session of each kind (or of the named kinds), all at once, and saves their
 * histories for the replay test. Keep the histories of earlier versions, because those versions started the sessions
 * that still run.
 */
const server = await startDevServer(serverProgram('TEMPORAL_CLI_PATH'));
const stack = await startStack(server.address, {
  agents: [agentOne, agentTwo],
  async settings({ zendesk }) {
    const titles = ['Session ID', 'CSAT rating', 'Plan'];
    const { ticket_fields: ids } = await zendesk.seed({
      ticket_fields: titles.map((title) => ({ type: 'text', title })),
    });
    const [sessionId, csat, plan] = ids;
    return {
      batching: { windowSeconds: 1 },
      fields: { sessionId, csat },
      mapping: [{ customDataKey: 'plan', target: 'ticket', fieldId: plan }],
    };
  },
});

const requestedNames = process.argv.slice(2);
function isRequested([name]: readonly [string, unknown]): boolean {
  return requestedNames.length === 0 || requestedNames.includes(name);
}

const { serverVersion } = await stack.client.connection.workflowService.getSystemInfo({});

async function save(name: string, workflowId: string, runId?: string): Promise<void> {
  await saveHistory(
    `server-${serverVersion}/${name}`,
    await stack.client.workflow.getHandle(workflowId, runId).fetchHistory(),
  );
  console.log(name);
}

async function record([name, runSession]: [string, (typeof sessionKinds)[string]]): Promise<void> {
  const { workflowId, runId } = await runSession(stack);
  await save(name, workflowId, runId);
}

const requested = Object.entries(sessionKinds).filter(isRequested);
// One kind sends many messages. It runs after the others, so that it does not slow them down.
const sendsManyMessages = ([name]: readonly [string, unknown]): boolean => name === 'chat-continued';
await Promise.all(requested.filter((kind) => !sendsManyMessages(kind)).map(record));
await Promise.all(requested.filter(sendsManyMessages).map(record));
await stack.sessions.settings.set({ batching: { windowSeconds: 5 } }, 'test');
await save('ticket-writes', 'ticket-writes/0');
await save('settings', 'settings');
if (requested.some(([name]) => name === 'call-chosen')) await save('outbound', `outbound/${agentOne.id}`);
await stack.close();
await server.stop();
