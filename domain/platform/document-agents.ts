import type { Agent, MetadataDocument, Queue } from '../events/parse-events.ts';
import { isKnownState, stateOf } from './document-status.ts';
import type { ImpliedEvent, MakeEnvelope } from './event-ids.ts';
import { boundedId, withOrdinal } from './event-ids.ts';
import { agentId, virtualAgentId } from './participants.ts';
import type { Warn } from './lenient-fields.ts';
import { instantOf, snakeCase } from './lenient-fields.ts';
import { limits } from '../limits.ts';
import { cutText } from '../cut-text.ts';

type Party = NonNullable<MetadataDocument['agent_info']>;
type Path = NonNullable<MetadataDocument['menu_path']>;
type Transfer = MetadataDocument['transfers'][number];

/** Converts a time of the document to ms since the epoch. Null: the time is missing or cannot be read. */
export function millisecondsOf(time: string | null): number | null {
  return time === null ? null : (instantOf(time)?.ms ?? null);
}

/**
 * The agent whom an entry of the document describes. An entry with an alias and no e-mail address is a virtual agent.
 * Null: the entry has neither an id, nor an e-mail address, nor an alias.
 */
function agentOf(party: Party | null): Agent | null {
  if (party === null) return null;
  const { id, name, email, va_alias: alias } = party;
  const key = id ?? email ?? alias ?? null;
  if (key === null) return null;
  if (alias !== null && email === null)
    return { id: virtualAgentId(key), email: null, name: name ?? alias, kind: 'virtual' };
  return { id: agentId(key), email, name, kind: 'human' };
}

/** The leaf queue at the end of a menu path. */
function leafOf(path: Path | null): Queue | null {
  const id = path?.materialized_path
    ?.split('/')
    .findLast((step) => step.trim() !== '')
    ?.trim();
  const name =
    path?.name
      ?.split('/')
      .findLast((step) => step.trim() !== '')
      ?.trim() ?? null;
  return id === undefined
    ? null
    : { id: boundedId(id), name: name === null ? null : cutText(name, limits.text.name.value) };
}

/** The leaf queue in which the customer waited. Null: the document names none. */
export function documentQueue({ selected_menu: menu, menu_path: path }: MetadataDocument): Queue | null {
  const leaf = leafOf(path);
  return menu?.id ? { id: menu.id, name: menu.name ?? leaf?.name ?? null } : leaf;
}

type Outcome = 'finished' | 'failed' | 'open' | 'unknown';

function outcomeOf({ status, fail_reason: reason, to_agent: receiver, to_menu_path: path }: Transfer): Outcome {
  const failed = reason !== null && !['nothing', 'none', '0'].includes(snakeCase(reason));
  if (status === null) return failed ? 'failed' : receiver !== null || path !== null ? 'finished' : 'unknown';
  const state = stateOf(status);
  if (/^(finished|transferred|completed|connected|succeeded|success|switching_finished)$/.test(state))
    return 'finished';
  if (/fail|declin|reject|cancel|miss|no_answer|timeout|busy|deflect/.test(state)) return 'failed';
  if (isKnownState(state) || /^(transferring|started|waiting|ringing|pending|accepted)$/.test(state))
    return failed ? 'failed' : 'open';
  return 'unknown';
}

/**
 * The first human agent among the participants who was connected. A document without `agent_info` shows in this way
 * that the session was answered (TKT-8).
 */
function connectedHumanOf({ participants }: MetadataDocument): Agent | null {
  const found = participants.find(
    ({ type, user_id: id, connected_at: at }) =>
      type !== null && /^(agent|user)$/i.test(type) && id !== null && at !== null,
  );
  return found?.user_id ? { id: agentId(found.user_id), email: null, name: null, kind: 'human' } : null;
}

const answeredStates: ReadonlySet<string> = new Set(['connected', 'switching', 'finished', 'recovered']);

function wasAnswered({ connected_at: at, status, participants }: MetadataDocument): boolean {
  if (at !== null) return true;
  if (participants.some(({ type, connected_at: joined }) => type !== null && /^agent$/i.test(type) && joined !== null))
    return true;
  return status !== null && answeredStates.has(stateOf(status));
}

/**
 * The events about the agents who served the session, in their order: `session.assigned`, `session.connected`, and each
 * transfer by its outcome (UPD-2). `first` is the agent from whom the first transfer came, or else the agent in
 * `agent_info`.
 */
export function agentEvents(
  document: MetadataDocument,
  envelope: MakeEnvelope,
  warn: Warn,
): { readonly first: Agent | null; readonly events: readonly ImpliedEvent[] } {
  const events: ImpliedEvent[] = [];
  const named = agentOf(document.agent_info);
  if (document.agent_info !== null && named === null)
    warn('Of the metadata document agent_info has neither id nor email.');
  const first = agentOf(document.transfers[0]?.from_agent ?? null) ?? named ?? connectedHumanOf(document);
  const addAgent = (agent: Agent, assignedAt: string | null, connectedAt: string | null, answered: boolean): void => {
    events.push({
      ...envelope(millisecondsOf(assignedAt), 'assigned', agent.id),
      type: 'session.assigned',
      item: { agent, at: assignedAt },
    });
    if (answered)
      events.push({
        ...envelope(millisecondsOf(connectedAt), 'connected', agent.id),
        type: 'session.connected',
        item: { agent, at: connectedAt },
      });
  };
  if (first !== null) addAgent(first, document.assigned_at, document.connected_at, wasAnswered(document));
  let current = first;
  const counts = new Map<string, number>();
  for (const transfer of document.transfers) {
    const outcome = outcomeOf(transfer);
    if (outcome === 'unknown') warn('Of the metadata document the status of a transfer is not known.');
    if (outcome === 'unknown' || outcome === 'open') continue;
    const from = agentOf(transfer.from_agent) ?? current;
    const to = agentOf(transfer.to_agent);
    // A transfer from a virtual agent to a human counts as the first assignment (TKT-15).
    if (from?.kind === 'virtual' && to?.kind === 'human') {
      if (outcome === 'finished') {
        addAgent(to, transfer.assigned_at, null, true);
        current = to;
      }
      continue;
    }
    const pair = `${from?.id ?? ''}-${to?.id ?? ''}`;
    const ordinal = (counts.get(`${pair} ${outcome}`) ?? 0) + 1;
    counts.set(`${pair} ${outcome}`, ordinal);
    const key = transfer.transfer_id ?? boundedId(`${pair}-${ordinal}`);
    const item = {
      transfer_id: key,
      from_agent: from,
      to_agent: to,
      from_queue: leafOf(transfer.from_menu_path),
      to_queue: leafOf(transfer.to_menu_path),
      reason: outcome === 'failed' ? transfer.fail_reason : null,
    };
    const at = millisecondsOf(transfer.assigned_at);
    if (outcome === 'failed') {
      events.push({ ...envelope(at, 'transfer', key, 'failed'), type: 'transfer.failed', item });
      continue;
    }
    events.push({ ...envelope(at, 'transfer', key, 'finished'), type: 'transfer.finished', item });
    if (item.to_queue !== null)
      events.push({
        ...envelope(at, 'queued', ...withOrdinal(item.to_queue.id, ordinal), 'by', key),
        type: 'session.queued',
        item: { queue: item.to_queue, menu_path: transfer.to_menu_path, queued_at: null },
      });
    if (to !== null) current = to;
  }
  return { first, events };
}
