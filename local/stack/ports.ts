import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';

/** A port that some part of the stack is going to listen on. */
export type Wish = {
  /** As a person calls it, such as "the gateway". */
  readonly what: string;
  readonly host: string;
  /** 0: any free port. */
  readonly port: number;
  /** What a person does to have it elsewhere. */
  readonly remedy: string;
};

/** How a port is changed by an environment variable. */
export function setAnother(variable: string): string {
  return `set ${variable} to another port`;
}

/**
 * Which of the wished ports can't be had, one line each that names who wants it and how to change that. Nothing keeps
 * listening.
 */
export async function portProblems(wishes: readonly Wish[]): Promise<readonly string[]> {
  const problems = await Promise.all(
    wishes.map(async (wish, i): Promise<readonly string[]> => {
      const { what, host, port, remedy } = wish;
      if (port === 0) return [];
      const rival = wishes.slice(0, i).find((other) => other.port === port && other.host === host);
      if (rival !== undefined) return [`Port ${port} is wanted by ${rival.what} and by ${what}: ${remedy}.`];
      const code = await probe(host, port);
      if (code === null) return [];
      if (code === 'EADDRINUSE')
        return [`Port ${port} of ${what} is taken on ${host}: stop what listens there, or ${remedy}.`];
      if (code === 'EACCES') return [`Port ${port} of ${what} may not be used by this user: ${remedy}, above 1023.`];
      return [`${host}:${port} can't be used for ${what} (${code}): ${remedy}.`];
    }),
  );
  return problems.flat();
}

/** A port that is free now, where 0 asks for any; each other port as it is. */
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

/** Null: free; else the system's error code. */
function probe(host: string, port: number): Promise<string | null> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', (error) => resolve('code' in error ? String(error.code) : 'unknown'));
    server.listen({ host, port, exclusive: true }, () => server.close(() => resolve(null)));
  });
}
