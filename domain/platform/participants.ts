import type { Agent } from '../events/parse-events.ts';
import type { Fields, Instant, Warn } from './lenient-fields.ts';
import { fieldsOf, idAt, instantAt, listAt, textAt, wordAt } from './lenient-fields.ts';

/**
 * `coming`: rung or waiting, which is no fact yet; `offered`: accepted it, not speaking yet; `refused`: declined or
 * missed it.
 */
export type Stage = 'coming' | 'offered' | 'present' | 'left' | 'refused';

/** One stay of somebody in the session; who comes a second time stands there twice. */
export type Stay = {
  readonly stage: Stage;
  /** Whether they ever spoke; who left is taken to have, unless their times say otherwise. */
  readonly answered: boolean;
  readonly wrappedUp: boolean;
  readonly joined: Instant | null;
  readonly left: Instant | null;
  readonly reason: string | null;
};

export type AgentStay = Stay & { readonly agent: Agent };
export type OutsideStay = Stay & { readonly id: string; readonly name: string | null };

export type People = {
  /** The customer's number as it was told. */
  readonly number: string | null;
  /** Humans and virtual agents, in the order of the document. */
  readonly agents: readonly AgentStay[];
  /** Third parties: outsiders after the customer. */
  readonly outsiders: readonly OutsideStay[];
  /** Whether all who are named have left. */
  readonly allLeft: boolean;
};

/** A session with more is no session that anybody held. */
const maxParticipants = 200;

const stages: Readonly<Record<string, Stage>> = {
  waiting: 'coming',
  ringing: 'coming',
  alerting: 'coming',
  queued: 'coming',
  offered: 'coming',
  initiated: 'coming',
  accepted: 'offered',
  assigned: 'offered',
  connecting: 'offered',
  connected: 'present',
  active: 'present',
  joined: 'present',
  hold: 'present',
  held: 'present',
  on_hold: 'present',
  muted: 'present',
  switching: 'present',
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
  declined: 'refused',
  rejected: 'refused',
  canceled: 'refused',
  cancelled: 'refused',
  missed: 'refused',
  unanswered: 'refused',
  no_answer: 'refused',
  failed: 'refused',
};

const customerTypes: ReadonlySet<string> = new Set(['external', 'end_user', 'customer', 'consumer', 'caller']);
const thirdTypes: ReadonlySet<string> = new Set(['third_party', 'external_third_party', 'external_agent']);
const agentTypes: ReadonlySet<string> = new Set(['agent', 'user', 'human', 'human_agent', 'manager']);

/** `virtual_agent_15` of a session's `initiator`; a participant's bare 15 is the same one, and never the human 15. */
export function virtualAgentId(id: string): string {
  return `virtual_agent_${id.replace(/^(virtual_agent|va)_/, '')}`;
}

export function isVirtualAgentId(id: string): boolean {
  return /^(virtual_agent|va)_./.test(id);
}

/** `agent_1` of a session's `initiator` is the agent 1. */
export function agentId(id: string): string {
  return id.replace(/^agent_(?=.)/, '');
}

function nameAt(fields: Fields): string | null {
  const parts = [textAt(fields, 'first_name'), textAt(fields, 'last_name')].filter((part) => part !== null);
  return textAt(fields, 'name', 'agent_name', 'full_name', 'display_name') ?? (parts.join(' ') || null);
}

/** The agent that an object describes: by id, else by e-mail address; null where it has neither. */
function agentAt(fields: Fields): Agent | null {
  const email = textAt(fields, 'email', 'agent_email');
  const id = idAt(fields, 'agent_id', 'user_id', 'virtual_agent_id', 'id', 'participant_id') ?? email?.slice(0, 128);
  const alias = textAt(fields, 'va_alias', 'virtual_agent_name');
  const virtual =
    /virtual|^va$|^bot$/.test(wordAt(fields, 'type', 'kind') ?? '') ||
    fields['virtual_agent_id'] !== undefined ||
    (alias !== null && email === null) ||
    (id !== undefined && isVirtualAgentId(id));
  if (id === undefined)
    return virtual && alias !== null
      ? { id: virtualAgentId(alias.slice(0, 64)), email, name: alias, kind: 'virtual' }
      : null;
  const name = nameAt(fields) ?? alias;
  return virtual
    ? { id: virtualAgentId(id), email, name, kind: 'virtual' }
    : { id: agentId(id), email, name, kind: 'human' };
}

