import type { SessionReading } from '../session/read-session.ts';
import { customerNumber } from '../session/start.ts';
import type { Reason } from '../session/state.ts';
import type { CustomDataEntry, SessionObject } from '../events/parse-events.ts';
import type { Comment, CommentLine } from '../zendesk/comment.ts';
import { reasonLines } from './reasons.ts';
import { line, section } from './section.ts';
import { queueText, timeText } from './wording.ts';
import type { Wording } from './wording.ts';

/** TKT-5, UPD-1: the facts that are known when the ticket is made, with the reasons for the choices (OPS-1). */
export function firstComment(
  reading: SessionReading,
  reasons: readonly Reason[],
  wording: Wording,
): readonly Comment[] {
  const title = reading.isCall ? wording.texts.callStarted : wording.texts.chatStarted;
  return [openingComment(title, reading, reasons, wording), ...startCustomData(reading, wording)];
}

/** UPD-1, APP-8: the first comments of a session that was appended to a ticket. */
export function appendedComments(reading: SessionReading, wording: Wording): readonly Comment[] {
  const { session } = reading;
  const title = reading.isCall ? wording.texts.callAppended : wording.texts.chatAppended;
  return [openingComment(title, reading, session.progress.reasons, wording), ...startCustomData(reading, wording)];
}

/**
 * UPD-5: the custom data, in the order of the entries. Null: no entry has a value, and none was left out.
 *
 * @param leftOut the number of entries that were left out, because there were too many or their keys were too long
 */
export function customDataComment(entries: readonly CustomDataEntry[], wording: Wording, leftOut = 0): Comment | null {
  const { texts } = wording;
  const lines = [
    ...line(texts.label.leftOut, leftOut === 0 ? null : leftOut),
    ...line(texts.label.note, entries.some(({ cut }) => cut) ? texts.valuesCut : null),
    ...entries.flatMap((entry) => line(entry.label, entryText(entry, wording))),
  ];
  return lines.length === 0 ? null : section(texts.customData, lines);
}

function openingComment(title: string, reading: SessionReading, reasons: readonly Reason[], wording: Wording): Comment {
  return section(title, [...standardLines(reading, wording), ...reasonLines(reasons, wording)]);
}

/** OUT-8, CON-10: a number that was entered for this call is shown here, and is not stored on the contact. */
function phoneLines(start: SessionObject, { texts }: Wording): readonly CommentLine[] {
  if (start.outbound?.entered_number !== true) return line(texts.label.customerPhone, customerNumber(start));
  return [...line(texts.label.dialledNumber, start.to), ...line(texts.label.customerPhone, start.end_user.phone)];
}

function standardLines(reading: SessionReading, wording: Wording): readonly CommentLine[] {
  const { session } = reading;
  const { texts } = wording;
  const { start } = reading;
  const id = line(reading.isCall ? texts.label.callId : texts.label.chatId, session.id);
  if (start === null) return id;
  const user = start.end_user;
  const claimed = user.authenticated === false && start.kind === 'chat' ? ` (${texts.label.claimedUnproven})` : '';
  const device = [start.device?.platform, start.device?.os, start.device?.app_version];
  return [
    ...line(texts.label.sessionType, start.session_type),
    ...id,
    ...line(texts.label.language, start.lang),
    ...line(texts.label.menu, reading.menuPath?.name),
    ...line(texts.label.queue, queueText(reading.queue)),
    ...line(texts.label.customerName, user.name === null ? null : user.name + claimed),
    ...phoneLines(start, wording),
    ...line(texts.label.customerEmail, user.email === null ? null : user.email + claimed),
    ...line(texts.label.outboundNumber, start.outbound_number),
    ...line(texts.label.page, start.device?.page_url),
    ...line(texts.label.device, device.filter((part) => part !== null && part !== undefined).join(' ')),
    ...line(texts.label.time, start.created_at === null ? null : timeText(start.created_at, wording)),
  ];
}

function startCustomData(reading: SessionReading, wording: Wording): readonly Comment[] {
  const data = reading.start?.custom_data;
  const entries = [...(data?.signed ?? []), ...(data?.unsigned ?? [])];
  const comment = customDataComment(entries, wording, data?.leftOut);
  return comment === null ? [] : [comment];
}

/** A date is a number of 13 digits, ms since the epoch. Any other value of a date is shown as it came. */
function entryText({ type, value }: CustomDataEntry, wording: Wording): string {
  const text = String(value ?? '');
  return type === 'date' && /^\d{13}$/.test(text) ? timeText(Number(text), wording) : text;
}
