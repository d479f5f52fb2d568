import type { Session } from '../session/session.ts';
import type { RuleId } from '../rules/catalogue.ts';
import type { Settings } from '../settings/settings.ts';

export type Refusal = { readonly rule: RuleId; readonly because: string };

/** Why an agent's pick is not accepted, told from the session's state alone (ADP-3, ADP-4, CON-6); null: it is. */
export function refusePick(
  session: Session,
  pick: { readonly key: string; readonly contactId: number | 'new'; readonly agent: { readonly id: string } },
  settings: Settings | null,
): Refusal | null {
  if (session.seen.includes(pick.key)) return null;
  const { done, heard } = session;
  if (!heard.agents.some(({ agent }) => agent.id === pick.agent.id))
    return { rule: 'ADP-4', because: 'The session was never assigned to this agent.' };
  if (done.draft !== null || done.ticket !== null || done.left)
    return { rule: 'ADP-3', because: 'The contact is settled: its ticket is made or being made.' };
  const contacts = done.lookUp?.contacts ?? [];
  if (contacts.length < 2) return { rule: 'CON-6', because: 'There are not several contacts to pick from.' };
  if (heard.picks.length > 0) return { rule: 'ADP-3', because: 'A pick was made already; the first one is final.' };
  if (pick.contactId === 'new') {
    const mayMake = settings !== null && settings.contacts.create && settings.contacts.allowCreateWhenMatched;
    return mayMake ? null : { rule: 'CON-6', because: 'The settings allow no new contact beside matching ones.' };
  }
  return contacts.some(({ id }) => id === pick.contactId)
    ? null
    : { rule: 'ADP-3', because: 'That contact is not one of those with this number.' };
}
