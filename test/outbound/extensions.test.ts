/**
 * This file tests numbers with an extension, which the platform does not dial. If these tests fail, an agent waits at a
 * switchboard without knowing why, or the extension is lost.
 */

import { beforeAll, describe, expect, it } from 'vitest';
import { testAgentDesk } from '../kit/agent-desk.ts';
import { newCaller } from '../kit/events.ts';
import { seedContact } from '../kit/zendesk-records.ts';
import { wholeText } from '../kit/zendesk-state.ts';

const desk = testAgentDesk();
let agents = 300;

function newAgent(): number {
  agents += 1;
  return agents;
}

describe('an extension', () => {
  beforeAll(() => desk.saveSettings({ flexible: true }));

  it.each([
    ['x5', (number: string) => `${number} x5`],
    ['ext. 5', (number: string) => `${number} ext. 5`],
    [';ext=5', (number: string) => `tel:${number};ext=5`],
    ['#5', (number: string) => `${number}#5`],
    [',,5', (number: string) => `${number},,5`],
    ['Durchwahl 5', (number: string) => `${number} Durchwahl 5`],
  ])('OUT-9 that is typed as %s is named before the call, and is in the comment', async (_, spell) => {
    const { id, number } = newCaller();
    const question = { source: 'dialpad', dial_number: spell(number) };
    const agent = newAgent();
    const page = await desk.api.options(agent, question);
    expect(page).toMatchObject({
      may_call: true,
      dial: number,
      notices: [
        { field: 'dial_number', rule: 'OUT-9', because: expect.stringContaining('The extension 5 is not dialled') },
      ],
    });
    const ticket = await desk.placeCall(id, await desk.api.call(agent, question));
    expect(wholeText(ticket)).toContain('Extension, not dialled: 5');
  });

  it('OUT-9 that is stored on the contact is named when the contact is called', async () => {
    const { id, number } = newCaller();
    const contact = await seedContact(desk.stack, { name: 'Has an extension', phone: `${number} x77` });
    const question = { source: 'contact', contact_id: contact, dial_number: number };
    const agent = newAgent();
    const page = await desk.api.options(agent, question);
    expect(page).toMatchObject({ may_call: true, dial: number, numbers: [number] });
    expect(page).toMatchObject({ notices: [{ because: expect.stringContaining('77 is not dialled') }] });
    const ticket = await desk.placeCall(id, await desk.api.call(agent, question));
    expect(wholeText(ticket)).toContain('Extension, not dialled: 77');
  });

  it('OUT-9 without an extension there is no notice', async () => {
    const { number } = newCaller();
    expect(await desk.api.options(newAgent(), { source: 'dialpad', dial_number: number })).toMatchObject({
      may_call: true,
      notices: [],
    });
  });

  it('OUT-9 a number in a wrapping is dialled without it', async () => {
    const { number } = newCaller();
    const page = await desk.api.options(newAgent(), { source: 'dialpad', dial_number: `whatsapp:${number}` });
    expect(page).toMatchObject({ may_call: true, dial: number });
  });

  it('OUT-9 a filler is not dialled', async () => {
    const question = { source: 'dialpad', dial_number: '+1 999 999 9999' };
    await desk.expectRefused(newAgent(), question, 'OUT-9 dial_number');
  });
});
