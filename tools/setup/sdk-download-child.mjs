// Downloads a Temporal server with the SDK. The SDK can download a server only in order to start it, so this process starts
// the server and stops it again. The downloaded file remains.
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
