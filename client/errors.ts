import {
  isGrpcServiceError,
  QueryNotRegisteredError,
  ServiceError,
  WorkflowUpdateRPCTimeoutOrCancelledError,
} from '@temporalio/client';
import { NamespaceNotFoundError } from '@temporalio/common';
import { UnreadablePayload } from '../configuration/encryption.ts';
import { temporalProblems } from '../domain/api/error-codes.ts';
import type { TemporalProblemCode } from '../domain/api/error-codes.ts';
import { searchAttributes } from '../workflows/search-attributes.ts';

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
const grpcStatus = {
  cancelled: 1,
  unknown: 2,
  invalidArgument: 3,
  deadlineExceeded: 4,
  notFound: 5,
  permissionDenied: 7,
  resourceExhausted: 8,
  failedPrecondition: 9,
  aborted: 10,
  outOfRange: 11,
  unimplemented: 12,
  internal: 13,
  unavailable: 14,
  dataLoss: 15,
  unauthenticated: 16,
} as const;

type GrpcError = { readonly code: number; readonly details: string };

function grpcErrorOf(error: unknown): GrpcError | null {
  if (isGrpcServiceError(error)) return { code: error.code, details: error.details };
  if (error instanceof Error && error.cause !== undefined) return grpcErrorOf(error.cause);
  return null;
}

/** A request, or a payload in it, is larger than Temporal or gRPC allow. */
const tooLarge = /size limit|larger than max|too large|exceeds? (the )?(limit|size|maximum)|message larger/i;

/** Names a search attribute that the namespace does not have. */
function isAboutSearchAttributes(details: string): boolean {
  return (
    /search attribute/i.test(details) || Object.values(searchAttributes).some(({ name }) => details.includes(name))
  );
}

/** Each kind of refusal of Temporal. Null: the server answered that something is not there, or is there already. */
function codeOf({ code, details }: GrpcError): TemporalProblemCode | null {
  switch (code) {
    case grpcStatus.permissionDenied:
    case grpcStatus.unauthenticated:
      return 'refused';
    case grpcStatus.unavailable:
    case grpcStatus.cancelled:
      return 'unreachable';
    case grpcStatus.deadlineExceeded:
      // The client names the address to which it sent the request. Without one there was no connection.
      return /remote_addr/.test(details) ? 'slow' : 'unreachable';
    case grpcStatus.resourceExhausted:
      // A workflow that answers no queries has as many of them waiting as the server allows.
      if (/query buffer|busy workflow/i.test(details)) return 'slow';
      return tooLarge.test(details) ? 'payload_too_large' : 'overloaded';
    case grpcStatus.notFound:
      return /namespace/i.test(details) ? 'no_namespace' : null;
    case grpcStatus.failedPrecondition:
      return /no poller|worker/i.test(details) ? 'no_worker' : 'failed';
    case grpcStatus.invalidArgument:
      if (isAboutSearchAttributes(details)) return 'not_set_up';
      return tooLarge.test(details) ? 'payload_too_large' : 'rejected';
    case grpcStatus.unknown:
    case grpcStatus.aborted:
    case grpcStatus.outOfRange:
    case grpcStatus.unimplemented:
    case grpcStatus.internal:
    case grpcStatus.dataLoss:
      return 'failed';
    default:
      return null;
  }
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
  if (error instanceof WorkflowUpdateRPCTimeoutOrCancelledError) return new TemporalProblem('slow', { cause: error });
  const grpc = grpcErrorOf(error);
  if (grpc === null) return error instanceof ServiceError ? new TemporalProblem('failed', { cause: error }) : null;
  const code = codeOf(grpc);
  return code === null ? null : new TemporalProblem(code, { cause: error });
}
