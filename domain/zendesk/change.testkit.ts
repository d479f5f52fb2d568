import type { Arbitrary } from 'fast-check';
import { array, constantFrom, integer, option, record, string } from 'fast-check';
import { emptyChange, isEmptyChange } from './change.ts';
import type { Change } from './change.ts';
import type { TicketUpdate } from './ticket-write.ts';

const { comment: _comment, file: _file, ...unchanged } = emptyChange;

/** An update that changes nothing. Tests replace the members that they need. */
export const emptyUpdate: Omit<TicketUpdate, 'ticketId' | 'writeIds'> = { ...unchanged, sections: [], uploads: [] };

/**
 * For each member of a change, values with which it changes the ticket. A member that is missing here is a type error.
 */
const values: { readonly [Member in keyof Change]-?: Arbitrary<Change[Member]> } = {
  comment: string({ minLength: 1 }).map((title) => ({ title, lines: [] })),
  tags: array(constantFrom('vip', 'abandoned', 'channel_voice'), { minLength: 1, maxLength: 2 }),
  fields: array(record({ id: integer({ min: 1, max: 3 }), value: string() }), { minLength: 1, maxLength: 2 }),
  assigneeId: option(integer({ min: 1 })),
  status: constantFrom('open'),
  voice: record({
    from: string(),
    to: string(),
    recordingUrl: string(),
    startedAt: string(),
    durationSeconds: integer({ min: 0 }),
    answeredById: option(integer({ min: 1 })),
    transcription: option(string()),
  }),
  file: string().map((name) => ({ from: { kind: 'address', url: name }, name, contentType: 'text/plain' })),
};

/** Generates changes that change the ticket in at least one member. */
export const someChange: Arbitrary<Change> = record(values, { requiredKeys: [] })
  .map((members): Change => ({ ...emptyChange, ...members }))
  .filter((change) => !isEmptyChange(change));

/** For each member of a change, its name and a generator of changes of that member alone. */
export const changesOfOneMember = Object.entries(values).map(
  ([member, value]): readonly [member: string, change: Arbitrary<Change>] => [
    member,
    (value as Arbitrary<unknown>).map((only): Change => ({ ...emptyChange, [member]: only })),
  ],
);
