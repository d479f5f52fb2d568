import { DefaultFailureConverter } from '@temporalio/common';

/**
 * SEC-6: moves the message and the stack of an error into a payload, so that the codec encrypts them too.
 *
 * Temporal takes the path of this module, not the object. Workers put it into the workflow bundle; outside of workflows
 * Temporal loads it with `require`.
 */
export const failureConverter = new DefaultFailureConverter({ encodeCommonAttributes: true });
