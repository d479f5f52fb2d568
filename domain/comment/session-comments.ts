import type { Decision } from '../decision.ts';
import type { MappingNote } from '../fields/mapping.ts';
import { isCall, menuPathOf, queueOf, startOf, customerNumber } from '../session/readings.ts';
import type { Agent, CustomDataEntry, EventOf } from '../session/events.ts';
import type { Reason, Session } from '../session/session.ts';
import type { Comment, CommentLine } from './comment.ts';
import { en } from './en.ts';
import type { Texts } from './texts.ts';

/** The language and clock that comments are written in. */
export type Wording = { readonly texts: Texts; readonly timeZone: string };

/** @param timeZone IANA name; null (the account's own is not known): UTC, and it says so. */
export function wordingOf(timeZone: string | null): Wording {
  return { texts: en, timeZone: timeZone ?? 'UTC' };
}

function line(label: string | null, value: string | null): readonly CommentLine[] {
  return value === null || value === '' ? [] : [{ label, value }];
}

/** @param at ISO 8601 or ms since the epoch; what can't be read is shown as it came (UPD-5). */
export function timeText(at: string | number, { texts, timeZone }: Wording): string {
  const date = new Date(at);
  if (Number.isNaN(date.getTime())) return String(at);
  return new Intl.DateTimeFormat(texts.locale, {
    timeZone,
    dateStyle: 'medium',
    timeStyle: 'long',
  }).format(date);
}

/** `mm:ss`, hours before them when there are any. */
export function durationText(seconds: number): string {
  const whole = Math.round(seconds);
  const two = (n: number): string => String(n).padStart(2, '0');
  const hours = Math.floor(whole / 3600);
  return `${hours > 0 ? `${hours}:` : ''}${two(Math.floor(whole / 60) % 60)}:${two(whole % 60)}`;
}

function reasonLines(reasons: readonly Reason[], { texts }: Wording): readonly CommentLine[] {
  return reasons.flatMap(({ about, because, rule }) =>
    line(about === 'contact' ? texts.label.contactChoice : texts.label.ticketChoice, `${because} (${rule})`),
  );
}

function standardLines(session: Session, wording: Wording): readonly CommentLine[] {
  const { texts } = wording;
  const start = startOf(session);
  const menu = menuPathOf(session)?.name ?? null;
  const queue = queueOf(session);
  const id = line(isCall(session) ? texts.label.callId : texts.label.chatId, session.id);
  if (start === null) return id;
  const user = start.end_user;
  const claimed = user.authenticated === false && start.kind === 'chat' ? ` (${texts.label.claimedUnproven})` : '';
  const device = [start.device?.platform, start.device?.os, start.device?.app_version];
  return [
    ...line(texts.label.sessionType, start.session_type),
    ...id,
    ...line(texts.label.language, start.lang),
    ...line(texts.label.menu, menu),
    ...line(texts.label.queue, queue === null ? null : (queue.name ?? queue.id)),
    ...line(texts.label.customerName, user.name === null ? null : user.name + claimed),
    ...line(texts.label.customerPhone, customerNumber(start)),
    ...line(texts.label.customerEmail, user.email === null ? null : user.email + claimed),
    ...line(texts.label.outboundNumber, start.outbound_number),
    ...line(texts.label.page, start.device?.page_url ?? null),
    ...line(texts.label.device, device.filter((part) => part !== null && part !== undefined).join(' ')),
    ...line(texts.label.time, start.created_at === null ? null : timeText(start.created_at, wording)),
  ];
}

function customValue(entry: CustomDataEntry, wording: Wording): string {
  const millis = Number(entry.value);
  if (entry.type !== 'date' || !Number.isFinite(millis) || entry.value === '') return String(entry.value ?? '');
  return timeText(millis, wording);
}

function customDataComments(session: Session, wording: Wording): readonly Comment[] {
  const data = startOf(session)?.custom_data;
  const entries = [...(data?.signed ?? []), ...(data?.unsigned ?? [])];
  if (entries.length === 0) return [];
  const lines = entries.map((entry) => ({ label: entry.label, value: customValue(entry, wording) }));
  return [{ title: wording.texts.customData, lines }];
}

