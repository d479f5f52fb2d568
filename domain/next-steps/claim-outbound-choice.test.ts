import { describe, expect, test } from 'vitest';
import { listTicketsStep, lookUpStep } from '../session/steps.testkit.ts';
import { chooseContact } from '../contact/choose.ts';
import type { OutboundChoice } from '../session/outbound-choice.ts';
import { chooseOutbound } from '../ticket/outbound.ts';
import { nextSteps } from './next-steps.ts';
import type { SessionObject } from '../events/parse-events.ts';
import { agentA, call, callerNumber, contact, sessionWith, settings, started, t0 } from '../events/examples.testkit.ts';
import { recordAnswer } from './record-answer.ts';
import { recordRefusal } from './record-step.ts';
import { readSession } from '../session/read-session.ts';
import type { SessionReading } from '../session/read-session.ts';
import { readStart, readUnknownChoice } from '../session/start.ts';
import type { Session } from '../session/state.ts';
import { claimOutboundChoice } from './claim-outbound-choice.ts';
import { viewOf } from '../session-view/view.ts';

const flexible = settings({ outbound: { flexible: true, promptForTicket: true, allowCreate: true } });

function dialled(over: Partial<SessionObject> = {}): Session {
  const start = { direction: 'outbound', from: '+18005550100', to: callerNumber, queue: null, agent: agentA } as const;
  return sessionWith([started(t0, call({ session_type: 'Voice Outbound', ...start, ...over }))]);
}

function read(session: Session, by = flexible): SessionReading {
  return readSession(session, by, t0);
}

const outboundBlock = {
  source: null,
  contact_id: null,
  ticket_id: null,
  ticket_choice: 'auto',
  entered_number: false,
  follows_session_id: null,
  choice_id: null,
} as const;

function chosen(
  over: Partial<OutboundChoice> = {},
  outbound: Partial<OutboundChoice['outbound']> = {},
): OutboundChoice {
  const { choice_id: _, ...withoutKey } = outboundBlock;
  return {
    agentId: '7',
    outbound: { ...withoutKey, source: 'contact', ...outbound },
    newContact: false,
    previousCallSeconds: null,
    dialNumber: callerNumber,
    outboundNumber: null,
    lang: null,
    ...over,
  };
}

function taking(session: Session, value: OutboundChoice | null): Session {
  const input = { agentId: '7', choiceId: null, number: callerNumber, sessionId: session.id, at: t0 };
  const step = { kind: 'claimOutboundChoice', key: 'claimOutboundChoice', input } as const;
  return recordAnswer(session, { step, value }, false, t0);
}

describe('who asks', () => {
  test('OUT-14 a call that an agent dialled asks before anything else, once', () => {
    const session = dialled();
    const input = { agentId: '7', choiceId: null, number: callerNumber, sessionId: 'call-1', at: t0 };
    expect(nextSteps(session, flexible, t0)).toEqual([
      { kind: 'claimOutboundChoice', key: 'claimOutboundChoice', input },
    ]);
    expect(claimOutboundChoice(read(taking(session, null)))).toBeNull();
  });

  test.each([
    ['by its key, of whoever made it', 'agent.9.abc', 'agent.9'],
    ['by what is no key, of nobody', 'abc', 'abc'],
  ])('OUT-14 %s', (_title, choice_id, agentId) => {
    const step = claimOutboundChoice(read(dialled({ agent: null, outbound: { ...outboundBlock, choice_id } })));
    expect(step?.input).toMatchObject({ agentId, choiceId: choice_id });
  });

  test.each([
    ['inbound', { direction: 'inbound' }],
    ['a message', { kind: 'chat', session_type: 'Messaging Outbound (SMS)' }],
    ['dialled by nobody', { agent: null }],
  ] as const)('OUT-14 not if it is %s', (_title, over) => {
    expect(claimOutboundChoice(read(dialled(over)))).toBeNull();
  });

  test('OUT-14 Temporal in trouble: the ticket does not wait for it', () => {
    const step = claimOutboundChoice(read(dialled()));
    if (step === null) throw new Error('It should ask.');
    const session = recordRefusal(dialled(), step, { code: 'Unknown', message: '' }, t0);
    expect(session.progress.claimedChoice).toEqual({ value: null });
  });
});

