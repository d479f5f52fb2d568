import { z } from 'zod';
import { readPlatform } from '../../configuration/environment.ts';
import type { PlatformConfiguration } from '../../configuration/environment.ts';
import type { Surroundings } from './surroundings.ts';
import { CommandFailed, configured, readJson } from './surroundings.ts';

const field = z.object({ path: z.string(), message: z.string() });
const taken = z.object({
  accepted: z.array(z.string()),
  refused: z.array(z.object({ event_id: z.string().nullable(), fields: z.array(field) })).default([]),
});
const failure = z.object({ error: z.object({ code: z.string(), message: z.string() }) });

/** Where the gateway answers to this machine: an address that means all of them is reached by loopback. */
export function gatewayAddress({ host, port }: PlatformConfiguration['gateway']): string {
  const reached = ['0.0.0.0', '::', '[::]'].includes(host) ? '127.0.0.1' : host;
  return `http://${reached.includes(':') && !reached.startsWith('[') ? `[${reached}]` : reached}:${port}`;
}

async function post(address: string, headers: Record<string, string>, body: string): Promise<Response> {
  try {
    return await fetch(`${address}/v1/events`, { method: 'POST', headers, body });
  } catch {
    throw new CommandFailed(
      `The gateway can not be reached at ${address}: start it with \`npm start\` or \`npm run gateway\`, or set GATEWAY_HOST and GATEWAY_PORT.`,
    );
  }
}

async function jsonAnswer(response: Response): Promise<unknown> {
  try {
    return await response.json();
  } catch {
    return null;
  }
}

/**
 * `events send FILE`: a post as the platform sends it, or a bare list of events.
 *
 * @returns exit code: 1 if any event was refused
 */
export async function sendEvents(file: string, surroundings: Surroundings): Promise<number> {
  const { gateway, platform } = configured(readPlatform(surroundings.env));
  const given = await readJson(file, surroundings);
  const body = Array.isArray(given) ? { count: given.length, events: given } : given;
  const address = gatewayAddress(gateway);
  const basic = Buffer.from(`${platform.username}:${platform.password}`).toString('base64');
  const headers = { authorization: `Basic ${basic}`, 'content-type': 'application/json' };
  const response = await post(address, headers, JSON.stringify(body));
  const answer = await jsonAnswer(response);
  const result = taken.safeParse(answer);
  if (!result.success) {
    const { data } = failure.safeParse(answer);
    throw new CommandFailed(
      `The gateway at ${address} took nothing: ${data?.error.message ?? `it answered ${response.status}`}`,
    );
  }
  const { accepted, refused } = result.data;
  for (const id of accepted) surroundings.out(`accepted  ${id}`);
  for (const { event_id, fields } of refused) {
    surroundings.err(`refused   ${event_id ?? '(without id)'}`);
    for (const { path, message } of fields) surroundings.err(`          ${path === '' ? '' : `${path}: `}${message}`);
  }
  surroundings.out(`${accepted.length} accepted, ${refused.length} refused`);
  return refused.length === 0 ? 0 : 1;
}
