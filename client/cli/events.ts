import { refusedEventsSchema } from '../../domain/api/events.ts';
import { postToGateway, refusalReason } from './gateway.ts';
import type { CliContext } from './context.ts';
import { CommandFailed, readJson } from './context.ts';

/** Both answers to a post of events: `refused` is left out if all events are accepted. */
const answerSchema = refusedEventsSchema.extend({ refused: refusedEventsSchema.shape.refused.default([]) });

/**
 * `events send FILE`: posts events. The file has the body of `POST /v1/events`, or only the list of events.
 *
 * @returns the exit code: 1 if an event was refused
 */
export async function sendEvents(file: string, context: CliContext): Promise<number> {
  const given = await readJson(file, context);
  const body = Array.isArray(given) ? { count: given.length, events: given } : given;
  const answer = await postToGateway('/v1/events', JSON.stringify(body), context);
  const result = answerSchema.safeParse(answer.body);
  if (!result.success)
    throw new CommandFailed(`The gateway at ${answer.address} took nothing: ${refusalReason(answer)}`);
  const { accepted, refused } = result.data;
  for (const id of accepted) context.out(`accepted  ${id}`);
  for (const { event_id, fields } of refused) {
    context.err(`refused   ${event_id ?? '(without id)'}`);
    for (const { path, message } of fields) context.err(`          ${path === '' ? '' : `${path}: `}${message}`);
  }
  context.out(`${accepted.length} accepted, ${refused.length} refused`);
  return refused.length === 0 ? 0 : 1;
}
