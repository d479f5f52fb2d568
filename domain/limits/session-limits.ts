import type { Limit } from './limit.ts';

/** The bounds of what one session keeps and follows. */
export const sessionLimits = {
  session: {
    bytes: {
      value: 1_048_576,
      unit: 'bytes',
      of: 'everything that a session received, as JSON in UTF-8, with an allowance for each write',
      beyond:
        'Further events are left out, except for the start, the queue and the end. A note on the ticket and a warning for operators say so.',
    },
    entryBytes: {
      value: 983_040,
      unit: 'bytes',
      of: 'the same, up to which events with a comment of their own, recordings, holds and participants are kept',
      beyond:
        'Further ones are left out, so that agents, transfers, picks and merges still have room. The same note says so.',
    },
    textBytes: {
      value: 917_504,
      unit: 'bytes',
      of: 'the same, up to which free texts are kept',
      beyond: 'Free texts are cut, the longest first. Ids and addresses are never cut. The same note says so.',
    },
    transcriptBytes: {
      value: 786_432,
      unit: 'bytes',
      of: 'the same, up to which transcripts are kept',
      beyond: 'The transcript is cut. If it has an address too, the file of that address is attached instead.',
    },
    bytesPerWrite: {
      value: 450,
      unit: 'bytes',
      of: 'the allowance for the state of one write',
      beyond: 'Nothing: the allowance is only counted.',
    },
    timeline: {
      value: 600,
      unit: 'items',
      of: 'events of a session with a comment of their own, such as custom data, summaries and transfers',
      beyond: 'Further ones are left out. The same note says so.',
    },
    agents: {
      value: 300,
      unit: 'items',
      of: 'offers, answers and cancellations of agents',
      beyond: 'Further ones are left out. The same note says so.',
    },
    picks: {
      value: 100,
      unit: 'items',
      of: 'picks of contacts, and as many of tickets, that came as events',
      beyond: 'Further ones are left out. The same note says so.',
    },
    transfers: {
      value: 300,
      unit: 'items',
      of: 'transfers that were started',
      beyond: 'Further ones are left out. The same note says so.',
    },
    holds: {
      value: 1_000,
      unit: 'items',
      of: 'beginnings and ends of holds',
      beyond: 'Further ones are left out, and are not counted in the times on the ticket. The same note says so.',
    },
    participants: {
      value: 500,
      unit: 'items',
      of: 'participants who joined or left',
      beyond: 'Further ones are left out. The same note says so.',
    },
    recordings: {
      value: 100,
      unit: 'items',
      of: 'recordings',
      beyond: 'Further ones are left out. The same note says so.',
    },
    merges: {
      value: 50,
      unit: 'items',
      of: 'merges of tickets that agents reported',
      beyond: 'Further ones are left out. A merge is noticed all the same when the ticket refuses a write.',
    },
    recheckRequests: {
      value: 50,
      unit: 'items',
      of: "reports of Zendesk's webhook that a ticket has changed",
      beyond: 'Further ones are left out. A change is noticed all the same when the ticket refuses a write.',
    },
    eventIds: {
      value: 1_000,
      unit: 'items',
      of: 'ids of events by which a repeated event is recognised',
      beyond: 'The oldest are forgotten. An event that is repeated later is recognised by its content.',
    },
    messageIds: {
      value: 100,
      unit: 'items',
      of: 'ids of customer messages that the platform did not count',
      beyond: 'Further ones are left out. The largest minimum of messages is lower.',
    },
    warnings: {
      value: 50,
      unit: 'items',
      of: 'different warnings for operators',
      beyond: 'The first ones in alphabetical order are kept.',
    },
    warningText: {
      value: 500,
      unit: 'characters',
      of: 'the text of a warning',
      beyond: 'The text is cut.',
    },
    zendeskMessage: {
      value: 200,
      unit: 'characters',
      of: 'the text of a refusal of Zendesk that a session keeps',
      beyond: 'The text is cut. The log of the worker has it whole.',
    },
    refusalsWithText: {
      value: 100,
      unit: 'items',
      of: 'refused writes of a session whose text is kept',
      beyond: 'Further refused writes have only their code.',
    },
    tickets: {
      value: 200,
      unit: 'items',
      of: 'tickets of a contact among which a session chooses',
      beyond: 'Active tickets go before others, and newer before older ones.',
    },
    shownWrites: {
      value: 100,
      unit: 'items',
      of: 'writes that the details of a session in the Temporal UI name',
      beyond: 'Further ones are counted.',
    },
  },
  chain: {
    tickets: {
      value: 5,
      unit: 'times',
      of: 'changes of the ticket of one session: merges, follow-ups of closed tickets and replacements of deleted ones, counted together',
      beyond:
        'The ticket becomes a failed write with all data of the session (OPS-3). Often a trigger in Zendesk closes each new ticket.',
    },
    contacts: {
      value: 5,
      unit: 'times',
      of: 'contacts of one session that were merged, deleted or suspended while it chose among them',
      beyond:
        'The ticket is made for the last one. If Zendesk refuses that, the ticket becomes a failed write (END-4).',
    },
  },
} as const satisfies Readonly<Record<string, Readonly<Record<string, Limit>>>>;
