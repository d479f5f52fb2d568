import { isGrpcServiceError, QueryNotRegisteredError, ServiceError } from '@temporalio/client';
import { NamespaceNotFoundError } from '@temporalio/common';
import { UnreadablePayload } from '../configuration/encryption.ts';
import { temporalProblems } from '../domain/api/error-codes.ts';
import type { TemporalProblemCode } from '../domain/api/error-codes.ts';

export { temporalProblems };
export type { TemporalProblemCode };

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
