import { ServiceError, WorkflowUpdateRPCTimeoutOrCancelledError } from '@temporalio/client';
import { describe, expect, it } from 'vitest';
import { temporalProblem, temporalProblems } from './errors.ts';

/** An error as the gRPC library gives it. */
function grpcError(code: number, details: string): Error {
  return Object.assign(new Error(`${code}: ${details}`), { code, details, metadata: {} });
}

describe('errors of Temporal', () => {
  it.each([
    [14, 'No connection established. Last error: connect ECONNREFUSED 127.0.0.1:7233', 'unreachable'],
    [1, 'Call cancelled', 'unreachable'],
    [4, 'Deadline exceeded after 0.5s,LB pick: 0.1s,remote_addr=127.0.0.1:7233', 'slow'],
    [4, 'Deadline exceeded after 0.5s,Waiting for LB pick', 'unreachable'],
    [5, 'Namespace calls is not found.', 'no_namespace'],
    [7, 'Request unauthorized.', 'refused'],
    [16, 'token is expired', 'refused'],
    [8, 'namespace rate limit exceeded', 'overloaded'],
    [8, 'grpc: received message larger than max (5000000 vs. 4194304)', 'payload_too_large'],
    [8, 'consistent query buffer is full, this may be caused by too many queries', 'slow'],
    [3, 'Blob data size exceeds limit.', 'payload_too_large'],
    [3, 'Namespace default has no mapping defined for search attribute SessionPhase', 'not_set_up'],
    [3, 'invalid query: column name "SessionTicketId" is not defined', 'not_set_up'],
    [3, 'WorkflowId length exceeds limit.', 'payload_too_large'],
    [3, 'Invalid NextPageToken.', 'rejected'],
    [9, 'no poller seen for task queue recently, worker may be down', 'no_worker'],
    [9, 'namespace is handed over', 'failed'],
    [13, 'unexpected', 'failed'],
    [2, 'panic', 'failed'],
    [12, 'unknown method', 'failed'],
  ])('SEC-2 gRPC %i "%s" is %s', (status, details, code) => {
    for (const error of [
      grpcError(status, details),
      new ServiceError('Failed', { cause: grpcError(status, details) }),
      new Error('outer', { cause: new ServiceError('Failed', { cause: grpcError(status, details) }) }),
    ])
      expect(temporalProblem(error)).toMatchObject({ code });
  });

  it('SEC-2 what is not an error of Temporal is none of these', () => {
    expect(temporalProblem(grpcError(5, 'workflow execution not found'))).toBeNull();
    expect(temporalProblem(grpcError(6, 'already started'))).toBeNull();
    expect(temporalProblem(new TypeError('x is undefined'))).toBeNull();
    expect(temporalProblem('text')).toBeNull();
  });

  it('SEC-2 an update that got no answer in time is slow', () => {
    expect(temporalProblem(new WorkflowUpdateRPCTimeoutOrCancelledError('late'))).toMatchObject({ code: 'slow' });
  });

  it('SEC-2 only a server that was not reached is told as one that can not be reached', () => {
    const others = Object.entries(temporalProblems).filter(([code]) => code !== 'unreachable');
    for (const [, message] of others) expect(message).not.toContain('reached');
  });
});
