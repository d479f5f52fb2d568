import { readSession } from '../session/read-session.ts';
import type { SessionReading } from '../session/read-session.ts';
import { hasEventId } from '../session/intake.ts';
import type { Session } from '../session/state.ts';
import { readAgents } from '../session/agents.ts';
import type { SessionAgents } from '../session/agents.ts';
import { readStart } from '../session/start.ts';
import type { ContactPick } from '../events/agent-commands.ts';
import type { RuleId } from '../rules/catalogue.ts';
import type { Settings } from '../settings/settings.ts';
import { matchingContacts, decidingLookUp } from './look-ups.ts';
import { firstValidPick, mayPick } from './valid-pick.ts';

export type Refusal = { readonly rule: RuleId; readonly because: string };

/**
 * ADP-3, ADP-4, CON-6: refuses an agent's pick of a contact, with the reason.
 *
 * @returns null if the pick is accepted
 * @param settings the document that the session started with; null: the session has not read it yet
 */
export function refusePick(session: Session, pick: ContactPick, settings: Settings | null): Refusal | null {
  if (hasEventId(session.eventIds, pick.key)) return null;
  const agents = readAgents(session, readStart(session));
  const agentRefusal = refuseAgent(agents, pick.agent.id, pick.at);
  if (agentRefusal !== null) return agentRefusal;
  if (isContactDecided(session)) return contactDecided;
  if (settings === null) return nothingToPick;
  const reading = readSession(session, settings, pick.at);
  return refuseChoice(reading, pick.contactId) ?? (firstValidPick(reading) === null ? null : alreadyPicked);
}

/** ADP-4: only an agent of the session may pick. ADP-3: after a transfer only the agent who got the session may. */
export function refuseAgent(agents: SessionAgents, agentId: string, at: number): Refusal | null {
  if (!agents.involvedIds.includes(agentId)) return neverInvolved;
  return mayPick(agents, agentId, at)
    ? null
    : { rule: 'ADP-3', because: 'The session was transferred: only the agent who got it may pick.' };
}

export const neverInvolved: Refusal = { rule: 'ADP-4', because: 'The session was never assigned to this agent.' };
const contactDecided: Refusal = {
  rule: 'ADP-3',
  because: 'The contact is settled: its ticket is made or being made.',
};
const nothingToPick: Refusal = { rule: 'CON-6', because: 'There are not several contacts to pick from.' };
export const alreadyPicked: Refusal = { rule: 'ADP-3', because: 'A pick was made already; the first one is final.' };

function isContactDecided({ progress }: Session): boolean {
  return progress.draft !== null || progress.ticket !== null || progress.endedWithoutTicket;
}

function refuseChoice(reading: SessionReading, contactId: number | 'new'): Refusal | null {
  const { settings } = reading;
  const contacts = matchingContacts(reading);
  if (contacts.length < 2) return nothingToPick;
  if (contactId === 'new') {
    const mayMake = settings.contacts.create && settings.contacts.allowCreateWhenMatched;
    return mayMake ? null : { rule: 'CON-6', because: 'The settings allow no new contact beside matching ones.' };
  }
  return contacts.some(({ id }) => id === contactId)
    ? null
    : { rule: 'ADP-3', because: 'That contact is not one of those with this number.' };
}

/**
 * ADP-3: a text for each pick of a contact that came as an event and that a rule forbids. No pick is refused before the
 * first look-up is answered.
 */
export function refusedContactPicks(reading: SessionReading): readonly string[] {
  const { session } = reading;
  const isDecided = isContactDecided(session);
  if (!isDecided && decidingLookUp(reading) === null) return [];
  // A pick of a contact that is decided was accepted only if the pick itself decided.
  const byPick = session.progress.reasons.some(({ about, rule }) => about === 'contact' && rule === 'CON-6');
  const hasSeveral = matchingContacts(reading).length > 1;
  const accepted = hasSeveral && (!isDecided || byPick) ? firstValidPick(reading) : null;
  return session.received.picks
    .filter((pick) => pick !== accepted)
    .map(({ contactId, agent, at }) => {
      const { rule, because } =
        (agent === null ? null : refuseAgent(reading.agents, agent.id, at)) ??
        refuseChoice(reading, contactId) ??
        (accepted === null ? contactDecided : alreadyPicked);
      return `The pick of contact ${contactId} by agent ${agent?.id ?? '?'} was refused: ${because} (${rule})`;
    });
}
