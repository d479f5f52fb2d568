import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { BroadcastChannel, isMainThread } from 'node:worker_threads';

/**
 * A worker process loads this module before all others, in its main thread and in the thread that runs the workflows,
 * because each thread has a heap of its own. At SIGUSR2 each thread collects its garbage and prints the size of its
 * heap as one line of JSON.
 */

setFlagsFromString('--expose-gc');
/** @type {unknown} */
const collectGarbage = runInNewContext('gc');
/**
 * V8 drops compiled code that has not run lately only after several collections. Without them that code would hide the
 * growth of the heap.
 */
const collections = 8;
const message = /** @type {const} */ (['report']);
const reportChannel = new BroadcastChannel('heap');
reportChannel.unref();

/** Collects the garbage and prints one line of JSON. */
function report() {
  if (typeof collectGarbage === 'function') for (let i = 0; i < collections; i += 1) collectGarbage();
  const { heapUsed, rss } = process.memoryUsage();
  process.stdout.write(`${JSON.stringify({ heapOf: isMainThread ? 'main' : 'workflows', heapUsed, rss })}\n`);
}

if (isMainThread)
  process.on('SIGUSR2', () => {
    reportChannel.postMessage(...message);
    report();
  });
else reportChannel.addEventListener('message', report);
