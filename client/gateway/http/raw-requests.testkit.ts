import { connect } from 'node:net';
import type { Socket } from 'node:net';

/** A connection on which a test writes bytes as it likes. */
export type RawConnection = {
  readonly write: (text: string) => void;
  /** Everything that was received, once it contains `text` or the connection has ended. */
  readonly until: (text: string) => Promise<string>;
  /** Everything that was received until the other side ended the connection. */
  readonly end: () => Promise<string>;
  readonly close: () => void;
};

/** Opens a connection to a gateway, such as `http://127.0.0.1:8080`. */
export async function rawConnection(address: string): Promise<RawConnection> {
  const { hostname, port } = new URL(address);
  const socket: Socket = connect({ host: hostname, port: Number(port) });
  let received = '';
  let isEnded = false;
  const waiting = new Set<() => void>();
  const look = (): void => {
    for (const each of waiting) each();
  };
  const stop = (): void => {
    isEnded = true;
    look();
  };
  socket.on('data', (chunk: Buffer) => {
    received += chunk.toString('latin1');
    look();
  });
  socket.on('error', stop).on('close', stop);
  await new Promise<void>((resolve, reject) => {
    socket.once('connect', resolve).once('error', reject);
  });
  const when = async (isDone: () => boolean): Promise<string> =>
    await new Promise((resolve) => {
      const check = (): void => {
        if (!isDone()) return;
        waiting.delete(check);
        resolve(received);
      };
      waiting.add(check);
      check();
    });
  return {
    write: (text) => void socket.write(text),
    until: async (text) => await when(() => isEnded || received.includes(text)),
    end: async () => await when(() => isEnded),
    close: () => socket.destroy(),
  };
}

/** The head of a request as it goes over a connection. */
export function head(method: string, path: string, headers: Readonly<Record<string, string | number>> = {}): string {
  const lines = Object.entries({ host: 'gateway', ...headers }).map(([name, value]) => `${name}: ${value}\r\n`);
  return `${method} ${path} HTTP/1.1\r\n${lines.join('')}\r\n`;
}

/** The status and the JSON body of an answer as it came over a connection. */
export function answerOf(received: string): { readonly status: number; readonly head: string; readonly body: unknown } {
  const [first = '', ...rest] = received.split('\r\n\r\n');
  const text = rest.join('\r\n\r\n');
  return { status: Number(first.split(' ')[1]), head: first.toLowerCase(), body: JSON.parse(text) };
}
