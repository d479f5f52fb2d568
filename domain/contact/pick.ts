import type { Session } from '../session/session.ts';
import type { RuleId } from '../rules/catalogue.ts';
import type { Settings } from '../settings/settings.ts';
import { agentIds } from '../session/readings.ts';
import { holdingPick, mayPick } from './choose.ts';
import { candidatesOf } from './look-ups.ts';

export type Refusal = { readonly rule: RuleId; readonly because: string };

/** Why an agent's pick is not accepted, told from the session's state alone (ADP-3, ADP-4, CON-6); null: it is. */
export function refusePick(
  session: Session,
  pick: {
    readonly key: string;
    readonly contactId: number | 'new';
    readonly agent: { readonly id: string };
    readonly at: number;
  },
  settings: Settings | null,
): Refusal | null {
  if (session.seen.includes(pick.key)) return null;
  const { done } = session;
  if (!agentIds(session).includes(pick.agent.id))
    return { rule: 'ADP-4', because: 'The session was never assigned to this agent.' };
  if (!mayPick(session, pick.agent.id, pick.at))
    return { rule: 'ADP-3', because: 'The session was transferred: only the agent who got it may pick.' };
  if (done.draft !== null || done.ticket !== null || done.left)
    return { rule: 'ADP-3', because: 'The contact is settled: its ticket is made or being made.' };
  const contacts = settings === null ? [] : candidatesOf(session, settings);
  if (settings === null || contacts.length < 2)
    return { rule: 'CON-6', because: 'There are not several contacts to pick from.' };
  if (holdingPick(session, settings) !== null)
    return { rule: 'ADP-3', because: 'A pick was made already; the first one is final.' };
  if (pick.contactId === 'new') {
    const mayMake = settings.contacts.create && settings.contacts.allowCreateWhenMatched;
    return mayMake ? null : { rule: 'CON-6', because: 'The settings allow no new contact beside matching ones.' };
  }
  return contacts.some(({ id }) => id === pick.contactId)
    ? null
    : { rule: 'ADP-3', because: 'That contact is not one of those with this number.' };
}

/** ADP-3: picks that came as events and that a rule forbids, for operators. */
export function refusedPicks(session: Session, settings: Settings): readonly string[] {
  const held = holdingPick(session, settings);
  const several = candidatesOf(session, settings).length > 1;
  const contacts = session.heard.picks
    .filter((pick) => several && pick !== held)
    .map(
      ({ contactId, agent }) => `The pick of contact ${contactId} by agent ${agent?.id ?? '?'} was refused (ADP-3).`,
    );
  const isOutbound = session.heard.start?.session.direction === 'outbound';
  const tickets = session.heard.ticketPicks
    .filter(() => !isOutbound && session.heard.start !== null)
    .map(({ ticketId }) => `The pick of ticket ${ticketId} was refused: inbound sessions take none (ADP-3).`);
  return [...contacts, ...tickets];
}
