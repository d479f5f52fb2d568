import type { ContactPick } from '../events/agent-commands.ts';
import type { Session } from '../session/state.ts';
import type { RuleId } from '../rules/catalogue.ts';
import type { Settings } from '../settings/settings.ts';
import { involvedAgentIds } from '../session/selectors.ts';
import { holdingPick, mayPick } from './choose.ts';
import { candidatesOf, decidingLookUp } from './look-ups.ts';

export type Refusal = { readonly rule: RuleId; readonly because: string };

/** Why an agent's pick is not accepted, told from the session's state alone (ADP-3, ADP-4, CON-6); null: it is. */
export function refusePick(session: Session, pick: ContactPick, settings: Settings | null): Refusal | null {
  if (session.eventIds.includes(pick.key)) return null;
  const stranger = refuseAgent(session, pick.agent.id, pick.at);
  if (stranger !== null) return stranger;
  if (isContactSettled(session)) return contactSettled;
  if (settings === null) return nothingToPick;
  return refuseChoice(session, pick.contactId, settings) ?? (holdingPick(session, settings) === null ? null : notFirst);
}

/** ADP-4; ADP-3: after a transfer only the new agent may pick. */
export function refuseAgent(session: Session, agentId: string, at: number): Refusal | null {
  if (!involvedAgentIds(session).includes(agentId)) return neverTheirs;
  return mayPick(session, agentId, at)
    ? null
    : { rule: 'ADP-3', because: 'The session was transferred: only the agent who got it may pick.' };
}

export const neverTheirs: Refusal = { rule: 'ADP-4', because: 'The session was never assigned to this agent.' };
const contactSettled: Refusal = {
  rule: 'ADP-3',
  because: 'The contact is settled: its ticket is made or being made.',
};
const nothingToPick: Refusal = { rule: 'CON-6', because: 'There are not several contacts to pick from.' };
export const notFirst: Refusal = { rule: 'ADP-3', because: 'A pick was made already; the first one is final.' };

function isContactSettled({ progress }: Session): boolean {
  return progress.draft !== null || progress.ticket !== null || progress.endedWithoutTicket;
}

function refuseChoice(session: Session, contactId: number | 'new', settings: Settings): Refusal | null {
  const contacts = candidatesOf(session, settings);
  if (contacts.length < 2) return nothingToPick;
  if (contactId === 'new') {
    const mayMake = settings.contacts.create && settings.contacts.allowCreateWhenMatched;
    return mayMake ? null : { rule: 'CON-6', because: 'The settings allow no new contact beside matching ones.' };
  }
  return contacts.some(({ id }) => id === contactId)
    ? null
    : { rule: 'ADP-3', because: 'That contact is not one of those with this number.' };
}

/** ADP-3: picks of a contact that came as events and that a rule forbids; while nobody was looked up yet, none is. */
export function refusedContactPicks(session: Session, settings: Settings): readonly string[] {
  const settled = isContactSettled(session);
  if (!settled && decidingLookUp(session, settings) === null) return [];
  // Once the contact is settled, a pick held only if it was what settled it.
  const byPick = session.progress.reasons.some(({ about, rule }) => about === 'contact' && rule === 'CON-6');
  const several = candidatesOf(session, settings).length > 1;
  const held = several && (!settled || byPick) ? holdingPick(session, settings) : null;
  return session.received.picks
    .filter((pick) => pick !== held)
    .map(({ contactId, agent, at }) => {
      const { rule, because } =
        (agent === null ? null : refuseAgent(session, agent.id, at)) ??
        refuseChoice(session, contactId, settings) ??
        (held === null ? contactSettled : notFirst);
      return `The pick of contact ${contactId} by agent ${agent?.id ?? '?'} was refused: ${because} (${rule})`;
    });
}
