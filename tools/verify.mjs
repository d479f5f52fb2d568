import { runChecks, staticChecks } from './checks.mjs';
import { setUpOrReport } from './setup.mjs';

const setup = await setUpOrReport({ devServer: false });
if (setup) {
  const { failed } = await runChecks(staticChecks);
  process.exitCode = failed === 0 ? 0 : 1;
}
