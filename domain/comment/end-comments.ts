import type { SessionReading } from '../session/read-session.ts';
import type { ItemOf } from '../events/parse-events.ts';
import type { Comment } from '../zendesk/comment.ts';
import { line, section } from './section.ts';
import { durationText, timeText } from './wording.ts';
import type { Wording } from './wording.ts';

/** UPD-17: what was not commented while it happened. Seconds are used where the end itself names none. */
export type During = {
  readonly participants: readonly { readonly name: string; readonly consult: boolean }[];
  readonly holds: number;
  readonly holdSeconds: number | null;
  readonly waitSeconds: number | null;
  readonly callSeconds: number | null;
};

/**
 * UPD-11, UPD-17: `call_finished`, `chat_finished`.
 * @param at when the end was told, ms since the epoch: its time where the end itself names none
 */
export function finishedComment(
  reading: SessionReading,
  end: ItemOf<'session.ended'>,
  at: number,
  wording: Wording,
  during: During,
): Comment {
  const { session } = reading;
  const { texts } = wording;
  const { label } = texts;
  const call = reading.isCall;
  const seconds = (value: number | null): string | null => (value === null ? null : durationText(value));
  const names = (consult: boolean): string =>
    [...new Set(during.participants.filter((one) => one.consult === consult).map(({ name }) => name))].join(', ');
  return section(call ? texts.callFinished : texts.chatFinished, [
    ...line(call ? label.callId : label.chatId, session.id),
    ...line(label.disconnectedBy, end.disconnected_by === null ? null : texts.by[end.disconnected_by]),
    ...line(label.outcome, end.fail_reason === null ? null : texts.failReason[end.fail_reason]),
    ...line(label.time, timeText(end.at ?? at, wording)),
    ...line(label.duration, seconds(end.durations?.call_s ?? during.callSeconds)),
    ...line(label.waited, seconds(end.durations?.wait_s ?? during.waitSeconds)),
    ...line(label.onHold, seconds(end.durations?.hold_s ?? during.holdSeconds)),
    ...line(label.holds, during.holds === 0 ? null : during.holds),
    ...line(label.participants, names(false)),
    ...line(label.consulted, names(true)),
  ]);
}
