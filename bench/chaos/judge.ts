import type { MixSession, Told } from '../mix.ts';

/** A ticket as the simulator shows it, as far as it is judged. */
export type JudgedTicket = {
  readonly id: number;
  readonly requesterId: number;
  readonly assigneeId: number | null;
  readonly externalId: string | null;
  readonly tags: readonly string[];
  readonly comments: readonly { readonly text: string; readonly isVoice: boolean }[];
};

export type JudgedContact = { readonly id: number; readonly phone: string | null };

/** What Zendesk holds when all is over. */
export type ZendeskContents = {
  readonly tickets: readonly JudgedTicket[];
  readonly contacts: readonly JudgedContact[];
  /** Ids of the writes that were applied, as often as they were. */
  readonly writes: readonly string[];
  /** Zendesk user ids by the agent's e-mail address. */
  readonly agents: Readonly<Record<string, number>>;
};

/** What the customers and agents of a contact centre would miss, or see twice. */
export const findingKinds = [
  'sessions without a ticket',
  'sessions with more than one ticket',
  'tickets of the wrong contact',
  'contacts made twice',
  'tickets of the wrong agent',
  'recordings lost',
  'recordings twice',
  'notes lost',
  'notes twice',
  'writes applied twice',
] as const;
export type FindingKind = (typeof findingKinds)[number];

/** One thing that is wrong, with a sentence for whoever looks into it. */
export type Finding = { readonly wrong: FindingKind; readonly says: string };

/** What stands on the ticket for each event, as a heading, or as words that nothing else writes. */
const noteOf: { readonly [Type in Told['type']]?: (told: Told, session: MixSession) => string | null } = {
  'session.started': (_, { kind }) => (kind === 'chat' ? 'Chat started' : 'Call started'),
  'session.ended': (_, { kind }) =>
    kind === 'abandoned' || kind === 'voicemail' ? null : kind === 'chat' ? 'Chat finished' : 'Call finished',
  'transfer.finished': () => 'Transfer finished',
  'rating.received': () => 'Rating by the customer',
  'disposition.submitted': () => 'Tracking link sent.',
  'summary.generated': ({ item }) =>
    'scope' in item && item.scope === 'segment' ? 'Summary of a part of the session' : 'Summary of the session',
  'transcript.ready': () => 'how can I help?',
  'custom_data.received': () => '3 items',
};

const isRecording = ({ type }: Told): boolean => type === 'recording.ready' || type === 'voicemail.left';

/** Holds what was told against what Zendesk holds. Nothing: each session has its one right ticket, with everything on it once. */
export function judge(sessions: readonly MixSession[], held: ZendeskContents): readonly Finding[] {
  const seen = new Set<string>();
  const twice = held.writes.filter((id) => seen.has(id) || (seen.add(id), false));
  return [
    ...sessions.flatMap((session) => ofSession(session, held)),
    ...twice.map((id): Finding => ({ wrong: 'writes applied twice', says: id })),
  ];
}

function ofSession(session: MixSession, held: ZendeskContents): readonly Finding[] {
  const { id, caller, events } = session;
  const tickets = held.tickets.filter(({ externalId, tags }) => externalId === id || tags.includes(`session_${id}`));
  const [ticket] = tickets;
  if (ticket === undefined) return [{ wrong: 'sessions without a ticket', says: `${id}, ${session.kind}` }];
  const findings: Finding[] = [];
  const find = (wrong: FindingKind, says: string): void => void findings.push({ wrong, says: `${id}: ${says}` });
  if (tickets.length > 1)
    find('sessions with more than one ticket', `tickets ${tickets.map((each) => each.id).join(', ')}`);

  const ofNumber = held.contacts.filter(({ phone }) => phone === caller.phone).map((contact) => contact.id);
  const rightful = caller.contactIds.length > 0 ? caller.contactIds : ofNumber;
  if (!rightful.includes(ticket.requesterId))
    find('tickets of the wrong contact', `ticket ${ticket.id} is of ${ticket.requesterId}`);
  if (caller.contactIds.length === 0 && ofNumber.length > 1)
    find('contacts made twice', `${ofNumber.length} have ${caller.phone}`);

  const agent = lastAgentOf(events);
  const expected = agent === null ? null : (held.agents[agent] ?? null);
  if (expected !== null && ticket.assigneeId !== expected)
    find('tickets of the wrong agent', `ticket ${ticket.id} is ${ticket.assigneeId}'s instead of ${expected}'s`);

  const told = events.filter(isRecording).length;
  const there = ticket.comments.filter(({ isVoice }) => isVoice).length;
  for (let n = there; n < told; n += 1) find('recordings lost', `${there} of ${told} are on ticket ${ticket.id}`);
  for (let n = told; n < there; n += 1) find('recordings twice', `${there} for ${told} on ticket ${ticket.id}`);

  const text = ticket.comments.map((comment) => comment.text).join('\n');
  for (const event of events) {
    const words = noteOf[event.type]?.(event, session) ?? null;
    if (words === null) continue;
    const times = text.split(words).length - 1;
    if (times === 0) find('notes lost', `${event.type} ("${words}") is not on ticket ${ticket.id}`);
    if (times > 1) find('notes twice', `${event.type} ("${words}") is ${times} times on ticket ${ticket.id}`);
  }
  return findings;
}

/** Whose the ticket is in the end: who took it over, or else who answered. */
function lastAgentOf(events: readonly Told[]): string | null {
  const taken = events.filter(({ type }) => type === 'transfer.finished').at(-1);
  const answered = events.findLast(({ type }) => type === 'session.connected');
  const item: unknown = taken === undefined ? answered?.item : taken.item;
  const who = taken === undefined ? 'agent' : 'to_agent';
  if (typeof item !== 'object' || item === null) return null;
  const person: unknown = Reflect.get(item, who);
  return typeof person === 'object' && person !== null && 'email' in person ? String(person.email) : null;
}
