import { runChecks, staticChecks } from './checks.mjs';
import { setUpOrTell } from './setup.mjs';

const setup = await setUpOrTell({ devServer: false });
if (setup) {
  const { failed } = await runChecks(staticChecks);
  process.exitCode = failed === 0 ? 0 : 1;
}
