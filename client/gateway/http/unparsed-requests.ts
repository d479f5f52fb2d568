import { randomUUID } from 'node:crypto';
import { STATUS_CODES } from 'node:http';
import type { ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { GatewayErrorCode } from '../../../domain/api/error-codes.ts';
import { errorResponse, GatewayError, jsonType, retryAfterOf } from './errors.ts';

/** Status, headers and body of an answer that Fastify does not send. Its connection ends with it. */
function answerTo(code: GatewayErrorCode): {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string;
} {
  const error = new GatewayError(code);
  const { status, body } = errorResponse(error);
  const text = JSON.stringify(body);
  const retryAfter = retryAfterOf(error, status);
  return {
    status,
    headers: {
      'content-type': jsonType,
      'content-length': String(Buffer.byteLength(text)),
      'x-request-id': randomUUID(),
      connection: 'close',
      ...(retryAfter === null ? {} : { 'retry-after': String(retryAfter) }),
    },
    text,
  };
}

/** The errors of Node's HTTP parser that have an answer of their own. All others are answered with 400. */
const parserErrors: Readonly<Record<string, GatewayErrorCode>> = {
  ERR_HTTP_REQUEST_TIMEOUT: 'too_slow',
  HPE_HEADER_OVERFLOW: 'headers_too_large',
};

/** The connections whose request was answered before its body had arrived. */
const answeredEarly = new WeakSet<Socket>();

/** A hook for `onResponse`. */
export async function noteEarlyAnswer({ raw }: FastifyRequest): Promise<void> {
  if (!raw.complete) answeredEarly.add(raw.socket);
}

/** Answers bytes that are no HTTP request, in the form of all errors. */
export function answerUnparsedRequest(error: Error & { readonly code?: string }, socket: Socket): void {
  if (error.code === 'ECONNRESET' || socket.destroyed) return;
  // A request gets one answer. The rest of its body has not arrived in time, and nobody waits for it.
  if (!socket.writable || answeredEarly.has(socket)) {
    socket.destroy();
    return;
  }
  const { status, headers, text } = answerTo(parserErrors[error.code ?? ''] ?? 'bad_request');
  const head = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  socket.end(`HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}\r\n${head.join('')}\r\n${text}`, () => socket.destroy());
}

/**
 * Keeps Node from asking a caller with `Expect: 100-continue` for its body before the sign-in, and from its own empty answer
 * to any other expectation.
 */
export function answerExpectations(app: FastifyInstance): void {
  app.server.on('checkContinue', (request, response) => app.routing(request, response));
  app.server.on('checkExpectation', (_request, response: ServerResponse) => {
    const { status, headers, text } = answerTo('wrong_expectation');
    response.writeHead(status, headers).end(text);
  });
}
