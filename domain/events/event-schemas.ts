import { z } from 'zod';
import type { EventType } from './event-list.ts';
import * as items from './item-schemas.ts';
import { metadataDocument } from './metadata-document.ts';
import { sessionObject } from './session-object.ts';
import { sessionId, timestampMs } from './schema-fields.ts';
import { limits } from '../limits.ts';

/** The session of all examples. */
const exampleSession = 'call-138';
const agentA = { id: 7, email: 'agent.a@example.com', name: 'Agent A' };
const agentB = { id: 8, email: 'agent.b@example.com', name: 'Agent B' };

type Documentation<Item extends z.ZodType> = {
  /** One sentence: what happened, and what it changes on the ticket. */
  readonly description: string;
  /** Items as the platform may send them. The OpenAPI document shows the first, and tests generate events from them. */
  readonly examples: readonly [z.input<Item>, ...z.input<Item>[]];
};

/** An event with its envelope. `timestamp` is in milliseconds since the epoch. */
function event<Type extends string, Item extends z.ZodType>(
  type: Type,
  item: Item,
  { description, examples }: Documentation<Item>,
) {
  const envelope = { event_id: `example-${type}`, timestamp: 1_767_225_600_000, session_id: exampleSession };
  // zod leaves `examples` out of the JSON Schema of an input. `example` stays in it.
  const events = examples.map((example) => ({ ...envelope, type, item: example }));
  return z
    .object({
      event_id: z
        .string()
        .min(1)
        .max(limits.text.id.value)
        .describe('The id of the event. The same id again changes nothing.'),
      timestamp: timestampMs.describe(
        'Milliseconds since the epoch, from the year 2000 to tomorrow. It orders the events of a session, not their arrival.',
      ),
      session_id: sessionId.describe('The session, such as `call-397` or `chat-12`.'),
      type: z.literal(type).describe('The type of the event.'),
      item: item.describe('The data of the event.'),
    })
    .meta({ description, examples: events, example: events[0] });
}

/**
 * The schema of each event type. Fields that end in `_s` are in seconds. Unknown keys are left out of the result.
 * A type that `event-list.ts` names and that is missing here is a type error, and so is the reverse.
 */
