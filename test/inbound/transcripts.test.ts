/**
 * This file tests the transcript of a chat on its ticket. If these tests fail, agents do not find what the customer
 * wrote, or the product fetches a file from a host that is not allowed.
 */

import { describe, expect, it } from 'vitest';
import {
  agentOne,
  assigned,
  signedInChat,
  connected,
  ended,
  event,
  newCaller,
  outcomeOf,
  send,
  until,
} from '../kit/events.ts';
import { testStack } from '../kit/test-stack.ts';
import { attachments, expectInOrder, expectInternal, ticketOf, times } from '../kit/zendesk-state.ts';
import type { StoredTicket } from '../kit/zendesk-state.ts';

const stack = testStack({ agents: [agentOne] });

function newChat(): string {
  return newCaller().id.replace('call-', 'chat-');
}

/** Runs a chat to its end, sends its transcript twice, and gives its ticket. */
async function chatWith(transcript: (id: string) => object): Promise<StoredTicket> {
  const id = newChat();
  await send(stack, signedInChat(id), assigned(id), connected(id), ended(id));
  await until(async () =>
    (await stack.sessions.state(id).catch(() => null))?.waitsFor.some((wait) => wait.for === 'transcript'),
  );
  const item = transcript(id);
  await send(stack, event(id, 'transcript.ready', item), event(id, 'transcript.ready', item));
  expect(await outcomeOf(stack, id)).toMatchObject({ result: 'completed' });
  const ticket = await ticketOf(stack, id);
  expectInternal(ticket);
  return ticket;
}

describe.concurrent('the transcript of a chat', () => {
  it('UPD-14 a short transcript is one comment, and the chat waits for it', async () => {
    const ticket = await chatWith(() => ({ text: 'Customer: Hello <there>\nAgent One: Good morning' }));
    expectInOrder(ticket, [
      'Chat started',
      'Chat finished',
      'Chat transcript',
      'Customer: Hello <there>\nAgent One: Good morning',
    ]);
    expect(attachments(ticket)).toEqual([]);
  });

  it('UPD-14 a long transcript is a file with every line of it', async () => {
    const lines = Array.from({ length: 3_000 }, (_, i) => `Customer: line ${i} – ok`);
    const text = lines.join('\n');
    const ticket = await chatWith(() => ({ text }));
    expectInOrder(ticket, ['Chat finished', 'Chat transcript', 'See the attached file.']);
    expect(attachments(ticket)).toMatchObject([
      { file_name: expect.stringMatching(/-transcript\.txt$/), size: Buffer.byteLength(text) },
    ]);
    const [content] = ticket.comments.flatMap((one) => one.attachments.map(({ content_url }) => content_url));
    expect(await (await fetch(content ?? '')).text()).toBe(text);
  });

  it('UPD-14 a transcript that the platform serves is fetched and attached', async () => {
    const url = (id: string): string => `${stack.zendesk.url}/recordings/${id}.wav?bytes=4000&signature=one`;
    const ticket = await chatWith((id) => ({ url: url(id), content_type: 'text/html' }));
    expect(attachments(ticket)).toMatchObject([{ file_name: expect.stringMatching(/\.html$/), size: 4_000 }]);
    expect(times(ticket, 'Chat transcript')).toBe(1);
  });

  it('UPD-14, SEC-5 a transcript on a host that is not allowed is a note with its address', async () => {
    const url = 'https://elsewhere.example.com/transcript.txt';
    const ticket = await chatWith(() => ({ url }));
    expect(attachments(ticket)).toEqual([]);
    expectInOrder(ticket, ['The transcript could not be stored here', url]);
  });

  it('LATE-1 with expects.transcript false the chat does not wait, and a transcript that comes anyway is written', async () => {
    const id = newChat();
    await send(stack, signedInChat(id), assigned(id), connected(id), ended(id, { expects: { transcript: false } }));
    await outcomeOf(stack, id);
    expect(times(await ticketOf(stack, id), 'Chat finished')).toBe(1);
    await send(stack, event(id, 'transcript.ready', { text: 'Customer: Hello' }));
    await until(async () => times(await ticketOf(stack, id), 'Customer: Hello') === 1);
    await outcomeOf(stack, id);
  });
});
