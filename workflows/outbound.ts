import {
  allHandlersFinished,
  condition,
  continueAsNew,
  setCurrentDetails,
  setHandler,
  workflowInfo,
} from '@temporalio/workflow';
import {
  cancel,
  findChoice,
  choose,
  expireChoices,
  nextExpiryAt,
  noChoices,
  claim,
} from '../domain/outbound/open-choice.ts';
import type { AgentChoices, KeptChoice } from '../domain/outbound/open-choice.ts';
import { cancelOutbound, chooseOutbound, outboundState, claimOutbound } from './messages.ts';
import type { OutboundStart } from './messages.ts';

const longHistory = 1_000;
/** The workflow is started together with its first choice, which therefore arrives at once. */
const longestWaitForFirst = '1 minute';

/**
 * Keeps the choice that an agent makes before a call, until the session of the call claims it (OUT-14). Claimed and cancelled
 * choices are kept for a while, because they may be asked for again. The workflow ends when none is left.
 */
export async function outbound(start: OutboundStart): Promise<void> {
  let choices = start.choices ?? noChoices;

  function change(next: AgentChoices): void {
    choices = next;
    setCurrentDetails(detailsOf(choices));
  }

  setHandler(outboundState, () => choices);
  setHandler(chooseOutbound, (wanted): KeptChoice => {
    const kept = { ...wanted, at: Date.now() };
    change(choose(expireChoices(choices, kept.at), kept, kept.at));
    return findChoice(choices, kept.key) ?? kept;
  });
  setHandler(cancelOutbound, ({ key }) => {
    change(cancel(expireChoices(choices, Date.now()), key, Date.now()));
    const found = findChoice(choices, key);
    if (found === null) return 'unknown';
    return 'closed' in found && found.closed.why === 'taken' ? 'taken' : 'cancelled';
  });
  setHandler(claimOutbound, (call) => {
    const taken = claim(choices, call, Date.now());
    change(taken.choices);
    return taken.choice;
  });

  await condition(() => nextExpiryAt(choices) !== null, longestWaitForFirst);
  for (;;) {
    change(expireChoices(choices, Date.now()));
    const until = nextExpiryAt(choices);
    if (until === null) return;
    const known = choices;
    await condition(() => nextExpiryAt(choices) !== nextExpiryAt(known) || isLong(), Math.max(1, until - Date.now()));
    if (isLong()) {
      await condition(allHandlersFinished);
      await continueAsNew<typeof outbound>({ agentId: start.agentId, choices });
    }
  }
}

function isLong(): boolean {
  return workflowInfo().continueAsNewSuggested || workflowInfo().historyLength > longHistory;
}

function detailsOf({ open, past }: AgentChoices): string {
  const now = open === null ? 'No choice is open.' : `**Open**: \`${open.key}\``;
  const before = past.map(
    ({ key, closed }) => `- \`${key}\`: ${closed.why}${'sessionId' in closed ? ` by ${closed.sessionId}` : ''}`,
  );
  return [now, '', ...before].join('\n');
}
