import { runInForeground } from './setup/process.mjs';
import { setUpOrReport } from './setup.mjs';

const setup = await setUpOrReport({ devServer: !process.env['TEMPORAL_ADDRESS'] });
if (setup) {
  const args = ['local/main.ts', ...process.argv.slice(2)];
  const { temporalCliPath } = setup;
  const env = { ...process.env, ...(temporalCliPath && { TEMPORAL_CLI_PATH: temporalCliPath }) };
  process.exitCode = await runInForeground(process.execPath, args, env);
}
