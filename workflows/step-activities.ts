import { log } from '@temporalio/workflow';
import { screenPopKey } from '../domain/next-steps/screen-pop.ts';
import type { Answer, AskingKind, AskingStep, StepValues } from '../domain/session/step.ts';
import type { OpenedTicket } from '../domain/zendesk/ticket.ts';
import {
  temporalBriefly,
  temporalForClaim,
  temporalLocal,
  zendeskBackground,
  zendeskBriefly,
  zendeskFirstLook,
  zendeskForAgent,
  zendeskNextLook,
} from './activities.ts';
import type { SessionChange } from './messages.ts';

/** The same activities with the priorities of a session that goes on, and of one that is over (BAT-8). */
const duringSession = { zendesk: zendeskForAgent, firstLook: zendeskFirstLook, nextLook: zendeskNextLook };
const afterSession = { zendesk: zendeskBackground, firstLook: zendeskBackground, nextLook: zendeskBackground };

type Context = typeof duringSession & {
  /** Whether the session has this change of the code. */
  readonly has: (change: SessionChange) => boolean;
};

type StepActivity<Kind extends AskingKind> = {
  /** The text at the activity in the Temporal UI. */
  readonly summary: (step: AskingStep<Kind>) => string;
  readonly activity: (
    step: AskingStep<Kind>,
    options: { readonly summary: string },
    context: Context,
  ) => Promise<StepValues[Kind]>;
};

const lookUpRules = { phone: 'CON-1', email: 'CON-3', identifier: 'CON-2' } as const;

/** The activity of each kind of asking step. The Temporal UI shows the summaries, which explain the session to a reader. */
const stepActivities: { readonly [Kind in AskingKind]: StepActivity<Kind> } = {
  lookUp: {
    summary: ({ input }) => `Who is it, by ${input.by}? (${lookUpRules[input.by]})`,
    activity: ({ input }, options, { firstLook }) => firstLook.lookUp.executeWithOptions(options, [input]),
  },
  hasNumber: {
    summary: ({ contact }) => `Is it contact ${contact.id}'s number?`,
    activity: ({ input }, options, { nextLook }) => nextLook.hasNumber.executeWithOptions(options, [input]),
  },
  makeContact: {
    summary: () => 'Make the contact, once for all who ask (CON-7)',
    activity: ({ input }, options, { zendesk }) => zendesk.makeContact.executeWithOptions(options, [input]),
  },
  listTickets: {
    summary: ({ input }) => `Tickets of contact ${input.contactId}, as they are now`,
    activity: ({ input }, options, { nextLook }) => nextLook.listTickets.executeWithOptions(options, [input]),
  },
  readTicket: {
    summary: ({ input }) => `Ticket ${input.ticketId}, as it is now`,
    activity: ({ input }, options, { zendesk }) => zendesk.readTicket.executeWithOptions(options, [input]),
  },
  updateContact: {
    summary: ({ input }) => `What was learnt of contact ${input.contactId} (UPD-6)`,
    activity: ({ input }, options, { zendesk }) => zendesk.updateContact.executeWithOptions(options, [input]),
  },
  askDataKept: {
    summary: () => 'Is data of an earlier run kept without a ticket? (END-7)',
    activity: ({ input }, options) => temporalLocal.askDataKept.executeWithOptions(options, [input]),
  },
  askSession: {
    summary: () => 'The ticket of the call that is called back (APP-5)',
    activity: ({ input }, options) => temporalLocal.askSession.executeWithOptions(options, [input]),
  },
  claimOutboundChoice: {
    summary: () => "The agent's choice before the call (OUT-14)",
    activity: ({ input }, options, { has }) =>
      has('claim-in-activity')
        ? temporalForClaim.claimOutboundChoice.executeWithOptions(options, [input])
        : temporalBriefly.claimOutboundChoice.executeWithOptions(options, [input]),
  },
  findTicket: {
    summary: () => 'Has the session a ticket already? (LATE-1)',
    activity: ({ input }, options, { zendesk }) => zendesk.findTicket.executeWithOptions(options, [input]),
  },
  traceTicket: {
    summary: ({ input }) => `What became of ticket ${input.ticketId}? (UPD-13)`,
    activity: ({ input }, options, { zendesk }) => zendesk.traceTicket.executeWithOptions(options, [input]),
  },
  listTicketFields: {
    summary: () => 'The fields that custom data goes to (UPD-6)',
    activity: ({ input }, options, { zendesk }) => zendesk.listTicketFields.executeWithOptions(options, [input]),
  },
  listContactFields: {
    summary: () => 'The contact fields that custom data goes to (UPD-6)',
    activity: async ({ input }, options, { zendesk, has }) => {
      const fields = await zendesk.listContactFields.executeWithOptions(options, [input]);
      // UPD-6: more values fit than before, so more contacts are changed.
      return has('values-as-told') ? fields : fields.map((field) => ({ ...field, checkedAsBefore: true as const }));
    },
  },
  findAgent: {
    summary: () => 'The agent in Zendesk (ADP-5)',
    activity: ({ input }, options, { zendesk }) => zendesk.findAgent.executeWithOptions(options, [input]),
  },
  openTicket: {
    summary: ({ show, reasons }) => {
      const making = `Make the ticket (${reasons.at(-1)?.rule ?? 'TKT-12'})`;
      return show ? `${making} and show it (ADP-1)` : making;
    },
    activity: async ({ input, show }, options, { zendesk }) => {
      const opened = await zendesk.openTicket.executeWithOptions(options, [input, { show }]);
      logRefusedPop(opened);
      return opened;
    },
  },
  popScreen: {
    summary: ({ input }) => `Show ticket ${input.ticketId} (ADP-1)`,
    activity: async ({ input }, options) => {
      await zendeskBriefly.popScreen.executeWithOptions(options, [input]);
      return null;
    },
  },
};

/** Whether the step is a local activity. In a session of an earlier version, a claim is one too. */
export function isLocal({ kind }: AskingStep): boolean {
  return kind === 'askDataKept' || kind === 'askSession';
}

/**
 * Performs one asking step, which is one activity.
 * @param isOver true if the call or chat is over, so that nobody waits for the answer
 * @param has whether the session has a change of the code
 * @throws ActivityFailure when Zendesk refuses the step for good
 */
export async function performActivity<Kind extends AskingKind>(
  step: AskingStep<Kind>,
  isOver: boolean,
  has: Context['has'],
): Promise<Answer<Kind>> {
  const { summary, activity } = stepActivities[step.kind];
  return {
    step,
    value: await activity(step, { summary: summary(step) }, { ...(isOver ? afterSession : duringSession), has }),
  };
}

/** Logs a refused screen pop. It does not fail the ticket (ADP-1). */
function logRefusedPop({ agentId, ticketId, pop }: OpenedTicket): void {
  if (pop?.kind === 'not_shown' && agentId !== null)
    log.warn('Zendesk refused a step', { step: screenPopKey(agentId, ticketId), code: pop.code });
}
