import {
  agentOne,
  agentTwo,
  assigned,
  connected,
  ended,
  event,
  newCaller,
  outcomeOf,
  recording,
  send,
  started,
  until,
} from './calls.testkit.ts';
import { saveHistory } from './histories.testkit.ts';
import { openHouse } from './house.testkit.ts';

/**
 * `npm run histories`: plays one session of each kind and keeps its history for the replay test. Histories of earlier
 * versions stay: running sessions were started by them.
 */
const house = await openHouse();
await house.startWorkers();
await house.zendesk.seed({ users: [agentOne, agentTwo].map(({ name, email }) => ({ name, email, role: 'agent' })) });

async function keep(name: string, workflowId: string): Promise<void> {
  await saveHistory(name, await house.client.workflow.getHandle(workflowId).fetchHistory());
  console.log(name);
}

async function play(name: string, id: string, ...events: Parameters<typeof send>[1][]): Promise<void> {
  for (const one of events) await send(house, one);
  await outcomeOf(house, id);
  await keep(name, `session/${id}`);
}

const first = newCaller();
await play(
  'call-new-caller',
  first.id,
  started(first.id, first.number),
  assigned(first.id),
  connected(first.id),
  ended(first.id),
);
const again = `${first.id}-again`;
await play(
  'call-appended',
  again,
  started(again, first.number),
  assigned(again, agentTwo),
  connected(again, agentTwo),
  ended(again),
);

const recorded = newCaller();
await send(
  house,
  started(recorded.id, recorded.number, { recording: true }),
  assigned(recorded.id),
  connected(recorded.id),
  ended(recorded.id),
);
await until(async () => (await house.sessions.state(recorded.id))?.written.length === 1);
await play('call-late-recording', recorded.id, recording(house, recorded.id));
await play('call-recording-after-completion', recorded.id, recording(house, recorded.id, '2'));

const several = newCaller();
await house.zendesk.seed({
  users: ['A', 'B', 'C'].map((name) => ({ name: `Holder ${name}`, phone: several.number, role: 'end-user' })),
});
await play(
  'call-nobody-picked',
  several.id,
  started(several.id, several.number),
  assigned(several.id),
  connected(several.id),
  ended(several.id),
);

const lost = newCaller();
await play(
  'call-abandoned',
  lost.id,
  started(lost.id, lost.number),
  ended(lost.id, { fail_reason: 'abandoned_in_queue' }),
);

const chat = newCaller();
const web = {
  kind: 'chat',
  session_type: 'Messaging (Web)',
  from: null,
  end_user: { phone: chat.number, name: 'Web visitor' },
};
await play(
  'chat-web',
  chat.id,
  started(chat.id, null, web),
  assigned(chat.id),
  connected(chat.id),
  event(chat.id, 'chat.message', { from: 'customer', customer_count: 1 }),
  ended(chat.id, { expects: { transcript: false } }),
);

await house.sessions.settings.set({ batching: { windowSeconds: 5 } }, 'test');
await keep('ticket-writes', 'ticket-writes/0');
await keep('settings', 'settings');
await house.close();
