import type { AllTaken } from '../../domain/zendesk/change.ts';
import { commentHtml } from '../../domain/zendesk/comment.ts';
import type { SendOutcome, TicketUpdate } from '../../domain/zendesk/ticket-write.ts';
import type { BulkOutcome } from '../contract.ts';
import { jobAnswer, updatedTicketAnswer } from './answers.ts';
import { ZendeskError } from './http/errors.ts';
import { droppedFields } from './fields.ts';
import { asOutcome } from './http/failures.ts';
import type { Zendesk } from './http/zendesk.ts';

/**
 * Sends the update of one ticket. Used if batching is off, for the updates of a refused bulk request, and for files and voice
 * comments. It does not throw when Zendesk refuses or fails.
 */
export async function sendUpdate(zendesk: Zendesk, update: TicketUpdate): Promise<SendOutcome> {
  // Zendesk would store the comment, and drop the voice comment without an error.
  if (update.voice !== null && hasComment(update)) {
    return { kind: 'refused', code: 'BadRequest', message: 'A voice comment and a comment need an update each.' };
  }
  try {
    const { ticket } = await zendesk.send(updatedTicketAnswer, ({ tickets }) =>
      tickets.update(update.ticketId, { ticket: changeOf(update) }),
    );
    // A 2xx means that the update was applied, even if the answer lacks the ticket.
    return { kind: 'applied', droppedFields: droppedFields(update.fields, ticket?.custom_fields ?? null) };
  } catch (error) {
    return asOutcome(error);
  }
}

/** Sends up to 100 updates of different tickets as one bulk job (BAT-3). It does not throw when Zendesk refuses or fails. */
export async function sendUpdates(zendesk: Zendesk, updates: readonly TicketUpdate[]): Promise<BulkOutcome> {
  const tickets = bodiesOf(updates);
  if (tickets === null) return { kind: 'bulk_refused', message: 'The values of one update can not be sent.' };
  try {
    const { job_status: job } = await zendesk.request(jobAnswer, 'PUT', 'tickets/update_many', {
      body: { tickets },
    });
    return { kind: 'job', jobId: job.id };
  } catch (error) {
    const outcome = asOutcome(error);
    return outcome.kind === 'refused' && error instanceof ZendeskError && mayConcernOneItem(error)
      ? { kind: 'bulk_refused', message: outcome.message }
      : outcome;
  }
}

/** Null if an update has values of which no request can be made. Sent alone, it is refused with the reason. */
function bodiesOf(updates: readonly TicketUpdate[]): readonly object[] | null {
  try {
    return updates.map((update) => ({ id: update.ticketId, ...changeOf(update) }));
  } catch {
    return null;
  }
}

/**
 * True if the error may concern one item of the request only, so that the other items would be accepted without it (BAT-5).
 * A missing role or a redirect concerns all of them.
 */
function mayConcernOneItem(error: ZendeskError): boolean {
  return error.code !== 'Forbidden' && error.code !== 'Redirected';
}

function hasComment(update: TicketUpdate): boolean {
  return update.sections.length > 0 || update.uploads.length > 0;
}

/** The update as the body of Zendesk's request. */
function changeOf(update: TicketUpdate): object {
  const { ticketId: _ticketId, writeIds, sections, uploads, tags, fields, assigneeId, status, voice, ...rest } = update;
  rest satisfies AllTaken;
  return {
    ...(hasComment(update)
      ? {
          comment: {
            html_body: commentHtml(sections),
            public: false,
            ...(uploads.length === 0 ? {} : { uploads }),
          },
        }
      : {}),
    ...(voice === null
      ? {}
      : {
          voice_comment: {
            from: voice.from,
            to: voice.to,
            recording_url: voice.recordingUrl,
            started_at: voice.startedAt,
            call_duration: voice.durationSeconds,
            ...(voice.answeredById === null ? {} : { answered_by_id: voice.answeredById }),
            ...(voice.transcription === null ? {} : { transcription_text: voice.transcription }),
            // Zendesk does not document the default. A public comment would send the customer mail about the own call.
            public: false,
          },
        }),
    // `tags` would replace the tags of the ticket.
    ...(tags.length === 0 ? {} : { additional_tags: tags }),
    ...(fields.length === 0 ? {} : { custom_fields: fields }),
    ...(assigneeId === 'keep' ? {} : { assignee_id: assigneeId }),
    ...(status === 'keep' ? {} : { status }),
    // The markers. Zendesk stores them in the audit of the update, as `metadata.custom.writes`, where a write is found after
    // its answer was lost.
    metadata: { writes: writeIds },
  };
}
