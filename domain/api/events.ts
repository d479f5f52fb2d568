import { z } from 'zod';
import { limits } from '../limits.ts';
import { sessionEventSchema } from '../events/parse-events.ts';
import { fieldProblemSchema } from './errors.ts';

const sessionEvent = sessionEventSchema.meta({
  id: 'SessionEvent',
  description: 'One event of a session. Unknown keys are ignored. An optional value may be left out or null.',
});

/** `POST /v1/events`: a post of events, for the OpenAPI document only. `parsePost` reads each event by itself. */
export const eventsBodySchema = z.object({
  count: z.int().optional().describe('The number of events. It is not checked.'),
  events: z.array(sessionEvent).max(limits.post.events.value).describe('The events, in any order.'),
});

/** `POST /v1/events`: Temporal holds every event of the post. */
export const acceptedEventsSchema = z
  .object({ accepted: z.array(z.string()).describe('Ids of the events that are durably stored.') })
  .meta({ id: 'Accepted', description: 'All events of a post are durably stored.' });

/** `POST /v1/events`: some events are refused. Temporal holds the others. */
export const refusedEventsSchema = z
  .object({
    accepted: z.array(z.string()).describe('Ids of the events that are durably stored.'),
    refused: z
      .array(
        z.object({
          event_id: z.string().nullable().describe('Null: the event has no id that could be read.'),
          fields: z.array(fieldProblemSchema).describe('Each error in the event.'),
        }),
      )
      .describe('The events that are refused.'),
    more: z.int().optional().describe('The number of further errors, which are not named. Left out: none.'),
  })
  .meta({ id: 'Refused', description: 'Some events of a post are refused, and the others are durably stored.' });