export const eventSchemas = {
  'session.started': event('session.started', sessionObject, {
    description:
      'A call or chat began: it gives the contact, the subject, the tags and the first comment of the ticket.',
    examples: [
      {
        id: exampleSession,
        kind: 'call',
        session_type: 'Voice Inbound (IVR)',
        direction: 'inbound',
        lang: 'en',
        created_at: '2026-01-01T00:00:00Z',
        from: '+14155551212',
        to: '+18005550100',
        queue: { id: 3, name: 'Order status' },
      },
    ],
  }),
  'session.queued': event('session.queued', items.queued, {
    description: 'The session entered a queue, which is a tag of the ticket and chooses the settings.',
    examples: [{ queue: { id: 3, name: 'Order status' }, queued_at: '2026-01-01T00:00:05Z' }],
  }),
  'session.assigned': event('session.assigned', items.agentAtMoment, {
    description: 'The session was offered to an agent, for whom a ticket is made or found.',
    examples: [{ agent: agentA, at: '2026-01-01T00:00:20Z' }],
  }),
  'session.connected': event('session.connected', items.agentAtMoment, {
    description: 'An agent answered and becomes the assignee of the ticket.',
    examples: [{ agent: agentA, at: '2026-01-01T00:00:25Z' }],
  }),
  'session.agent_canceled': event('session.agent_canceled', items.agentCanceled, {
    description: 'An agent declined the session; when all have, a ticket that was given to them leaves them (TKT-6).',
    examples: [{ agent: agentA, reason: 'declined' }],
  }),
  'contact.picked': event('contact.picked', items.contactPick, {
    description: 'The agent chose one of several contacts, or a new one, as the requester of the ticket.',
    examples: [{ contact_id: 360001, agent: agentA }],
  }),
  'ticket.picked': event('ticket.picked', items.ticketPick, {
    description: 'The agent of an outbound call chose its ticket, a new one, or none (OUT-1).',
    examples: [{ ticket_id: 4711, agent: agentA }],
  }),
  'ticket.merged': event('ticket.merged', items.ticketMerge, {
    description: 'The agent merged the ticket into another one, which gets the later updates (UPD-13).',
    examples: [{ from_ticket_id: 4711, into_ticket_id: 4712 }],
  }),
  'transfer.started': event('transfer.started', items.transfer, {
    description: 'A transfer began: the receiver may see the session from now on, and the ticket does not change.',
    examples: [{ transfer_id: 't-1', from_agent: agentA, to_agent: agentB }],
  }),
  'transfer.finished': event('transfer.finished', items.transfer, {
    description: 'A transfer succeeded: it becomes a comment, and the receiver becomes the assignee (UPD-2).',
    examples: [{ transfer_id: 't-1', from_agent: agentA, to_agent: agentB }],
  }),
  'transfer.failed': event('transfer.failed', items.transfer, {
    description: 'A transfer failed: it becomes a comment with the reason (UPD-2).',
    examples: [{ transfer_id: 't-2', from_agent: agentA, to_queue: { id: 4, name: 'Returns' }, reason: 'no answer' }],
  }),
  'hold.started': event('hold.started', items.moment, {
    description: 'The customer was put on hold, which the end comment counts (UPD-17).',
    examples: [{ at: '2026-01-01T00:01:00Z' }],
  }),
  'hold.ended': event('hold.ended', items.moment, {
    description: 'The customer is no longer on hold.',
    examples: [{ at: '2026-01-01T00:02:00Z' }],
  }),
  'participant.joined': event('participant.joined', items.participation, {
    description: 'Somebody joined the session, whom the end comment names (UPD-17).',
    examples: [{ participant: { id: 8, name: 'Agent B', kind: 'agent' }, consult: true }],
  }),
  'participant.left': event('participant.left', items.participation, {
    description: 'Somebody left the session.',
    examples: [{ participant: { id: 8, name: 'Agent B', kind: 'agent' }, consult: true }],
  }),
  'chat.message': event('chat.message', items.chatMessage, {
    description: "A message was sent in the chat; only the number of the customer's messages counts (TKT-3).",
    examples: [{ from: 'customer', customer_count: 3 }],
  }),
  'smart_action.completed': event('smart_action.completed', items.smartActionResult, {
    description:
      'The customer verified, typed or shared something: it becomes a comment, with each file attached (UPD-3).',
    examples: [
      { smart_action_id: 'sa-1', kind: 'verification', result: true },
      {
        smart_action_id: 'sa-2',
        kind: 'photo',
        files: [{ url: 'https://files.example.com/sa-2.jpg', name: 'parcel.jpg', content_type: 'image/jpeg' }],
      },
    ],
  }),
  'smart_action.failed': event('smart_action.failed', items.smartActionFailure, {
    description: "A SmartAction failed on the customer's side: it becomes a comment with the message (UPD-4).",
    examples: [
      { smart_action_id: 'sa-3', kind: 'photo', error: { code: 'denied', message: 'No access to the camera' } },
    ],
  }),
  'custom_data.received': event('custom_data.received', items.customDataGiven, {
    description:
      'An app or page gave data: it becomes a comment, and values of mapped ticket and contact fields (UPD-5).',
    examples: [{ custom_data: { unsigned: { order: { label: 'Order', value: 'A-1001', type: 'string' } } } }],
  }),
  'dap.responded': event('dap.responded', items.dapResponse, {
    description: 'A direct access point answered: it becomes a comment if the settings say so (UPD-10).',
    examples: [{ request: { order: 'A-1001' }, response: { status: 'shipped' } }],
  }),
  'rating.received': event('rating.received', items.rating, {
    description: 'The customer rated the session: score and remark become a comment each (UPD-8).',
    examples: [{ score: 4, comment: 'Quick help' }],
  }),
  'disposition.submitted': event('disposition.submitted', items.disposition, {
    description: 'The agent gave the session a disposition code: it becomes a comment, and ends the wrap-up (UPD-15).',
    examples: [{ disposition_id: 'd-1', code: 12, list: 'Orders', note: 'Tracking link sent', agent: agentA }],
  }),
  'summary.generated': event('summary.generated', items.summary, {
    description: 'A summary of the session or of a part of it was made: it becomes a comment (UPD-16).',
    examples: [{ text: 'The customer asked where the parcel is.' }],
  }),
  'transcript.ready': event('transcript.ready', items.transcript, {
    description:
      'The transcript of the chat is there: it becomes a comment, or an attached file if it is long (UPD-14).',
    examples: [{ file_id: 'tr-1', text: 'Customer: Hello' }],
  }),
  'recording.ready': event('recording.ready', items.recording, {
    description: 'A segment of the recording is there: it becomes an attached file and a voice comment (UPD-12).',
    examples: [
      { segment: 's-1', url: 'https://files.example.com/s-1.wav', content_type: 'audio/wav', duration_s: 180 },
    ],
  }),
  'voicemail.left': event('voicemail.left', items.voicemail, {
    description: 'The customer left a voicemail, which gets a ticket of its own (TKT-9).',
    examples: [{ file_id: 'vm-1', recording_url: 'https://files.example.com/vm-1.wav', duration_s: 20 }],
  }),
  'voicemail.read': event('voicemail.read', items.byAgent, {
    description: 'An agent listened to the voicemail: it becomes a comment (UPD-9).',
    examples: [{ agent: agentA }],
  }),
  'voicemail.dismissed': event('voicemail.dismissed', items.byAgent, {
    description: 'An agent dismissed the voicemail: it becomes a comment (UPD-9).',
    examples: [{ agent: agentA }],
  }),
  'voicemail.called_back': event('voicemail.called_back', items.byAgent, {
    description: 'An agent answered the voicemail by calling back: it becomes a comment (UPD-9).',
    examples: [{ agent: agentA }],
  }),
  'session.ended': event('session.ended', items.sessionEnd, {
    description:
      'The session ended: the end comment and the late fields are written, or a missing ticket is made (END-1).',
    examples: [{ disconnected_by: 'end_user', at: '2026-01-01T00:04:00Z', durations: { call_s: 215, wait_s: 25 } }],
  }),
  'wrap_up.ended': event('wrap_up.ended', items.moment, {
    description: 'The agent finished the wrap-up, after which the agent makes no more choices (END-3).',
    examples: [{ at: '2026-01-01T00:05:00Z' }],
  }),
  'session.metadata': event('session.metadata', metadataDocument, {
    description: "The platform's metadata document of the session, which fills in what the events lacked (PLT-3).",
    examples: [{ id: '138', call_type: 'Voice Inbound (IVR)', rating: 4 }],
  }),
  'session.warning': event('session.warning', items.warning, {
    description: 'Something that the platform sent was not understood; operators see the message, the ticket does not.',
    examples: [{ message: 'Of the metadata document rating is not one of 1 to 5.' }],
  }),
};

const { 'session.started': sessionStarted, ...others } = eventSchemas satisfies {
  readonly [Type in EventType]: z.ZodType<{ readonly type: Type }>;
};

/** Any session event. Its `type` decides which schema it must match. */
export const sessionEventSchema = z
  .discriminatedUnion('type', [sessionStarted, ...Object.values(others)], { error: 'unknown event type' })
  .superRefine((parsed, context) => {
    if (parsed.type === 'session.started' && parsed.item.id !== parsed.session_id) {
      context.addIssue({ code: 'custom', path: ['item', 'id'], message: 'must be the same as session_id' });
    }
  });
