import type { Agent } from '../events/parse-events.ts';
import type { Fields, Instant, Warn } from './lenient-fields.ts';
import { fieldsOf, idAt, instantAt, listAt, textAt, wordAt } from './lenient-fields.ts';
import { limits } from '../limits.ts';
import { cutText } from '../cut-text.ts';
import { boundedId } from './event-ids.ts';

/**
 * `ringing`: the session was offered to the participant, who has not reacted yet. `accepted`: the participant accepted,
 * and is not connected yet. `declined`: the participant declined or missed the session.
 */
export type ParticipantState = 'ringing' | 'accepted' | 'connected' | 'left' | 'declined';

/** One period in which somebody was in the session. A person who comes back has a second participation. */
export type Participation = {
  readonly state: ParticipantState;
  /**
   * Whether the participant was ever connected. A participant who has left counts as connected before, unless the times
   * show the opposite.
   */
  readonly answered: boolean;
  /** Whether this agent has submitted a disposition. */
  readonly wrappedUp: boolean;
  readonly joined: Instant | null;
  readonly left: Instant | null;
  readonly reason: string | null;
};

export type AgentParticipation = Participation & { readonly agent: Agent };
export type ThirdPartyParticipation = Participation & { readonly id: string; readonly name: string | null };

export type Participants = {
  /** The customer's number as the platform wrote it. */
  readonly number: string | null;
  /** Humans and virtual agents, in the order of the document. */
  readonly agents: readonly AgentParticipation[];
  /** External participants other than the customer. */
  readonly thirdParties: readonly ThirdPartyParticipation[];
  /** Whether all participants have left or declined. False if there are none. */
  readonly allLeft: boolean;
};

/** More participants than this are not read. A real session has fewer. */
const maxParticipants = limits.list.participants.value;

/** The state for each word that the platform uses for a participant. */
const stateOfWord: Readonly<Record<string, ParticipantState>> = {
  waiting: 'ringing',
  ringing: 'ringing',
  alerting: 'ringing',
  queued: 'ringing',
  offered: 'ringing',
  initiated: 'ringing',
  accepted: 'accepted',
  assigned: 'accepted',
  connecting: 'accepted',
  connected: 'connected',
  active: 'connected',
  joined: 'connected',
  hold: 'connected',
  held: 'connected',
  on_hold: 'connected',
  muted: 'connected',
  switching: 'connected',
  disconnected: 'left',
  left: 'left',
  finished: 'left',
  ended: 'left',
  completed: 'left',
  closed: 'left',
  transferred: 'left',
  wrap_up: 'left',
  after_call_work: 'left',
  disposition_submitted: 'left',
  declined: 'declined',
  rejected: 'declined',
  canceled: 'declined',
  cancelled: 'declined',
  missed: 'declined',
  unanswered: 'declined',
  no_answer: 'declined',
  failed: 'declined',
};

const customerTypes: ReadonlySet<string> = new Set(['external', 'end_user', 'customer', 'consumer', 'caller']);
const thirdPartyTypes: ReadonlySet<string> = new Set(['third_party', 'external_third_party', 'external_agent']);
const agentTypes: ReadonlySet<string> = new Set(['agent', 'user', 'human', 'human_agent', 'manager']);

/**
 * The id of a virtual agent, such as `virtual_agent_15`. The `initiator` of a session has this form, and a participant
 * has the number alone. The prefix keeps the virtual agent 15 apart from the human agent 15.
 */
export function virtualAgentId(id: string): string {
  return boundedId(`virtual_agent_${id.replace(/^(virtual_agent|va)_/, '')}`);
}

export function isVirtualAgentId(id: string): boolean {
  return /^(virtual_agent|va)_./.test(id);
}

/** The id of a human agent: the `initiator` of a session writes the agent 1 as `agent_1`. */
export function agentId(id: string): string {
  return boundedId(id.replace(/^agent_(?=.)/, ''));
}

function nameAt(fields: Fields): string | null {
  const parts = [textAt(fields, 'first_name'), textAt(fields, 'last_name')].filter((part) => part !== null);
  const joined = cutText(parts.join(' '), limits.text.name.value);
  return textAt(fields, 'name', 'agent_name', 'full_name', 'display_name') ?? (joined || null);
}

/** The agent whom an object describes. The id of an agent without one is the e-mail address, or the alias of a
 * virtual agent. Null: the object has none of them. */
function agentAt(fields: Fields): Agent | null {
  const email = textAt(fields, 'email', 'agent_email');
  const id = idAt(fields, 'agent_id', 'user_id', 'virtual_agent_id', 'id', 'participant_id') ?? email ?? undefined;
  const alias = textAt(fields, 'va_alias', 'virtual_agent_name');
  const virtual =
    /virtual|^va$|^bot$/.test(wordAt(fields, 'type', 'kind') ?? '') ||
    fields['virtual_agent_id'] !== undefined ||
    (alias !== null && email === null) ||
    (id !== undefined && isVirtualAgentId(id));
  if (id === undefined)
    return virtual && alias !== null ? { id: virtualAgentId(alias), email, name: alias, kind: 'virtual' } : null;
  const name = nameAt(fields) ?? alias;
  return virtual
    ? { id: virtualAgentId(id), email, name, kind: 'virtual' }
    : { id: agentId(id), email, name, kind: 'human' };
}

