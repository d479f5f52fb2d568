import { DefaultFailureConverter } from '@temporalio/common';

/**
 * Puts the message and the stack of an error into a payload, so that the codec encrypts them too (SEC-6). Temporal asks for
 * the path of such a module: it is loaded into the workflows' bundle, and by Node's `require` outside of it.
 */
export const failureConverter = new DefaultFailureConverter({ encodeCommonAttributes: true });
