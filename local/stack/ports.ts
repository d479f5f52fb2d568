import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';

/** A port that a process of the stack is going to listen on. */
export type PlannedPort = {
  /** Name of the listener for messages, such as "the gateway". */
  readonly usedBy: string;
  readonly host: string;
  /** 0 means any free port. */
  readonly port: number;
  /** How to choose another port. It completes a sentence of a message. */
  readonly remedy: string;
};

/** The `remedy` of a port that an environment variable sets. */
export function portRemedy(variable: string): string {
  return `set ${variable} to another port`;
}

/**
 * Checks that all ports are free and different. It listens on each port for a moment.
 *
 * @returns one line for each port that cannot be used; it names the listener and says how to choose another port
 */
export async function portProblems(ports: readonly PlannedPort[]): Promise<readonly string[]> {
  const problems = await Promise.all(
    ports.map(async (planned, i): Promise<readonly string[]> => {
      const { usedBy, host, port, remedy } = planned;
      if (port === 0) return [];
      const conflict = ports.slice(0, i).find((other) => other.port === port && other.host === host);
      if (conflict !== undefined) return [`Port ${port} is wanted by ${conflict.usedBy} and by ${usedBy}: ${remedy}.`];
      const code = await probe(host, port);
      if (code === null) return [];
      if (code === 'EADDRINUSE')
        return [`Port ${port} of ${usedBy} is taken on ${host}: stop what listens there, or ${remedy}.`];
      if (code === 'EACCES') return [`Port ${port} of ${usedBy} may not be used by this user: ${remedy}, above 1023.`];
      return [`${host}:${port} can't be used for ${usedBy} (${code}): ${remedy}.`];
    }),
  );
  return problems.flat();
}

/** For port 0 finds a port that is free now. Returns every other port unchanged, free or not. */
export async function concretePort(host: string, port: number): Promise<number> {
  if (port !== 0) return port;
  const server = createServer();
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, host, resolve);
  });
  const { port: free } = addressOf(server.address());
  await new Promise((resolve) => server.close(resolve));
  return free;
}

function addressOf(address: AddressInfo | string | null): AddressInfo {
  if (address === null || typeof address === 'string') throw new Error('A TCP server has an address and a port.');
  return address;
}

/** Returns null if the port is free, else the error code of the system, such as `EADDRINUSE`. */
function probe(host: string, port: number): Promise<string | null> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', (error) => resolve('code' in error ? String(error.code) : 'unknown'));
    server.listen({ host, port, exclusive: true }, () => server.close(() => resolve(null)));
  });
}
