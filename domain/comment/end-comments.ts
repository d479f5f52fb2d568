import type { SessionReading } from '../session/read-session.ts';
import type { ItemOf } from '../events/parse-events.ts';
import type { Comment } from '../zendesk/comment.ts';
import { line, section } from './section.ts';
import { durationText, timeText } from './wording.ts';
import type { Wording } from './wording.ts';

/**
 * UPD-17: facts of the whole session that have no comment of their own. A duration in seconds is shown only if the event of
 * the end does not give it.
 */
export type SessionTotals = {
  readonly participants: readonly { readonly name: string; readonly consult: boolean }[];
  readonly holds: number;
  readonly holdSeconds: number | null;
  readonly waitSeconds: number | null;
  readonly callSeconds: number | null;
};

export type SessionEnd = {
  readonly item: ItemOf<'session.ended'>;
  /** The time of the event, ms since the epoch. It is shown if the item does not give the time of the end. */
  readonly at: number;
  readonly totals: SessionTotals;
};

/** UPD-11, UPD-17: the comment that a call or a chat has ended. */
export function finishedComment(reading: SessionReading, { item, at, totals }: SessionEnd, wording: Wording): Comment {
  const { session, isCall } = reading;
  const { texts } = wording;
  const { label } = texts;
  const seconds = (value: number | null): string | null => (value === null ? null : durationText(value));
  const names = (consult: boolean): string =>
    [...new Set(totals.participants.filter((one) => one.consult === consult).map(({ name }) => name))].join(', ');
  return section(isCall ? texts.callFinished : texts.chatFinished, [
    ...line(isCall ? label.callId : label.chatId, session.id),
    ...line(label.disconnectedBy, item.disconnected_by === null ? null : texts.by[item.disconnected_by]),
    ...line(label.outcome, item.fail_reason === null ? null : texts.failReason[item.fail_reason]),
    ...line(label.time, timeText(item.at ?? at, wording)),
    ...line(label.duration, seconds(item.durations?.call_s ?? totals.callSeconds)),
    ...line(label.waited, seconds(item.durations?.wait_s ?? totals.waitSeconds)),
    ...line(label.onHold, seconds(item.durations?.hold_s ?? totals.holdSeconds)),
    ...line(label.holds, totals.holds === 0 ? null : totals.holds),
    ...line(label.participants, names(false)),
    ...line(label.consulted, names(true)),
  ]);
}
