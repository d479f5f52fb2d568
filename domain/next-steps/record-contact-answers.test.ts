/** This file tests what a session does when its contact changes in Zendesk meanwhile (CON-8). */

import { expect, test } from 'vitest';
import { assigned, callerNumber, contact, sessionWith, settings, started, t0 } from '../events/examples.testkit.ts';
import { applyEvent } from '../session/apply-event.ts';
import type { Session } from '../session/state.ts';
import { lookUpStep, makeContactStep } from '../session/steps.testkit.ts';
import { nextSteps } from './next-steps.ts';
import { recordAnswer } from './record-answer.ts';
import { recordStarted } from './record-step.ts';
import { requestContactCheck } from './record-contact-answers.ts';

const set = settings();
const keys = (session: Session): readonly string[] => nextSteps(session, set, t0).map(({ key }) => key);

function lookedUp(session: Session, ids: readonly number[]): Session {
  const value = { number: callerNumber, contacts: ids.map((id) => contact(id)), unsure: [], tickets: null };
  return recordAnswer(session, { step: lookUpStep(), value }, false, t0);
}

test('CON-8 news of a contact that the look-up found makes the session look it up again', () => {
  const session = lookedUp(sessionWith([started(t0)]), [1, 2]);
  expect(keys(session)).not.toContain('lookUp/phone');
  expect(keys(requestContactCheck(session, 2))).toContain('lookUp/phone');
});

test('CON-8 news of a contact that the session made, or that the agent chose before the call, counts too', () => {
  const value = { contact: contact(1_000), created: true };
  const made = recordAnswer(lookedUp(sessionWith([started(t0)]), []), { step: makeContactStep(), value }, false, t0);
  expect(keys(made)).not.toContain('lookUp/phone');
  expect(keys(requestContactCheck(made, 1_000))).toContain('lookUp/phone');
  const outbound = {
    source: null,
    contact_id: 5,
    ticket_id: null,
    ticket_choice: 'auto',
    entered_number: false,
    follows_session_id: null,
    choice_id: null,
  } as const;
  const dialled = lookedUp(
    sessionWith([started(t0, { direction: 'outbound', from: null, to: callerNumber, outbound })]),
    [5],
  );
  expect(requestContactCheck(dialled, 5).progress.lookUps).toEqual([]);
});

test('CON-8 news of another contact changes nothing', () => {
  const session = lookedUp(sessionWith([started(t0)]), [1]);
  expect(requestContactCheck(session, 2)).toBe(session);
});

test('CON-8, TKT-12 once the ticket is asked for, news of the contact changes nothing', () => {
  const value = { number: callerNumber, contacts: [contact(1)], unsure: [], tickets: [] };
  const known = recordAnswer(sessionWith([started(t0), assigned(t0)]), { step: lookUpStep(), value }, false, t0);
  const open = nextSteps(known, set, t0).find((step) => step.kind === 'openTicket');
  if (open === undefined) throw new Error('no ticket is due');
  const asked = recordStarted(known, open, t0);
  expect(requestContactCheck(asked, 1)).toBe(asked);
  const opened = { ticketId: 9, requesterId: 1, assigneeId: null, agentId: null, droppedFields: [] };
  const made = recordAnswer(asked, { step: open, value: opened }, false, t0);
  expect(requestContactCheck(made, 1)).toBe(made);
});

test('CON-1 of the contacts whose identities are asked for, only those with the number stay', () => {
  const value = { number: callerNumber, contacts: [], unsure: [contact(1), contact(2)], tickets: null };
  const unsure = recordAnswer(sessionWith([started(t0)]), { step: lookUpStep(), value }, false, t0);
  const answer = (session: Session, id: number, has: boolean): Session => {
    const input = { contactId: id, number: callerNumber, defaultCountry: 'US' };
    return recordAnswer(
      session,
      { step: { kind: 'hasNumber', key: `hasNumber/${id}`, contact: contact(id), input }, value: has },
      false,
      t0,
    );
  };
  const one = answer(unsure, 1, false);
  expect(one.progress.lookUps).toMatchObject([{ contacts: [], unsure: [{ id: 2 }] }]);
  expect(answer(one, 2, true).progress.lookUps).toMatchObject([{ contacts: [{ id: 2 }], unsure: [] }]);
  expect(answer(applyEvent(one, assigned(t0)), 99, true).progress.lookUps).toEqual(one.progress.lookUps);
});

test('CON-8, END-4 a trigger that suspends each new contact does not get one after the other without end', () => {
  let session = sessionWith([started(t0), assigned(t0)]);
  let made = 0;
  for (let round = 0; round < 60 && !keys(session).includes('openTicket'); round += 1) {
    const steps = nextSteps(session, set, t0);
    const [lookUp] = steps.filter((step) => step.kind === 'lookUp');
    const [make] = steps.filter((step) => step.kind === 'makeContact');
    const [list] = steps.filter((step) => step.kind === 'listTickets');
    if (lookUp !== undefined) session = lookedUp(session, []);
    if (make !== undefined) {
      made += 1;
      const value = { contact: contact(100 + made), created: false };
      session = recordAnswer(session, { step: make, value }, false, t0);
    }
    if (list !== undefined)
      session = recordAnswer(session, { step: list, value: { contact: null, tickets: [] } }, false, t0);
  }
  expect(made).toBe(6);
  expect(keys(session)).toContain('openTicket');
});
