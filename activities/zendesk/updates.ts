import type { AllTaken } from '../../domain/zendesk/change.ts';
import { commentHtml } from '../../domain/zendesk/comment.ts';
import type { SendOutcome, TicketUpdate } from '../../domain/zendesk/ticket-write.ts';
import type { BulkOutcome } from '../contract.ts';
import { jobAnswer, updatedTicketAnswer } from './answers.ts';
import { ZendeskError } from './http/errors.ts';
import { droppedFields } from './fields.ts';
import { asOutcome } from './http/failures.ts';
import type { Zendesk } from './http/zendesk.ts';

/** One update by itself (UPD rules without batching, split batches, files and voice comments). */
export async function sendUpdate(zendesk: Zendesk, update: TicketUpdate): Promise<SendOutcome> {
  // Zendesk would keep the comment and drop the voice comment without a word.
  if (update.voice !== null && hasComment(update)) {
    return { kind: 'refused', code: 'BadRequest', message: 'A voice comment and a comment need an update each.' };
  }
  try {
    const { ticket } = await zendesk.put(`tickets/${update.ticketId}`, updatedTicketAnswer, {
      ticket: changeOf(update),
    });
    return { kind: 'applied', droppedFields: droppedFields(update.fields, ticket?.custom_fields ?? null) };
  } catch (error) {
    // The 2xx is what counts, not how the ticket looks in the answer.
    return asOutcome(error);
  }
}

/** BAT-3: up to 100 updates of different tickets as one background job. */
export async function sendUpdates(zendesk: Zendesk, updates: readonly TicketUpdate[]): Promise<BulkOutcome> {
  try {
    const tickets = updates.map((update) => ({ id: update.ticketId, ...changeOf(update) }));
    const { job_status: job } = await zendesk.put('tickets/update_many', jobAnswer, { tickets });
    return { kind: 'job', jobId: job.id };
  } catch (error) {
    const outcome = asOutcome(error);
    return outcome.kind === 'refused' && error instanceof ZendeskError && spoilsTheRest(error)
      ? { kind: 'bulk_refused', message: outcome.message }
      : outcome;
  }
}

/** Is it about an item of the request, so that the others alone would pass (BAT-5)? The account's role is about all of them. */
function spoilsTheRest(error: ZendeskError): boolean {
  return error.code !== 'Forbidden' && error.code !== 'Redirected';
}

function hasComment(update: TicketUpdate): boolean {
  return update.sections.length > 0 || update.uploads.length > 0;
}

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
            // Its default is documented nowhere; customers must not get mail about their own call.
            public: false,
          },
        }),
    // `tags` would replace what the ticket has.
    ...(tags.length === 0 ? {} : { additional_tags: tags }),
    ...(fields.length === 0 ? {} : { custom_fields: fields }),
    ...(assigneeId === 'keep' ? {} : { assignee_id: assigneeId }),
    ...(status === 'keep' ? {} : { status }),
    // Comes back as `audit.metadata.custom.writes`: how a write is recognised after a lost answer.
    metadata: { writes: writeIds },
  };
}
