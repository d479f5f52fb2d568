import { z } from 'zod';
import { readPlatform } from '../../configuration/environment.ts';
import type { PlatformConfiguration } from '../../configuration/environment.ts';
import type { CliContext } from './context.ts';
import { CommandFailed, configured } from './context.ts';

const failure = z.object({ error: z.object({ code: z.string(), message: z.string() }) });

/** The URL of the gateway on this machine. A gateway that listens on all addresses is reached at the loopback address. */
export function gatewayAddress({ host, port }: PlatformConfiguration['gateway']): string {
  const reached = ['0.0.0.0', '::', '[::]'].includes(host) ? '127.0.0.1' : host;
  return `http://${reached.includes(':') && !reached.startsWith('[') ? `[${reached}]` : reached}:${port}`;
}

export type GatewayAnswer = {
  readonly address: string;
  readonly status: number;
  /** The body of the answer, read as JSON. Null: it is not JSON. */
  readonly body: unknown;
};

/** Posts to an endpoint of the platform, with Basic credentials. Throws CommandFailed if no gateway answers. */
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

/** The reason why the gateway refused a post: the message of the gateway, or else the HTTP status. */
export function refusalReason({ status, body }: GatewayAnswer): string {
  return failure.safeParse(body).data?.error.message ?? `it answered ${status}`;
}
