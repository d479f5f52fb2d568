import { randomBytes } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { Command, InvalidArgumentError, Option } from 'commander';
import { temporalReadiness } from '../../client/readiness.ts';
import { buildGateway } from '../../client/gateway/app.ts';
import { defaultBrakeLimits, liftedBrakes } from '../../client/gateway/http/brakes.ts';
import { issueToken } from '../../client/tokens.ts';
import { createLogger } from '../../configuration/logger.ts';
import { createLog } from '../../tools/setup/log.mjs';
import { findSchemathesis, schemathesisVersion } from '../../tools/setup/schemathesis.mjs';
import type { ChaosStack } from '../chaos/stack.ts';
import { startChaosStack } from '../chaos/stack.ts';
import { createJudge } from './judge.ts';
import type { Judge } from './judge.ts';

const wholeNumber = (text: string): number => {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1) throw new InvalidArgumentError('expected a whole number, 1 or more');
  return value;
};

/**
 * `npm run fuzz`: Schemathesis sends hostile requests, made from `/openapi.json`, to each operation of a gateway with Temporal,
 * workers and a simulated Zendesk of its own. Exit code 1 if an answer is wrong, or if a refused request did something.
 */
const options = new Command('fuzz')
  .description('Sends hostile requests to every operation of the API, and judges the answers: nothing should be found.')
  .option('--examples <n>', 'how many requests Schemathesis makes up for each operation and phase', wholeNumber, 200)
  .option('--seed <n>', 'the same requests again', wholeNumber, Math.floor(Date.now() / 1_000) % 100_000)
  .addOption(new Option('--brakes <on|off>', 'whether callers are braked').choices(['on', 'off']).default('off'))
  .option('--seconds <n>', 'how long to go on with made-up requests', wholeNumber)
  .option('--log <file>', 'writes the output of Schemathesis there')
  .parse()
  .opts<{ examples: number; seed: number; brakes: 'on' | 'off'; seconds?: number; log?: string }>();

const platform = {
  username: 'platform',
  password: randomBytes(24).toString('hex'),
  hmacSecret: randomBytes(32).toString('hex'),
};
const tokenSecret = randomBytes(32).toString('hex');
const zendeskWebhookSecret = randomBytes(32).toString('hex');
const stopping = new AbortController();
for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
  process.on(name, () => stopping.abort(new Error('stopped')));

async function main(): Promise<void> {
  const python = await findSchemathesis(createLog());
  if (python === undefined) throw new Error('Schemathesis can not be installed here: it needs Python 3 with pip.');
  const stack = await startChaosStack(stopping.signal);
  const judge = createJudge(stack.sessions);
  process.on('uncaughtException', (error) => judge.add('the gateway would have ended', String(error.stack)));
  process.on('unhandledRejection', (error) => judge.add('the gateway would have ended', String(error)));
  const app = buildGateway({
    sessions: judge.sessions,
    config: { platform, tokenSecrets: [tokenSecret], zendeskWebhookSecret },
    encryption: null,
    logger: createLogger({ name: 'gateway', level: 'silent', pretty: false }),
    ready: () => temporalReadiness(stack.client, { timeoutMs: 1_000 }),
    brakeLimits: options.brakes === 'on' ? defaultBrakeLimits : liftedBrakes,
  });
  judge.watch(app);
  const url = await app.listen({ host: '127.0.0.1', port: 0 });
  const startedAt = Date.now();
  console.log(`Schemathesis ${schemathesisVersion}, seed ${options.seed}, brakes ${options.brakes}`);
  try {
    const code = await schemathesis(python, url);
    if (code !== null && code > 1) judge.add('Schemathesis ended by itself', `exit code ${code}`);
    await judgeSessions(stack, judge);
  } finally {
    await app.close();
    await stack.stop(false);
  }
  report(judge, (Date.now() - startedAt) / 1_000);
}

/**
 * Runs Schemathesis to its end, and gives its exit code: 1 if it found something by its own checks. Null: it was stopped
 * together with this program.
 */
