import type { SessionReading } from '../session/read-session.ts';
import { toE164 } from '../phone.ts';
import type { AskingStep } from '../session/step.ts';

/** No agent of the platform has a longer id. */
const longestAgentId = 128;

/**
 * OUT-14: when an agent has dialled the call, the session asks once for the choice that the agent made before.
 * @returns null: there is nothing to ask for, or the answer is known
 */
export function claimOutboundChoice(reading: SessionReading): AskingStep | null {
  const { session, settings, start } = reading;
  if (start === null || start.kind !== 'call' || start.direction !== 'outbound') return null;
  if (session.progress.claimedChoice !== undefined) return null;
  const choiceId = start.outbound?.choice_id ?? null;
  const agentId = choiceId === null ? (start.agent?.id ?? null) : ownerOf(choiceId);
  if (agentId === null) return null;
  const number = toE164(reading.customer?.phone ?? null, settings.contacts.defaultCountry);
  const at = session.received.start?.at ?? 0;
  const input = { agentId, choiceId, number, sessionId: session.id, at };
  return { kind: 'claimOutboundChoice', key: 'claimOutboundChoice', input };
}

/** The agent id in a key of the form `<agent id>.<random>`. Another text gives an id that no agent has. */
function ownerOf(key: string): string {
  const dot = key.lastIndexOf('.');
  return (dot === -1 ? key : key.slice(0, dot)).slice(0, longestAgentId + 1);
}
