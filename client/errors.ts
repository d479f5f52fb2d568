import { isGrpcServiceError, QueryNotRegisteredError, ServiceError } from '@temporalio/client';
import { NamespaceNotFoundError } from '@temporalio/common';
import { UnreadablePayload } from '../configuration/encryption.ts';

/** The reasons why a call to Temporal can fail, each with its remedy. A failed call may be repeated without harm. */
export const temporalProblems = {
  unreachable: 'Temporal can not be reached: check that its server runs at TEMPORAL_ADDRESS, then try again.',
  no_namespace: 'Temporal has no such namespace: create it, or set TEMPORAL_NAMESPACE to one that exists.',
  refused: 'Temporal refused the credentials: check TEMPORAL_API_KEY and the TEMPORAL_TLS variables.',
  no_worker: 'No worker answers: start one with `npm run worker`, then try again.',
  unreadable:
    'What Temporal stores was encrypted with a key that PAYLOAD_KEY does not hold here: add that key behind the present one, then try again.',
  not_ready: 'The session has only just begun: ask again in a moment.',
} as const;

export type TemporalProblemCode = keyof typeof temporalProblems;

/** The error that the typed client throws. The message says what to do. */
export class TemporalProblem extends Error {
  readonly code: TemporalProblemCode;

  constructor(code: TemporalProblemCode, options?: { readonly cause: unknown }) {
    super(temporalProblems[code], options);
    this.name = 'TemporalProblem';
    this.code = code;
  }
}

/** Status numbers of gRPC (https://grpc.io/docs/guides/status-codes/). */
const grpcStatus = { permissionDenied: 7, unauthenticated: 16 } as const;

function grpcCodeOf(error: unknown): number | null {
  if (isGrpcServiceError(error)) return error.code;
  if (error instanceof Error && error.cause !== undefined) return grpcCodeOf(error.cause);
  return null;
}

/**
 * The problem behind an error of the Temporal client. Null: the error has another cause, such as a mistake in our own code,
 * and must not be reported as an outage.
 */
export function temporalProblem(error: unknown): TemporalProblem | null {
  if (error instanceof TemporalProblem) return error;
  if (error instanceof NamespaceNotFoundError) return new TemporalProblem('no_namespace', { cause: error });
  if (error instanceof UnreadablePayload) return new TemporalProblem('unreadable', { cause: error });
  if (error instanceof QueryNotRegisteredError) return new TemporalProblem('not_ready', { cause: error });
  const code = grpcCodeOf(error);
  if (code === grpcStatus.permissionDenied || code === grpcStatus.unauthenticated)
    return new TemporalProblem('refused', { cause: error });
  return code !== null || error instanceof ServiceError ? new TemporalProblem('unreachable', { cause: error }) : null;
}
