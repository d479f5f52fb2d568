import { z } from 'zod';
import { readPlatform } from '../../configuration/environment.ts';
import type { PlatformConfiguration } from '../../configuration/environment.ts';
import type { CliContext } from './context.ts';
import { CommandFailed, configured } from './context.ts';

const failure = z.object({ error: z.object({ code: z.string(), message: z.string() }) });

/** Where the gateway answers to this machine: an address that means all of them is reached by loopback. */
export function gatewayAddress({ host, port }: PlatformConfiguration['gateway']): string {
  const reached = ['0.0.0.0', '::', '[::]'].includes(host) ? '127.0.0.1' : host;
  return `http://${reached.includes(':') && !reached.startsWith('[') ? `[${reached}]` : reached}:${port}`;
}

export type GatewayAnswer = {
  readonly address: string;
  readonly status: number;
  /** The answer's JSON; null if it is none. */
  readonly body: unknown;
};

/** Posts to a door of the platform, signed in by Basic. Throws CommandFailed where no gateway answers. */
export async function postToGateway(path: string, body: string, { env }: CliContext): Promise<GatewayAnswer> {
  const { gateway, platform } = configured(readPlatform(env));
  const address = gatewayAddress(gateway);
  const basic = Buffer.from(`${platform.username}:${platform.password}`).toString('base64');
  const headers = { authorization: `Basic ${basic}`, 'content-type': 'application/json' };
  try {
    const response = await fetch(`${address}${path}`, { method: 'POST', headers, body });
    const text = await response.text();
    return { address, status: response.status, body: jsonOrNull(text) };
  } catch {
    throw new CommandFailed(
      `The gateway can not be reached at ${address}: start it with \`npm start\` or \`npm run gateway\`, or set GATEWAY_HOST and GATEWAY_PORT.`,
    );
  }
}

function jsonOrNull(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** Why the gateway took nothing, in its own words where it has some. */
export function whyRefused({ status, body }: GatewayAnswer): string {
  return failure.safeParse(body).data?.error.message ?? `it answered ${status}`;
}
