import { z } from 'zod';
import { fieldProblemSchema } from './errors.ts';

/** `POST /v1/events`: Temporal holds every event of the post. */
export const acceptedEventsSchema = z.object({
  accepted: z.array(z.string()).describe('Ids of the events that are durably stored.'),
});

/** `POST /v1/events`: some events are refused. Temporal holds the others. */
export const refusedEventsSchema = z.object({
  accepted: z.array(z.string()),
  refused: z.array(
    z.object({
      event_id: z.string().nullable().describe('Null: the event has no id that could be read.'),
      fields: z.array(fieldProblemSchema),
    }),
  ),
});

export type AcceptedEvents = z.output<typeof acceptedEventsSchema>;
export type RefusedEvents = z.output<typeof refusedEventsSchema>;
