import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { BroadcastChannel, isMainThread } from 'node:worker_threads';

/**
 * Loaded into a worker process before all else, in its main thread and in the one that runs the workflows: each has a heap
 * of its own. At SIGUSR2 each collects its garbage and prints what is left, as one line of JSON.
 */

setFlagsFromString('--expose-gc');
/** @type {unknown} */
const collectGarbage = runInNewContext('gc');
/** Compiled code that has not run lately goes only after some of them: else it would hide what grows. */
const collections = 8;
const question = /** @type {const} */ (['report']);
const asked = new BroadcastChannel('heap');
asked.unref();

/** Prints one line. */
function report() {
  if (typeof collectGarbage === 'function') for (let i = 0; i < collections; i += 1) collectGarbage();
  const { heapUsed, rss } = process.memoryUsage();
  process.stdout.write(`${JSON.stringify({ heapOf: isMainThread ? 'main' : 'workflows', heapUsed, rss })}\n`);
}

if (isMainThread)
  process.on('SIGUSR2', () => {
    asked.postMessage(...question);
    report();
  });
else asked.addEventListener('message', report);
