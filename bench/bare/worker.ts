import { fileURLToPath } from 'node:url';
import { Client, Connection } from '@temporalio/client';
import { bundleWorkflowCode, NativeConnection, Worker } from '@temporalio/worker';
import { createSessionActivities } from '../../activities/sessions.ts';
import { createLogger } from '../../configuration/logger.ts';
import { installRuntime, temporalLogger } from '../../workers/telemetry.ts';
import { workflowGateway } from '../../workers/workflow-gateway.ts';

/** The worker process for the bare workflows. Their Zendesk activities run in the product's worker. */
const logger = createLogger({ name: 'bare', level: 'error' });
installRuntime(logger, '127.0.0.1:0');
const address = process.env.TEMPORAL_ADDRESS ?? '127.0.0.1:7233';
const client = new Client({ connection: await Connection.connect({ address }) });
const worker = await Worker.create({
  connection: await NativeConnection.connect({ address }),
  taskQueue: 'bare',
  workflowBundle: await bundleWorkflowCode({
    workflowsPath: fileURLToPath(new URL('./all.ts', import.meta.url)),
    logger: temporalLogger(logger),
  }),
  activities: createSessionActivities({ client, gateway: workflowGateway, accountTimeZone: async () => 'UTC' }),
  maxCachedWorkflows: 1_000,
});
process.once('SIGTERM', () => worker.shutdown());
console.log('worker ready');
await worker.run();
// The open connections would keep the process alive.
process.exit();
