import { printFact } from '../events/fact-key.ts';
import type { SessionReading } from '../session/read-session.ts';
import { isMobile, isSdk } from '../session/start.ts';
import type { Session } from '../session/state.ts';
import type { Json } from '../events/parse-events.ts';
import { verifiedOf } from '../events/verification.ts';
import type { Settings } from '../settings/settings.ts';
import type { FieldValue } from '../zendesk/ticket.ts';

/** FLD-2 to FLD-6: the values of the ticket fields that were created for sessions. */

function field(id: number | null, value: FieldValue['value']): readonly FieldValue[] {
  return id === null ? [] : [{ id, value }];
}

/** FLD-2: the field "From" of a call that an agent dialled. */
function fromField(reading: SessionReading, { fields }: Settings): readonly FieldValue[] {
  const { start } = reading;
  if (start === null || !reading.isCall || start.direction !== 'outbound') return [];
  return start.outbound_number === null ? [] : field(fields.from, start.outbound_number);
}

/** FLD-3: the fields of a new ticket. */
export function startFields(reading: SessionReading): readonly FieldValue[] {
  const { session, settings, start } = reading;
  const from = fromField(reading, settings);
  if (start === null || !isSdk(start)) return from;
  const { fields } = settings;
  return [...field(fields.sessionType, start.session_type), ...field(fields.sessionId, session.id), ...from];
}

/** FLD-6: the fields of a ticket that the session was appended to. The values of the earlier session are removed. */
export function takeOverFields(reading: SessionReading): readonly FieldValue[] {
  const { settings, start } = reading;
  const own = startFields(reading);
  if (start === null || !isSdk(start)) return own;
  const { fields } = settings;
  const ends = [
    fields.callDuration,
    fields.waitTime,
    fields.holdTime,
    fields.queueName,
    fields.csat,
    fields.verification,
    fields.textInput,
    ...(own.some(({ id }) => id === fields.from) ? [] : [fields.from]),
  ];
  return [...own, ...ends.flatMap((id) => field(id, null))];
}

/**
 * The waiting time, the duration of the call and the time on hold, in seconds. The durations of the platform win over those
 * that follow from the events. Null: the duration is not known.
 */
export function durationsOf(reading: SessionReading): {
  readonly waitSeconds: number | null;
  readonly callSeconds: number | null;
  readonly holdSeconds: number | null;
} {
  const { session } = reading;
  const { end, holds, queuedAt } = session.received;
  const reported = end?.item.durations ?? null;
  const answered = reading.agents.first?.at ?? null;
  const ended = end === null ? null : (parseTime(end.item.at) ?? end.at);
  const waited = session.received.queue?.at ?? queuedAt;
  return {
    waitSeconds: reported?.wait_s ?? secondsBetween(waited ?? null, answered),
    callSeconds: reported?.call_s ?? secondsBetween(answered, ended),
    holdSeconds: reported?.hold_s ?? totalHoldSeconds(holds, ended),
  };
}

function parseTime(at: string | null): number | null {
  const time = at === null ? Number.NaN : Date.parse(at);
  return Number.isNaN(time) ? null : time;
}

function secondsBetween(from: number | null, until: number | null): number | null {
  return from === null || until === null || until < from ? null : Math.round((until - from) / 1000);
}

/** A hold without an end lasts until the end of the session. */
function totalHoldSeconds(holds: Session['received']['holds'], ended: number | null): number | null {
  if (holds.length === 0) return null;
  let total = 0;
  let since: number | null = null;
  for (const { kind, at } of holds) {
    if (kind === 'started') since ??= at;
    else if (since !== null) {
      total += at - since;
      since = null;
    }
  }
  if (since !== null && ended !== null && ended > since) total += ended - since;
  return Math.round(total / 1000);
}

/** A field value that is known only late in a session. `fact` is the key of the update that writes it. */
export type LateValue = {
  readonly fact: string;
  readonly name: 'callDuration' | 'waitTime' | 'holdTime' | 'queueName' | 'csat' | 'verification' | 'textInput';
  readonly field: FieldValue;
};

/** FLD-4, FLD-5: the values that are known so far, for a session that is over. */
export function lateValues(reading: SessionReading): readonly LateValue[] {
  const { session, settings, start } = reading;
  const { fields } = settings;
  const value = (key: string, name: LateValue['name'], given: FieldValue['value']): readonly LateValue[] => {
    const fact = printFact({ kind: 'fields', key });
    return given === null ? [] : field(fields[name], given).map((each) => ({ fact, name, field: each }));
  };

  const { timeline } = session.received;
  const rating = timeline.findLast(({ type }) => type === 'rating.received');
  // The score is part of the fact, so that a second rating of the customer is written too, even in a late run.
  const score = rating?.type === 'rating.received' ? rating.item.score : null;
  const csat = value(`csat/${score}`, 'csat', score);
  // A later run has not received the start. Its ticket has the Session ID of this session, so it is an SDK session.
  if (start === null) return session.earlierRun ? csat : [];
  if (!isSdk(start)) return [];

  const { waitSeconds, callSeconds, holdSeconds } = durationsOf(reading);
  const whole = callSeconds === null ? null : callSeconds + (waitSeconds ?? 0);
  const { queue } = reading;
  const actions = timeline.flatMap((entry) => (entry.type === 'smart_action.completed' ? [entry.item] : []));
  const verified = actions.findLast(({ kind }) => kind === 'verification');
  const typed = actions.findLast(({ kind }) => kind === 'text_input');
  return [
    ...value('end', 'callDuration', session.received.end === null ? null : whole),
    ...value('end', 'waitTime', session.received.end === null ? null : waitSeconds),
    ...value('end', 'holdTime', session.received.end === null ? null : holdSeconds),
    ...value('end', 'queueName', session.received.end === null ? null : (queue?.name ?? queue?.id ?? null)),
    ...csat,
    ...(isMobile(start)
      ? [
          ...value('verification', 'verification', verified === undefined ? null : verifiedOf(verified.result)),
          ...value('text-input', 'textInput', typed === undefined ? null : textOf(typed.result)),
        ]
      : []),
  ];
}

function textOf(result: Json): string | null {
  if (typeof result === 'string' || result === null) return result;
  if (typeof result !== 'object') return `${result}`;
  if ('text' in result && typeof result.text === 'string') return result.text;
  if ('value' in result && typeof result.value === 'string') return result.value;
  return JSON.stringify(result);
}