function participationOf(fields: Fields, warn: Warn): Participation {
  const word = wordAt(fields, 'state', 'status');
  const named = word === null || !Object.hasOwn(stateOfWord, word) ? null : (stateOfWord[word] ?? null);
  if (word !== null && named === null) warn('The state of a participant is not known: it was read by its times.');
  const joined = instantAt(fields, ['connected_at', 'joined_at'], warn);
  const left = instantAt(fields, ['ends_at', 'ended_at', 'disconnected_at', 'finished_at', 'left_at'], warn);
  const byTimes: ParticipantState = left !== null ? 'left' : joined !== null ? 'connected' : 'ringing';
  const state = named ?? byTimes;
  const wrappedUp = word === 'disposition_submitted';
  // A participant with an end time and no connect time was never connected. An agent who wrapped up certainly was.
  const neverConnected = left !== null && joined === null && !wrappedUp;
  return {
    state,
    answered: state === 'connected' || (state === 'left' && !neverConnected),
    wrappedUp,
    joined,
    left,
    reason: textAt(fields, 'reason', 'fail_reason'),
  };
}

/** A participant as one object. Some participants have their agent in an object of its own, whose keys are moved up. */
function flattened(entry: unknown): Fields | null {
  const outer = fieldsOf(entry);
  if (outer === null) return null;
  const inner = fieldsOf(outer['agent'] ?? outer['user'] ?? outer['virtual_agent'] ?? outer['agent_info']);
  if (inner === null) return outer;
  const { id: participantId, ...rest } = outer;
  return { participant_id: participantId, type: 'agent', ...inner, ...rest };
}

type Role = 'customer' | 'agent' | 'third_party' | 'unknown';

function roleOf(fields: Fields, defaultRole: Role): Role {
  const type = wordAt(fields, 'type', 'kind', 'role');
  if (type === null) {
    if (defaultRole !== 'unknown') return defaultRole;
    if (textAt(fields, 'email', 'agent_id', 'va_alias', 'virtual_agent_id') !== null) return 'agent';
    return textAt(fields, 'dn', 'phone', 'number') === null ? 'unknown' : 'customer';
  }
  if (customerTypes.has(type)) return 'customer';
  if (thirdPartyTypes.has(type)) return 'third_party';
  return agentTypes.has(type) || /virtual|^va$|^bot$/.test(type) ? 'agent' : 'unknown';
}

const numberKeys = ['dn', 'phone', 'phone_number', 'number', 'customer_number'] as const;

/** All people whom a snapshot names under `participants` or `agents`. */
export function participantsOf(item: Fields, warn: Warn): Participants {
  const named = listAt(item, 'participants', 'members');
  const extra = listAt(item, 'agents', ...(named.length === 0 ? ['agent', 'agent_info'] : []));
  const entries: (readonly [unknown, Role])[] = [
    ...named.map((entry) => [entry, 'unknown'] as const),
    ...extra.map((entry) => [entry, 'agent'] as const),
  ];
  if (entries.length > maxParticipants) warn(`Of more than ${maxParticipants} participants only the first were read.`);
  let number = textAt(item, ...numberKeys);
  let customers = 0;
  const agents: AgentParticipation[] = [];
  const thirdParties: ThirdPartyParticipation[] = [];
  const participations: Participation[] = [];
  for (const [entry, defaultRole] of entries.slice(0, maxParticipants)) {
    const fields = flattened(entry);
    const role = fields === null ? 'unknown' : roleOf(fields, defaultRole);
    if (fields === null || role === 'unknown') {
      warn('A participant could not be read: its type is missing or not known.');
      continue;
    }
    const participation = participationOf(fields, warn);
    participations.push(participation);
    if (role === 'agent') {
      const agent = agentAt(fields);
      if (agent === null) warn('An agent among the participants has neither id nor email.');
      else agents.push({ ...participation, agent });
    } else if (role === 'customer' && customers === 0) {
      customers += 1;
      number = textAt(fields, ...numberKeys) ?? number;
    } else {
      const id = idAt(fields, 'id', 'participant_id') ?? `outsider-${thirdParties.length + 1}`;
      thirdParties.push({ ...participation, id, name: nameAt(fields) ?? textAt(fields, ...numberKeys) });
    }
  }
  const allLeft =
    participations.length > 0 && participations.every(({ state }) => state === 'left' || state === 'declined');
  return { number, agents, thirdParties, allLeft };
}
