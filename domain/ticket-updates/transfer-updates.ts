import { transferComment } from '../comment/event-comments.ts';
import type { TimelineContext } from './timeline-context.ts';
import { commentUpdate } from './wanted-update.ts';
import type { WantedUpdate } from './wanted-update.ts';

/**
 * UPD-2: the comment says whether the receiver is known in Zendesk. If the receiver has the session now, the comment waits
 * until the look-up of that agent is answered. For earlier receivers the answer does not matter.
 */
export function transferUpdates({
  entry: { item },
  fact,
  reading,
  ticket,
  wording,
}: TimelineContext<'transfer.finished'>): readonly WantedUpdate[] {
  const { to_agent: to } = item;
  const hasSession = to !== null && reading.agents.connected?.agent.id === to.id && ticket.origin !== 'found';
  const known = reading.session.progress.agents.find(({ email }) => email === to?.email);
  if (hasSession && to.email !== null && known === undefined) return [];
  const isReceiverKnown = !hasSession || (known !== undefined && known.zendeskId !== null);
  return [commentUpdate(fact, transferComment(item, 'finished', isReceiverKnown, wording))];
}