function stayAt(fields: Fields, warn: Warn): Stay {
  const word = wordAt(fields, 'state', 'status');
  const known = word === null ? null : (stages[word] ?? null);
  if (word !== null && known === null) warn('The state of a participant is not known: it was read by its times.');
  const joined = instantAt(fields, ['connected_at', 'joined_at'], warn);
  const left = instantAt(fields, ['ends_at', 'ended_at', 'disconnected_at', 'finished_at', 'left_at'], warn);
  const byTimes: Stage = left !== null ? 'left' : joined !== null ? 'present' : 'coming';
  const stage = known ?? byTimes;
  const wrappedUp = word === 'disposition_submitted';
  // An end without a beginning was an offer; neither says only that no times are told.
  const neverSpoke = left !== null && joined === null && !wrappedUp;
  return {
    stage,
    answered: stage === 'present' || (stage === 'left' && !neverSpoke),
    wrappedUp,
    joined,
    left,
    reason: textAt(fields, 'reason', 'fail_reason'),
  };
}

/** A participant and the agent that some nest into it, as one object. */
function flat(entry: unknown): Fields | null {
  const outer = fieldsOf(entry);
  if (outer === null) return null;
  const inner = fieldsOf(outer['agent'] ?? outer['user'] ?? outer['virtual_agent'] ?? outer['agent_info']);
  if (inner === null) return outer;
  const { id: participantId, ...rest } = outer;
  return { participant_id: participantId, type: 'agent', ...inner, ...rest };
}

type Role = 'customer' | 'agent' | 'third' | 'unknown';

function roleOf(fields: Fields, byList: Role): Role {
  const type = wordAt(fields, 'type', 'kind', 'role');
  if (type === null) {
    if (byList !== 'unknown') return byList;
    if (textAt(fields, 'email', 'agent_id', 'va_alias', 'virtual_agent_id') !== null) return 'agent';
    return textAt(fields, 'dn', 'phone', 'number') === null ? 'unknown' : 'customer';
  }
  if (customerTypes.has(type)) return 'customer';
  if (thirdTypes.has(type)) return 'third';
  return agentTypes.has(type) || /virtual|^va$|^bot$/.test(type) ? 'agent' : 'unknown';
}

const numberKeys = ['dn', 'phone', 'phone_number', 'number', 'customer_number'] as const;

/** Everybody whom a snapshot names, under `participants` or `agents`. */
export function peopleOf(item: Fields, warn: Warn): People {
  const named = listAt(item, 'participants', 'members');
  const extra = listAt(item, 'agents', ...(named.length === 0 ? ['agent', 'agent_info'] : []));
  const entries: (readonly [unknown, Role])[] = [
    ...named.map((entry) => [entry, 'unknown'] as const),
    ...extra.map((entry) => [entry, 'agent'] as const),
  ];
  if (entries.length > maxParticipants) warn(`Of more than ${maxParticipants} participants only the first were read.`);
  let number = textAt(item, ...numberKeys);
  let customers = 0;
  const agents: AgentStay[] = [];
  const outsiders: OutsideStay[] = [];
  const stays: Stay[] = [];
  for (const [entry, byList] of entries.slice(0, maxParticipants)) {
    const fields = flat(entry);
    const role = fields === null ? 'unknown' : roleOf(fields, byList);
    if (fields === null || role === 'unknown') {
      warn('A participant could not be read: its type is missing or not known.');
      continue;
    }
    const stay = stayAt(fields, warn);
    stays.push(stay);
    if (role === 'agent') {
      const agent = agentAt(fields);
      if (agent === null) warn('An agent among the participants has neither id nor email.');
      else agents.push({ ...stay, agent });
    } else if (role === 'customer' && customers === 0) {
      customers += 1;
      number = textAt(fields, ...numberKeys) ?? number;
    } else {
      const id = idAt(fields, 'id', 'participant_id') ?? `outsider-${outsiders.length + 1}`;
      outsiders.push({ ...stay, id, name: nameAt(fields) ?? textAt(fields, ...numberKeys) });
    }
  }
  const over = stays.length > 0 && stays.every(({ stage }) => stage === 'left' || stage === 'refused');
  return { number, agents, outsiders, allLeft: over };
}
