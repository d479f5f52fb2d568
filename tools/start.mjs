import { handOver } from './setup/process.mjs';
import { setUpOrTell } from './setup.mjs';

const setup = await setUpOrTell({ devServer: !process.env['TEMPORAL_ADDRESS'] });
if (setup) {
  const args = ['--import', 'tsx', 'local/main.ts', ...process.argv.slice(2)];
  const { temporalCliPath } = setup;
  const env = { ...process.env, ...(temporalCliPath && { TEMPORAL_CLI_PATH: temporalCliPath }) };
  process.exitCode = await handOver(process.execPath, args, env);
}