/** TKT-5, UPD-1: all that is known when the ticket is made, with the reasons for it (OPS-1). */
export function firstComment(session: Session, reasons: readonly Reason[], wording: Wording): readonly Comment[] {
  const title = isCall(session) ? wording.texts.callStarted : wording.texts.chatStarted;
  const lines = [...standardLines(session, wording), ...reasonLines(reasons, wording)];
  return [{ title, lines }, ...customDataComments(session, wording)];
}

/** UPD-1, APP-8: the same for a session that was appended. */
export function appendedComments(session: Session, wording: Wording): readonly Comment[] {
  const title = isCall(session) ? wording.texts.callAppended : wording.texts.chatAppended;
  const lines = [...standardLines(session, wording), ...reasonLines(session.done.reasons, wording)];
  return [{ title, lines }, ...customDataComments(session, wording)];
}

/** UPD-11: `call_finished`, `chat_finished`. */
export function finishedComment(
  session: Session,
  end: EventOf<'session.ended'>['item'],
  at: number,
  wording: Wording,
): Comment {
  const { texts } = wording;
  const call = isCall(session);
  const seconds = (value: number | null | undefined): string | null =>
    value === null || value === undefined ? null : durationText(value);
  return {
    title: call ? texts.callFinished : texts.chatFinished,
    lines: [
      ...line(call ? texts.label.callId : texts.label.chatId, session.id),
      ...line(texts.label.disconnectedBy, end.disconnected_by === null ? null : texts.by[end.disconnected_by]),
      ...line(texts.label.outcome, end.fail_reason === null ? null : texts.failReason[end.fail_reason]),
      ...line(texts.label.time, timeText(end.at ?? at, wording)),
      ...line(texts.label.duration, seconds(end.durations?.call_s)),
      ...line(texts.label.waited, seconds(end.durations?.wait_s)),
      ...line(texts.label.onHold, seconds(end.durations?.hold_s)),
    ],
  };
}

type Recording = EventOf<'recording.ready'>['item'];

/** UPD-12: goes with the file, or in its place with the reason why there is none. */
export function recordingComment(recording: Recording, wording: Wording, refusal: string | null = null): Comment {
  const { texts } = wording;
  return {
    title: refusal === null ? texts.recording : texts.recordingNotStored,
    lines: [
      ...line(texts.label.segment, recording.segment),
      ...line(texts.label.startedAt, recording.started_at === null ? null : timeText(recording.started_at, wording)),
      ...line(texts.label.duration, recording.duration_s === null ? null : durationText(recording.duration_s)),
      ...line(texts.label.reason, refusal),
      ...(refusal === null ? [] : line(texts.label.link, recording.url)),
    ],
  };
}

/** UPD-6, UPD-7: what was not put into a field, and why; no section where all fitted. */
export function notMappedComments(notes: readonly MappingNote[], { texts }: Wording): readonly Comment[] {
  if (notes.length === 0) return [];
  return [{ title: texts.notMapped, lines: notes.map(({ label, problem }) => ({ label, value: problem })) }];
}

/** UPD-7: found by reading back what was written. */
export function fieldsDroppedComment(ids: readonly number[], { texts }: Wording): Comment {
  return { title: texts.fieldsDropped, lines: line(texts.label.fields, ids.join(', ')) };
}

/** ADP-5. */
export function agentUnknownComment(agent: Pick<Agent, 'name' | 'email'>, wording: Wording): Comment {
  const { texts } = wording;
  const who = [agent.name, agent.email].filter((part) => part !== null).join(', ');
  return { title: texts.agentUnknown, lines: line(texts.label.agent, `${who}: ${texts.nobodyHasAddress}`) };
}

/** What a decision becomes on the session and the ticket. */
export function reasonOf(about: Reason['about'], decision: Decision<unknown>, at: number): Reason {
  return { about, at, rule: decision.rule, because: decision.because };
}
