import type { MixSession, PlatformEvent } from '../mix.ts';

/** The parts of a ticket that are checked. */
export type JudgedTicket = {
  readonly id: number;
  readonly requesterId: number;
  readonly assigneeId: number | null;
  readonly externalId: string | null;
  readonly tags: readonly string[];
  readonly comments: readonly { readonly text: string; readonly isVoice: boolean }[];
};

export type JudgedContact = { readonly id: number; readonly phone: string | null };

/** The contents of Zendesk after all sessions have ended. */
export type ZendeskContents = {
  readonly tickets: readonly JudgedTicket[];
  readonly contacts: readonly JudgedContact[];
  /** Ids of the writes that were applied. A write that was applied twice is there twice. */
  readonly writes: readonly string[];
  /** Zendesk user ids by the agent's e-mail address. */
  readonly agents: Readonly<Record<string, number>>;
};

/** Everything that can go wrong: what customers and agents would miss, or see twice. */
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

/** One thing that is wrong. `message` names the session and the ticket. `event`: the type of the event that is lost or twice. */
export type Finding = {
  readonly kind: FindingKind;
  readonly message: string;
  readonly event?: PlatformEvent['type'];
};

/**
 * A text that the ticket must contain exactly once for an event of this type; null: none. No other event writes this
 * text.
 */
const expectedText: {
  readonly [Type in PlatformEvent['type']]?: (event: PlatformEvent, session: MixSession) => string | null;
} = {
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

const isRecording = ({ type }: PlatformEvent): boolean => type === 'recording.ready' || type === 'voicemail.left';

/**
 * Compares the contents of Zendesk with the events that were sent. Gives an empty list if each session has exactly one
 * ticket, with the right contact and agent, and everything is on it once.
 */
export function judge(sessions: readonly MixSession[], contents: ZendeskContents): readonly Finding[] {
  const seen = new Set<string>();
  const twice = contents.writes.filter((id) => seen.has(id) || (seen.add(id), false));
  return [
    ...sessions.flatMap((session) => judgeSession(session, contents)),
    ...twice.map((id): Finding => ({ kind: 'writes applied twice', message: id })),
  ];
}

function judgeSession(session: MixSession, contents: ZendeskContents): readonly Finding[] {
  const { id, caller, events } = session;
  const tickets = contents.tickets.filter(
    ({ externalId, tags }) => externalId === id || tags.includes(`session_${id}`),
  );
  const [ticket] = tickets;
  if (ticket === undefined) return [{ kind: 'sessions without a ticket', message: `${id}, ${session.kind}` }];
  const findings: Finding[] = [];
  const addFinding = (kind: FindingKind, detail: string, event?: PlatformEvent['type']): void =>
    void findings.push({ kind, message: `${id}: ${detail}`, ...(event !== undefined && { event }) });
  if (tickets.length > 1)
    addFinding('sessions with more than one ticket', `tickets ${tickets.map((each) => each.id).join(', ')}`);

  const ofNumber = contents.contacts.filter(({ phone }) => phone === caller.phone).map((contact) => contact.id);
  const rightful = caller.contactIds.length > 0 ? caller.contactIds : ofNumber;
  if (!rightful.includes(ticket.requesterId))
    addFinding('tickets of the wrong contact', `ticket ${ticket.id} is of ${ticket.requesterId}`);
  if (caller.contactIds.length === 0 && ofNumber.length > 1)
    addFinding('contacts made twice', `${ofNumber.length} have ${caller.phone}`);

  const agent = lastAgentOf(events);
  const expected = agent === null ? null : (contents.agents[agent] ?? null);
  if (expected !== null && ticket.assigneeId !== expected)
    addFinding('tickets of the wrong agent', `ticket ${ticket.id} is ${ticket.assigneeId}'s instead of ${expected}'s`);

  const sent = events.filter(isRecording).length;
  const there = ticket.comments.filter(({ isVoice }) => isVoice).length;
  for (let n = there; n < sent; n += 1) addFinding('recordings lost', `${there} of ${sent} are on ticket ${ticket.id}`);
  for (let n = sent; n < there; n += 1) addFinding('recordings twice', `${there} for ${sent} on ticket ${ticket.id}`);

  const text = ticket.comments.map((comment) => comment.text).join('\n');
  for (const event of events) {
    const words = expectedText[event.type]?.(event, session) ?? null;
    if (words === null) continue;
    const times = text.split(words).length - 1;
    if (times === 0) addFinding('notes lost', `${event.type} ("${words}") is not on ticket ${ticket.id}`, event.type);
    if (times > 1) addFinding('notes twice', `${event.type} ("${words}") is ${times} times on ticket ${ticket.id}`);
  }
  return findings;
}

/**
 * E-mail address of the agent who should have the ticket at the end: the last one it was transferred to, else the one
 * who answered.
 */
function lastAgentOf(events: readonly PlatformEvent[]): string | null {
  const taken = events.filter(({ type }) => type === 'transfer.finished').at(-1);
  const answered = events.findLast(({ type }) => type === 'session.connected');
  const item: unknown = taken === undefined ? answered?.item : taken.item;
  const who = taken === undefined ? 'agent' : 'to_agent';
  if (typeof item !== 'object' || item === null) return null;
  const person: unknown = Reflect.get(item, who);
  return typeof person === 'object' && person !== null && 'email' in person ? String(person.email) : null;
}
