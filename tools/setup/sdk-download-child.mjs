// The SDK downloads a server only on the way to starting one; this process starts it, stops it and leaves the file.
import { Runtime } from '@temporalio/worker';
import { TestWorkflowEnvironment } from '@temporalio/testing';

const [program, version, downloadDir] = process.argv.slice(2);
if (!program || !version || !downloadDir) throw new Error('usage: sdk-download-child.mjs PROGRAM VERSION FOLDER');

Runtime.install({ logger: { log() {}, trace() {}, debug() {}, info() {}, warn() {}, error() {} } });
const executable = /** @type {const} */ ({ type: 'cached-download', version, downloadDir });
const environment =
  program === 'cli'
    ? await TestWorkflowEnvironment.createLocal({ server: { executable } })
    : await TestWorkflowEnvironment.createTimeSkipping({ server: { executable } });
await environment.teardown();