describe('what it gets', () => {
  test('OUT-14 the choice replaces the outbound values of the platform', () => {
    const fromPlatform = { ...outboundBlock, source: 'dialpad', ticket_choice: 'none', choice_id: '7.abc' } as const;
    const session = taking(
      dialled({ outbound: fromPlatform }),
      chosen({}, { ticket_choice: 'existing', ticket_id: 5 }),
    );
    expect(readStart(session)?.outbound).toEqual({
      ...outboundBlock,
      source: 'contact',
      ticket_choice: 'existing',
      ticket_id: 5,
      choice_id: '7.abc',
    });
    expect(chooseOutbound(read(session))).toMatchObject({
      rule: 'OUT-1',
      choice: { step: { kind: 'readTicket', input: { ticketId: 5 } } },
    });
  });

  test('OUT-14 without an open choice the own word of the platform counts', () => {
    const session = taking(dialled({ outbound: { ...outboundBlock, ticket_choice: 'new' } }), null);
    expect(chooseOutbound(read(session))).toMatchObject({
      rule: 'OUT-2',
      choice: { kind: 'new' },
    });
    expect(readUnknownChoice(session)).toBeNull();
  });

  test('OUT-14, TEAM-7 an unknown key: no explicit choice, no waiting for one, and a warning', () => {
    const outbound = { ...outboundBlock, ticket_choice: 'new', choice_id: '7.gone' } as const;
    const session = taking(dialled({ outbound }), null);
    expect(chooseOutbound(read(session)).choice.kind).toBe('automatic');
    expect(viewOf(session, flexible, t0).warnings).toEqual([expect.stringContaining('7.gone')]);
    const inside = taking(dialled({ outbound: { ...outbound, source: 'ticket', ticket_id: 6 } }), null);
    expect(chooseOutbound(read(inside))).toMatchObject({ rule: 'APP-3' });
  });

  test('OUT-10 number and language where the platform tells none', () => {
    const choice = chosen({ outboundNumber: '+18005550199', lang: 'id', previousCallSeconds: 4 });
    expect(readStart(taking(dialled({ lang: null }), choice))).toMatchObject({
      outbound_number: '+18005550199',
      lang: 'id',
      previous_call_seconds: 4,
    });
    expect(readStart(taking(dialled({ outbound_number: '+18005550100' }), choice))).toMatchObject({
      outbound_number: '+18005550100',
      lang: 'en',
    });
  });
});

describe('the contact', () => {
  const found = (session: Session): Session =>
    recordAnswer(
      session,
      {
        step: lookUpStep(),
        value: { number: callerNumber, contacts: [contact(21)], unsure: [], tickets: [] },
      },
      false,
      t0,
    );

  test('CON-6 a new one although somebody has the number, while the settings allow it', () => {
    const session = found(taking(dialled(), chosen({ newContact: true })));
    expect(chooseContact(read(session))).toMatchObject({
      rule: 'CON-6',
      choice: { kind: 'make', contact: { externalId: 'session:call-1', phone: callerNumber } },
    });
    const forbidden = settings({ contacts: { allowCreateWhenMatched: false } });
    expect(chooseContact(read(session, forbidden))).toMatchObject({
      choice: { kind: 'use', contact: { id: 21 } },
    });
  });

  test('CON-10 if the contact for whom the number was entered is gone, no contact gets the number', () => {
    const session = taking(dialled(), chosen({}, { contact_id: 21, entered_number: true }));
    const lost = recordAnswer(session, { step: listTicketsStep(21), value: { contact: null, tickets: [] } }, false, t0);
    const none = recordAnswer(
      lost,
      { step: lookUpStep(), value: { number: callerNumber, contacts: [], unsure: [], tickets: null } },
      false,
      t0,
    );
    expect(chooseContact(read(none))).toMatchObject({
      rule: 'CON-10',
      choice: { contact: { phone: null } },
    });
  });
});