async function schemathesis(python: string, url: string): Promise<number | null> {
  const token = async (role: 'agent' | 'operator' | 'admin'): Promise<string> =>
    await issueToken(tokenSecret, { agentId: '7', email: `${role}@example.com`, role }, '20h');
  // The judge checks the answers, and what was done for them. These checks find what only the caller can see.
  const checks = [
    'not_a_server_error',
    'status_code_conformance',
    'content_type_conformance',
    'response_schema_conformance',
    'unsupported_method',
  ];
  const pairs = {
    'max-examples': options.examples,
    seed: options.seed,
    phases: 'examples,coverage,fuzzing',
    checks: checks.join(','),
    mode: 'all',
    'request-timeout': 30,
    'suppress-health-check': 'all',
    ...(options.seconds === undefined ? {} : { 'max-time': options.seconds }),
    // A stream does not end by itself.
    'exclude-path': '/v1/adapter/stream',
  };
  const args = [
    '-m',
    'schemathesis.cli',
    'run',
    `${url}/openapi.json`,
    '--continue-on-failure',
    '--no-color',
    ...Object.entries(pairs).flatMap(([name, value]) => [`--${name}`, String(value)]),
  ];
  const env = {
    ...process.env,
    SCHEMATHESIS_HOOKS: 'hooks',
    PYTHONPATH: fileURLToPath(new URL('.', import.meta.url)),
    FUZZ_PASSWORD: platform.password,
    FUZZ_HMAC_SECRET: platform.hmacSecret,
    FUZZ_WEBHOOK_SECRET: zendeskWebhookSecret,
    FUZZ_TOKEN_AGENT: await token('agent'),
    FUZZ_TOKEN_OPERATOR: await token('operator'),
    FUZZ_TOKEN_ADMIN: await token('admin'),
  };
  const child = spawn(python, args, { env, signal: stopping.signal, stdio: ['ignore', 'pipe', 'pipe'] });
  const output = options.log === undefined ? process.stdout : createWriteStream(options.log);
  child.stdout.pipe(output, { end: false });
  child.stderr.pipe(output, { end: false });
  return await new Promise((resolve, reject) => {
    child
      .once('error', (error) => (stopping.signal.aborted ? resolve(null) : reject(error)))
      .once('close', (code) => resolve(code));
  });
}

/** A session whose workflow task was tried so often cannot go on. */
const attemptsOfFailingTask = 3;

/** Finds workflows that failed, or whose present task fails again and again. */
async function judgeSessions({ client }: ChaosStack, judge: Judge): Promise<void> {
  let workflows = 0;
  for await (const { workflowId, status } of client.workflow.list()) {
    workflows += 1;
    if (status.name === 'FAILED') judge.add('a workflow failed', workflowId);
    if (status.name !== 'RUNNING') continue;
    const { raw } = await client.workflow.getHandle(workflowId).describe();
    if ((raw.pendingWorkflowTask?.attempt ?? 0) >= attemptsOfFailingTask)
      judge.add('a workflow can not go on', workflowId);
  }
  console.log(`${workflows} workflow runs looked at`);
}

function report(judge: Judge, seconds: number): void {
  const byStatus = new Map<string, number>();
  let all = 0;
  for (const [answer, count] of [...judge.answers].sort(([a], [b]) => a.localeCompare(b))) {
    const status = answer.split(' ').at(-1) ?? '';
    byStatus.set(status, (byStatus.get(status) ?? 0) + count);
    all += count;
    console.log(`${String(count).padStart(7)}  ${answer}`);
  }
  for (const [kind, { count, example }] of judge.findings) console.log(`FOUND ${count} × ${kind}\n      ${example}`);
  const statuses = [...byStatus].sort(([a], [b]) => a.localeCompare(b)).map(([status, count]) => `${status}: ${count}`);
  console.log(
    `${all} requests in ${Math.round(seconds)} s; ${statuses.join(', ')}; ${judge.findings.size} kinds of findings`,
  );
  if (judge.findings.size > 0) process.exitCode = 1;
}

await main();
