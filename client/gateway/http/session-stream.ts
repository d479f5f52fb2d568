import type { ServerResponse } from 'node:http';
import type { AgentUpdate, AgentWatch } from '../../adapter/watch.ts';

/** A quiet stream sends a comment this often, because proxies close a connection that sends nothing for long. */
const heartbeatMs = 15_000;
/**
 * A page that does not read is disconnected when this much waits for it. When it connects again, it gets the present
 * state.
 */
const maxUnreadBytes = 1024 * 1024;
/** The pause before a page connects again; the stream sends it to the page. */
const reconnectMs = 2_000;
/** No stream is longer than this, whatever its token says. A timer of Node cannot wait much longer anyway. */
const maxStreamMs = 24 * 60 * 60_000;

/** The open streams of server-sent events (ADP-3). */
export type SessionStreams = {
  /**
   * Sends the live sessions of the agent, then each change, until the token expires or either side closes. Throws a
   * TemporalProblem, before anything is sent, if the sessions cannot be read.
   */
  readonly open: (request: StreamRequest) => Promise<void>;
  /** Ends all streams. */
  readonly close: () => void;
};

export type StreamRequest = {
  readonly response: ServerResponse;
  readonly requestId: string;
  readonly agentId: string;
  /** When the token expires: ms since the epoch. */
  readonly expiresAt: number;
  /** Called once the stream has begun: from then on nothing else may answer the request. */
  readonly onBegun: () => void;
};

export function sessionStreams(watch: AgentWatch): SessionStreams {
  const open = new Set<ServerResponse>();
  const heartbeat = setInterval(() => {
    for (const response of open) write(response, ': alive\n\n');
  }, heartbeatMs).unref();
  return {
    async open({ response, requestId, agentId, expiresAt, onBegun }) {
      let count = 0;
      const stop = await watch.subscribe(agentId, (update) => {
        if (update.kind === 'sessions') begin(response, requestId);
        count += 1;
        write(response, `id: ${count}\nevent: ${update.kind}\ndata: ${JSON.stringify(dataOf(update))}\n\n`);
      });
      onBegun();
      if (response.destroyed) {
        stop();
        return;
      }
      const remainingMs = Math.min(expiresAt - Date.now(), maxStreamMs);
      const expiry = setTimeout(() => response.end(), remainingMs).unref();
      open.add(response);
      response.once('close', () => {
        clearTimeout(expiry);
        open.delete(response);
        stop();
      });
    },
    close() {
      clearInterval(heartbeat);
      for (const response of open) response.end();
    },
  };
}

function begin(response: ServerResponse, requestId: string): void {
  if (response.destroyed) return;
  response.writeHead(200, {
    'content-type': 'text/event-stream; charset=utf-8',
    'cache-control': 'no-store',
    // Without this, the connection would stay open after the stream, and a gateway that stops would wait for it.
    connection: 'close',
    'x-accel-buffering': 'no',
    'x-request-id': requestId,
  });
  write(response, `retry: ${reconnectMs}\n\n`);
}

function dataOf(update: AgentUpdate): unknown {
  switch (update.kind) {
    case 'sessions':
      return { sessions: update.sessions };
    case 'session':
      return update.session;
    case 'gone':
      return { id: update.id };
    default:
      return update satisfies never;
  }
}

function write(response: ServerResponse, text: string): void {
  if (response.destroyed || response.writableEnded) return;
  if (response.writableLength > maxUnreadBytes) response.destroy();
  else response.write(text);
}
