import { z } from 'zod';
import { postToGateway, whyRefused } from './gateway.ts';
import type { CliContext } from './context.ts';
import { CommandFailed, readJson } from './context.ts';

const field = z.object({ path: z.string(), message: z.string() });
const taken = z.object({
  accepted: z.array(z.string()),
  refused: z.array(z.object({ event_id: z.string().nullable(), fields: z.array(field) })).default([]),
});

/**
 * `events send FILE`: a post as the platform sends it, or a bare list of events.
 *
 * @returns exit code: 1 if any event was refused
 */
export async function sendEvents(file: string, surroundings: CliContext): Promise<number> {
  const given = await readJson(file, surroundings);
  const body = Array.isArray(given) ? { count: given.length, events: given } : given;
  const answer = await postToGateway('/v1/events', JSON.stringify(body), surroundings);
  const result = taken.safeParse(answer.body);
  if (!result.success) throw new CommandFailed(`The gateway at ${answer.address} took nothing: ${whyRefused(answer)}`);
  const { accepted, refused } = result.data;
  for (const id of accepted) surroundings.out(`accepted  ${id}`);
  for (const { event_id, fields } of refused) {
    surroundings.err(`refused   ${event_id ?? '(without id)'}`);
    for (const { path, message } of fields) surroundings.err(`          ${path === '' ? '' : `${path}: `}${message}`);
  }
  surroundings.out(`${accepted.length} accepted, ${refused.length} refused`);
  return refused.length === 0 ? 0 : 1;
}
