import type { SessionReading } from '../session/read-session.ts';
import { customerNumber } from '../session/start.ts';
import type { CustomDataEntry, SessionObject } from '../events/parse-events.ts';
import type { Reason } from '../session/state.ts';
import type { Comment, CommentLine } from '../zendesk/comment.ts';
import { reasonLines } from './reasons.ts';
import { line, section } from './section.ts';
import { queueText, timeText } from './wording.ts';
import type { Wording } from './wording.ts';

/** TKT-5, UPD-1: all that is known when the ticket is made, with the reasons for it (OPS-1). */
export function firstComment(
  reading: SessionReading,
  reasons: readonly Reason[],
  wording: Wording,
): readonly Comment[] {
  const title = reading.isCall ? wording.texts.callStarted : wording.texts.chatStarted;
  return [openingComment(title, reading, reasons, wording), ...ownCustomData(reading, wording)];
}

/** UPD-1, APP-8: the same for a session that was appended. */
export function appendedComments(reading: SessionReading, wording: Wording): readonly Comment[] {
  const { session } = reading;
  const title = reading.isCall ? wording.texts.callAppended : wording.texts.chatAppended;
  return [openingComment(title, reading, session.progress.reasons, wording), ...ownCustomData(reading, wording)];
}

/** UPD-5: in the order given; null where there is nothing to show. */
export function customDataComment(entries: readonly CustomDataEntry[], wording: Wording): Comment | null {
  const lines = entries.flatMap((entry) => line(entry.label, customValue(entry, wording)));
  return lines.length === 0 ? null : section(wording.texts.customData, lines);
}

function openingComment(title: string, reading: SessionReading, reasons: readonly Reason[], wording: Wording): Comment {
  return section(title, [...standardLines(reading, wording), ...reasonLines(reasons, wording)]);
}

/** OUT-8, CON-10: a number that was entered for this call stands here, and nowhere on the contact. */
function phoneLines(start: SessionObject, { texts }: Wording): readonly CommentLine[] {
  if (start.outbound?.entered_number !== true) return line(texts.label.customerPhone, customerNumber(start));
  return [...line(texts.label.dialledNumber, start.to), ...line(texts.label.customerPhone, start.end_user.phone)];
}

function standardLines(reading: SessionReading, wording: Wording): readonly CommentLine[] {
  const { session } = reading;
  const { texts } = wording;
  const start = reading.start;
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

function ownCustomData(reading: SessionReading, wording: Wording): readonly Comment[] {
  const data = reading.start?.custom_data;
  const comment = customDataComment([...(data?.signed ?? []), ...(data?.unsigned ?? [])], wording);
  return comment === null ? [] : [comment];
}

/** A date is a 13-digit number of ms since the epoch; one that is not is shown as it came. */
function customValue({ type, value }: CustomDataEntry, wording: Wording): string {
  const text = String(value ?? '');
  return type === 'date' && /^\d{13}$/.test(text) ? timeText(Number(text), wording) : text;
}
