import type { OutboundChoice } from './outbound-choice.ts';
import type { Settings } from '../settings/settings.ts';
import { settingsForQueue } from '../settings/queue.ts';
import type { Agent, MenuPath, Queue, SessionObject } from '../events/parse-events.ts';
import type { Session } from './state.ts';

/** What can be read off a session: each a question with one answer, none of it stored. */

export type Channel = 'voice' | 'web_chat' | 'mobile_chat' | 'sms' | 'whatsapp';

const secondMs = 1000;
const minuteMs = 60 * secondMs;
const hourMs = 60 * minuteMs;

/** TKT-8: how long after the end a late `session.connected` may still show that the call was answered. */
const lateConnectMs = 60 * secondMs;
/** END-3: wrap-up is over by then, whether or not anybody says so. */
const longestWrapUpMs = 30 * minuteMs;

/**
 * What the platform told when the session began, with what the agent chose before the call laid over it (OUT-14). By a key
 * that nobody holds no choice is made (TEAM-7).
 */
export function readStart(session: Session): SessionObject | null {
  const told = session.received.start?.session ?? null;
  const { claimedChoice } = session.progress;
  if (told === null || claimedChoice === undefined) return told;
  if (claimedChoice.value !== null) return withChoice(told, claimedChoice.value);
  const { outbound } = told;
  return outbound === null || outbound.choice_id === null
    ? told
    : { ...told, outbound: { ...outbound, ticket_choice: 'auto' } };
}

/** OUT-10: the platform's own word for number and language is what the callee saw and heard. */
function withChoice(told: SessionObject, choice: OutboundChoice): SessionObject {
  return {
    ...told,
    outbound: { choice_id: told.outbound?.choice_id ?? null, ...choice.outbound },
    outbound_number: told.outbound_number ?? choice.outboundNumber,
    lang: told.lang ?? choice.lang,
    previous_call_seconds: told.previous_call_seconds ?? choice.previousCallSeconds,
  };
}

/** OUT-14: the key of a choice that the call carries, though nobody holds it (any more). */
export function unknownChoice(session: Session): string | null {
  const { claimedChoice } = session.progress;
  if (claimedChoice === undefined || claimedChoice.value !== null) return null;
  return session.received.start?.session.outbound?.choice_id ?? null;
}

/** Without a start the id tells: the platform's own doors name chats `chat-…`. */
export function isCall(session: Session): boolean {
  const start = readStart(session);
  return start === null ? !session.id.startsWith('chat-') : start.kind === 'call';
}

export function channelOf(start: SessionObject): Channel {
  if (start.kind === 'call') return 'voice';
  if (start.session_type.includes('SMS')) return 'sms';
  if (start.session_type.includes('WhatsApp')) return 'whatsapp';
  return start.session_type.includes('Mobile') ? 'mobile_chat' : 'web_chat';
}

/** The leaf queue: the last one heard of. */
export function leafQueue(session: Session): Queue | null {
  return session.received.queue?.queue ?? readStart(session)?.queue ?? null;
}

export function readMenuPath(session: Session): MenuPath | null {
  return session.received.queue?.menuPath ?? readStart(session)?.menu_path ?? null;
}

/** The settings that hold for this session: those of its leaf queue. */
export function effectiveSettings(session: Session, settings: Settings): Settings {
  return settingsForQueue(settings, leafQueue(session)?.id ?? null);
}

/** The customer's number as the platform gave it. */
export function customerNumber(start: SessionObject): string | null {
  return (start.direction === 'inbound' ? start.from : start.to) ?? start.end_user.phone;
}

/** TKT-15: virtual agents are no agents. */
function humanAgents(session: Session): Session['received']['agents'] {
  return session.received.agents.filter(({ agent }) => agent.kind === 'human');
}

type Served = { readonly agent: Agent; readonly at: number };

