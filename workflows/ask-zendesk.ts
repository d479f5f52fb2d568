import { log } from '@temporalio/workflow';
import { screenPopKey } from '../domain/next-steps/screen-pop.ts';
import type { Answer, AskingStep } from '../domain/session/step.ts';
import {
  temporalBriefly,
  temporalLocal,
  zendeskBackground,
  zendeskBriefly,
  zendeskFirstLook,
  zendeskForAgent,
  zendeskNextLook,
} from './activities.ts';

const lookUpRules = { phone: 'CON-1', email: 'CON-3', identifier: 'CON-2' } as const;

/** Performs one asking step: one activity, with a summary that makes the Temporal UI read like a story. */
export async function askZendesk(step: Exclude<AskingStep, { kind: 'write' }>, ended: boolean): Promise<Answer> {
  const zendesk = ended ? zendeskBackground : zendeskForAgent;
  const firstLook = ended ? zendeskBackground : zendeskFirstLook;
  const nextLook = ended ? zendeskBackground : zendeskNextLook;
  switch (step.kind) {
    case 'lookUp':
      return {
        kind: step.kind,
        asked: step.input,
        value: await firstLook.lookUp.executeWithOptions(
          { summary: `Who is it, by ${step.input.by}? (${lookUpRules[step.input.by]})` },
          [step.input],
        ),
      };
    case 'hasNumber':
      return {
        kind: step.kind,
        contact: step.contact,
        value: await nextLook.hasNumber.executeWithOptions({ summary: `Is it contact ${step.contact.id}'s number?` }, [
          step.input,
        ]),
      };
    case 'makeContact':
      return {
        kind: step.kind,
        shared: step.shared,
        value: await zendesk.makeContact.executeWithOptions(
          { summary: 'Make the contact, once for all who ask (CON-7)' },
          [step.input],
        ),
      };
    case 'listTickets':
      return {
        kind: step.kind,
        contactId: step.input.contactId,
        value: await nextLook.listTickets.executeWithOptions(
          { summary: `Tickets of contact ${step.input.contactId}, as they are now` },
          [step.input],
        ),
      };
    case 'readTicket':
      return {
        kind: step.kind,
        ticketId: step.input.ticketId,
        before: step.before,
        value: await zendesk.readTicket.executeWithOptions({ summary: `Ticket ${step.input.ticketId}, as it is now` }, [
          step.input,
        ]),
      };
    case 'updateContact':
      return {
        kind: step.kind,
        key: step.key,
        value: await zendesk.updateContact.executeWithOptions(
          { summary: `What was learnt of contact ${step.input.contactId} (UPD-6)` },
          [step.input],
        ),
      };
    case 'askDataKept':
      return { kind: step.kind, value: await temporalLocal.askDataKept(step.input) };
    case 'askSession':
      return { kind: step.kind, sessionId: step.input.sessionId, value: await temporalLocal.askSession(step.input) };
    case 'claimOutboundChoice':
      return { kind: step.kind, value: await temporalBriefly.claimOutboundChoice(step.input) };
    case 'listContactFields':
      return {
        kind: step.kind,
        value: await zendesk.listContactFields.executeWithOptions(
          { summary: 'The contact fields that custom data goes to (UPD-6)' },
          [step.input],
        ),
      };
    case 'findTicket':
      return {
        kind: step.kind,
        sessionId: step.input.sessionId,
        value: await zendesk.findTicket.executeWithOptions({ summary: 'Has the session a ticket already? (LATE-1)' }, [
          step.input,
        ]),
      };
    case 'traceTicket':
      return {
        kind: step.kind,
        ticketId: step.input.ticketId,
        value: await zendesk.traceTicket.executeWithOptions(
          { summary: `What became of ticket ${step.input.ticketId}? (UPD-13)` },
          [step.input],
        ),
      };
    case 'listTicketFields':
      return {
        kind: step.kind,
        value: await zendesk.listTicketFields.executeWithOptions(
          { summary: 'The fields that custom data goes to (UPD-6)' },
          [step.input],
        ),
      };
    case 'findAgent':
      return {
        kind: step.kind,
        email: step.input.email,
        value: await zendesk.findAgent.executeWithOptions({ summary: 'The agent in Zendesk (ADP-5)' }, [step.input]),
      };
    case 'openTicket': {
      const { input: draft, show, reasons } = step;
      const rule = reasons.at(-1)?.rule ?? 'TKT-12';
      const summary = show ? `Make the ticket (${rule}) and show it (ADP-1)` : `Make the ticket (${rule})`;
      const value = await zendesk.openTicket.executeWithOptions({ summary }, [draft, { show }]);
      const { agentId, ticketId, pop } = value;
      if (pop?.kind === 'not_shown' && agentId !== null)
        log.warn('Zendesk refused a step', { step: screenPopKey(agentId, ticketId), code: pop.code });
      return { kind: step.kind, draft, value };
    }
    case 'popScreen':
      await zendeskBriefly.popScreen.executeWithOptions({ summary: `Show ticket ${step.input.ticketId} (ADP-1)` }, [
        step.input,
      ]);
      return { kind: step.kind, key: step.key };
    default:
      return step satisfies never;
  }
}
