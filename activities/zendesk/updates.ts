import type { AllTaken } from '../../domain/zendesk/change.ts';
import { commentHtml } from '../../domain/zendesk/comment.ts';
import { fieldName } from '../../domain/zendesk/refusal.ts';
import type { RefusedValue } from '../../domain/zendesk/refusal.ts';
import type { SendOutcome, TicketUpdate } from '../../domain/zendesk/ticket-write.ts';
import type { BulkOutcome } from '../contract.ts';
import { jobAnswer, updatedTicketAnswer } from './answers.ts';
import { ZendeskError, wordsOf } from './http/errors.ts';
import { droppedFields } from './fields.ts';
import { asOutcome, refusedValues } from './http/failures.ts';
import type { Zendesk } from './http/zendesk.ts';

/**
 * Sends the update of one ticket. Used if only one ticket is due, if batching is off, and for every update that may not go,
 * or not again, in a bulk request. It does not throw when Zendesk refuses or fails.
 */
export async function sendUpdate(zendesk: Zendesk, update: TicketUpdate): Promise<SendOutcome> {
  // Zendesk would store the comment, and drop the voice comment without an error.
  if (update.voice !== null && hasComment(update)) {
    return { kind: 'refused', code: 'BadRequest', message: 'A voice comment and a comment need an update each.' };
  }
  return await sendWithoutRefused(zendesk, update);
}

/**
 * UPD-6: sends the update without the fields that Zendesk refuses. If the refusal names none of them, each field is sent by
 * itself, and then the rest of the update. A refused request was not applied, and a field may be written twice.
 */
async function sendWithoutRefused(zendesk: Zendesk, update: TicketUpdate): Promise<SendOutcome> {
  try {
    return await sendOnce(zendesk, update);
  } catch (error) {
    if (!(error instanceof ZendeskError) || !mayConcernFields(error) || update.fields.length === 0)
      return asOutcome(error);
    const named = refusedValues(error.facts).filter(({ name }) =>
      update.fields.some(({ id }) => fieldName(id) === name),
    );
    if (named.length > 0) {
      const fields = update.fields.filter(({ id }) => named.every(({ name }) => name !== fieldName(id)));
      return withRefused(await sendRest(zendesk, { ...update, fields }), named, []);
    }
    return await sendFieldsOneByOne(zendesk, update);
  }
}

/** True if Zendesk refuses values, and neither the ticket, the sign-in nor the assignee. */
function mayConcernFields({ code }: ZendeskError): boolean {
  return code === 'Invalid' || code === 'BadRequest' || code === 'AssigneeInvalid';
}

async function sendFieldsOneByOne(zendesk: Zendesk, update: TicketUpdate): Promise<SendOutcome> {
  const { ticketId } = update;
  const refused: RefusedValue[] = [];
  const dropped: number[] = [];
  for (const field of update.fields) {
    const body: object = { custom_fields: [field] };
    try {
      const { ticket } = await zendesk.send(updatedTicketAnswer, ({ tickets }) =>
        tickets.update(ticketId, { ticket: body }),
      );
      dropped.push(...droppedFields([field], ticket?.custom_fields ?? null));
    } catch (error) {
      if (!(error instanceof ZendeskError) || !mayConcernFields(error)) return asOutcome(error);
      refused.push({ name: fieldName(field.id), words: wordsOf(error.facts) });
    }
  }
  return withRefused(await sendRest(zendesk, { ...update, fields: [] }), refused, dropped);
}

/** Sends what is left of an update. Without anything left, there is nothing to send. */
async function sendRest(zendesk: Zendesk, update: TicketUpdate): Promise<SendOutcome> {
  return Object.keys(changeMembers(update)).length === 0
    ? { kind: 'applied', droppedFields: [] }
    : await sendWithoutRefused(zendesk, update);
}

function withRefused(outcome: SendOutcome, refused: readonly RefusedValue[], dropped: readonly number[]): SendOutcome {
  if (outcome.kind !== 'applied') return outcome;
  const refusedFields = [...refused, ...(outcome.refusedFields ?? [])];
  return {
    kind: 'applied',
    droppedFields: [...dropped, ...outcome.droppedFields],
    ...(refusedFields.length > 0 && { refusedFields }),
  };
}

/** @throws ZendeskError */
async function sendOnce(zendesk: Zendesk, update: TicketUpdate): Promise<SendOutcome> {
  const { ticket } = await zendesk.send(updatedTicketAnswer, ({ tickets }) =>
    tickets.update(update.ticketId, { ticket: changeOf(update) }),
  );
  // A 2xx means that the update was applied, even if the answer lacks the ticket.
  return { kind: 'applied', droppedFields: droppedFields(update.fields, ticket?.custom_fields ?? null) };
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
  return {
    ...changeMembers(update),
    // The markers. Zendesk stores them in the audit of the update, as `metadata.custom.writes`, where a write is found after
    // its answer was lost.
    metadata: { writes: update.writeIds },
  };
}

/** The members of the body that change the ticket. None: the update changes nothing. */
function changeMembers(update: TicketUpdate): object {
  const {
    ticketId: _ticketId,
    writeIds: _writeIds,
    sections,
    uploads,
    tags,
    fields,
    assigneeId,
    status,
    voice,
    ...rest
  } = update;
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
  };
}