/** The humans who got the session by a finished transfer, by time (UPD-2). Of a transfer to a queue, who answered next. */
export function transferReceivers(session: Session): readonly Served[] {
  return session.received.timeline.flatMap((note): readonly Served[] => {
    if (note.type !== 'transfer.finished') return [];
    const { from_agent: from, to_agent: to } = note.item;
    if (to !== null) return to.kind === 'human' ? [{ agent: to, at: note.at }] : [];
    const next = humanAgents(session).find(
      ({ kind, agent, at }) => kind === 'connected' && at >= note.at && agent.id !== from?.id,
    );
    return next === undefined ? [] : [{ agent: next.agent, at: note.at }];
  });
}

/** The first human who answered; offered is not answered (APP-8). */
export function firstAgent(session: Session): Served | null {
  const answered = humanAgents(session).find(({ kind }) => kind === 'connected') ?? null;
  const [received = null] = transferReceivers(session);
  return answered !== null && (received === null || answered.at <= received.at) ? answered : received;
}

/** The human who serves the session: after the first connect only a finished transfer changes that (UPD-2). */
export function connectedAgent(session: Session): Served | null {
  const first = firstAgent(session);
  return first === null ? null : (transferReceivers(session).findLast(({ at }) => at >= first.at) ?? first);
}

/** Who has the session now: who serves it, else who was offered it last and did not decline. */
export function currentAgent(session: Session): Served | null {
  const connected = connectedAgent(session);
  if (connected !== null) return connected;
  const offers = humanAgents(session);
  const declined = (id: string, at: number): boolean =>
    offers.some((offer) => offer.kind === 'canceled' && offer.agent.id === id && offer.at >= at);
  return offers.findLast(({ kind, agent, at }) => kind === 'assigned' && !declined(agent.id, at)) ?? null;
}

/** Whose session it is: who has it now, else who dialled it. */
export function agentInCharge(session: Session): Agent | null {
  return currentAgent(session)?.agent ?? readStart(session)?.agent ?? null;
}

/** TKT-6: it was offered to humans, and each of them gave it up. */
export function allDeclined(session: Session): boolean {
  return currentAgent(session) === null && humanAgents(session).some(({ kind }) => kind === 'canceled');
}

/** ADP-4: whoever dialled the session, was offered it, got it by a transfer, or is being given it. */
export function involvedAgentIds(session: Session): readonly string[] {
  const { agents, transfers, timeline } = session.received;
  const given = timeline.flatMap((note) => (note.type === 'transfer.finished' ? [note.item.to_agent] : []));
  const own = readStart(session)?.agent ?? null;
  return [own, ...agents.map(({ agent }) => agent), ...transfers.map(({ to }) => to), ...given].flatMap((agent) =>
    agent === null ? [] : [agent.id],
  );
}

/** TKT-9: when the customer left a voicemail. */
export function voicemailAt(session: Session): number | null {
  if (readStart(session)?.direction === 'outbound') return null;
  return session.received.timeline.find(({ type }) => type === 'voicemail.left')?.at ?? null;
}

/** SDK session: one from an app or a web page. */
export function isSdk(start: SessionObject): boolean {
  return /\(Web\)|Mobile/.test(start.session_type);
}

export function isMobile(start: SessionObject): boolean {
  return start.session_type.includes('(Mobile)');
}

/**
 * TKT-3: whether a chat's customer has written enough for a ticket. The platform's own snapshots count nothing: there it is
 * enough that an agent answered.
 */
export function hasEnoughMessages(session: Session, settings: Settings): boolean {
  const needed = settings.tickets.chatMinimumCustomerMessages;
  if (isCall(session) || needed === 0) return true;
  const { count, uncounted } = session.received.customerMessages;
  if (Math.max(count, uncounted.length) >= needed) return true;
  return (readStart(session)?.told_by ?? 'events') !== 'events' && wasConnected(session);
}

function wasConnected(session: Session): boolean {
  return connectedAgent(session) !== null;
}

/**
 * When the session was over, ms since the epoch: by its own word, by an operator's, or because nothing has been heard
 * for `session.maxHours`.
 */
export function endedAt(session: Session, settings: Settings, now: number): number | null {
  const told = session.received.end?.at ?? session.canceledAt;
  if (told !== null) return told;
  const silentAt = presumedOverAt(session, settings);
  return silentAt !== null && silentAt <= now ? silentAt : null;
}

/**
 * END-1: whether the call or chat is over. A run that follows an earlier one begins after the end (LATE-1).
 * @param now ms since the epoch
 */
export function isOver(session: Session, settings: Settings, now: number): boolean {
  return session.earlierRun || endedAt(session, settings, now) !== null;
}

/** Whether the session has its ticket, or it is certain that the session gets none. */
export function isTicketDecided({ progress }: Session): boolean {
  return progress.ticket !== null || progress.endedWithoutTicket || progress.ticketRefused !== null;
}

/** When a session of which nothing more is heard counts as over. A scheduled call waits for its time first. */
export function presumedOverAt(session: Session, settings: Settings): number | null {
  const { lastAt, queuedAt } = session.received;
  if (lastAt === null) return null;
  const scheduled = readStart(session)?.session_type.includes('Scheduled') === true ? queuedAt : null;
  return Math.max(lastAt, scheduled ?? lastAt) + settings.session.maxHours * hourMs;
}

/** LATE-1: until when a session waits for what it still expects, counted from its end or, without a start, its first event. */
export function lateUntil(from: number, settings: Settings): number {
  return from + settings.session.lateHours * hourMs;
}

/** TKT-8: when a session that no human answered is judged abandoned; null while it may still be answered. */
export function abandonedAt(session: Session, settings: Settings, now: number): number | null {
  const ended = endedAt(session, settings, now);
  if (ended === null || wasConnected(session) || readStart(session)?.direction === 'outbound') return null;
  if (voicemailAt(session) !== null) return null;
  const reason = session.received.end?.item.fail_reason ?? null;
  return reason !== null && reason.startsWith('abandoned') ? ended : ended + lateConnectMs;
}

/** END-3: from when nobody can pick any more and the choice is made without the agent. */
export function autoSelectAt(session: Session, settings: Settings, now: number): number | null {
  const ended = endedAt(session, settings, now);
  if (ended === null) return null;
  if (settings.inbound.autoSelectAt === 'call_end' || !wasConnected(session)) return ended;
  return Math.max(ended, Math.min(wrappedUpAt(session, ended) ?? Infinity, ended + longestWrapUpMs));
}

/** END-3: an agent who handed the session over may have submitted a disposition long before its end: that is none of it. */
function wrappedUpAt(session: Session, ended: number): number | null {
  const server = connectedAgent(session)?.agent.id ?? null;
  const disposed = session.received.timeline.find(
    (note) =>
      note.type === 'disposition.submitted' &&
      (note.at >= ended || note.item.agent === null || note.item.agent.id === server),
  );
  const told = [session.received.wrappedUpAt, disposed?.at ?? null].filter((at) => at !== null);
  return told.length === 0 ? null : Math.min(...told);
}

/** END-2: when the choice among several contacts is made without the agent; null: they may still pick. */
export function autoChoiceAt(session: Session, settings: Settings, now: number): number | null {
  return voicemailAt(session) ?? abandonedAt(session, settings, now) ?? autoSelectAt(session, settings, now);
}

/** TKT-3: until when messages of an ended chat may still come in that were sent before its end. */
export function messagesUntil(ended: number): number {
  return ended + lateConnectMs;
}

/** LATE-1: how many recordings are still to come. */
export function recordingsMissing(session: Session): number {
  const told = session.received.end?.item.expects?.recording_segments ?? null;
  const implied = readStart(session)?.recording === true && wasConnected(session) ? 1 : 0;
  return Math.max(0, (told ?? implied) - session.received.recordings.length);
}

/** LATE-1: whether the transcript of a chat is still to come. */
export function transcriptMissing(session: Session): boolean {
  const told = session.received.end?.item.expects?.transcript ?? null;
  const implied = !isCall(session) && wasConnected(session);
  return (told ?? implied) && !session.received.timeline.some(({ type }) => type === 'transcript.ready');
}

/** LATE-1: whether the metadata document is still to come. */
export function metadataMissing(session: Session): boolean {
  const told = session.received.end?.item.expects?.metadata ?? null;
  const implied = readStart(session)?.told_by === 'webhook';
  return (told ?? implied) && session.received.metadata === null;
}
