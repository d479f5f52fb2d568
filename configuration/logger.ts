import { Buffer } from 'node:buffer';
import { pino } from 'pino';
import type { Logger } from 'pino';
import { PinoPretty } from 'pino-pretty';
import type { Configuration, LogLevel } from './environment.ts';

export type { Logger } from 'pino';

const secretNames = [
  'authorization',
  'Authorization',
  'proxy-authorization',
  'cookie',
  'set-cookie',
  'x-signature',
  'password',
  'token',
  'secret',
  'apiKey',
  'api_token',
  'apiToken',
  'access_token',
  'accessToken',
  'client_secret',
  'clientSecret',
  'hmacSecret',
  'tokenSecret',
  'tokenSecrets',
  'zendeskWebhookSecret',
  'payloadKeys',
] as const;

const hidden = '[hidden]';

/**
 * SEC-3: lists the secrets of a configuration in each spelling that could reach a log line: plain, inside JSON, URL-encoded,
 * and as Basic credentials. The local defaults are left out, since everybody knows them.
 */
export function secretsOf(config: Partial<Configuration>): readonly string[] {
  const { zendesk, platform, temporal } = config;
  const credentials = zendesk?.credentials;
  const apiKey = temporal?.connectionOptions.apiKey;
  const plain = [
    credentials?.kind === 'token' ? credentials.token : credentials?.clientSecret,
    platform?.password,
    platform?.hmacSecret,
    ...(config.tokenSecrets ?? []),
    config.zendeskWebhookSecret,
    typeof apiKey === 'string' ? apiKey : null,
    ...(temporal?.payloadKeys ?? []),
  ];
  const basicCredentials = [
    credentials?.kind === 'token' ? `${credentials.email}/token:${credentials.token}` : null,
    platform === undefined ? null : `${platform.username}:${platform.password}`,
  ];
  const isSecret = (value: string | null | undefined): value is string =>
    typeof value === 'string' && value.length >= 4 && !value.endsWith('local-only');
  return [
    ...plain
      .filter(isSecret)
      .flatMap((secret) => [secret, JSON.stringify(secret).slice(1, -1), encodeURIComponent(secret)]),
    ...basicCredentials.filter(isSecret).map((credential) => Buffer.from(credential).toString('base64')),
  ];
}

/** An error as it is logged. Its other members are left out, because they may hold data of customers (SEC-3). */
type LoggedError = {
  readonly type: string;
  readonly code?: string | number;
  readonly message: string;
  readonly stack?: string;
  readonly cause?: unknown;
};

/** An error of an error of an error is enough to find a mistake. */
const mostCauses = 5;

/** Any other value is logged unchanged. */
function errorForLog(error: unknown, depth = 0): unknown {
  if (!(error instanceof Error)) return error;
  const { name, message, stack, cause } = error;
  const code =
    'code' in error && (typeof error.code === 'string' || typeof error.code === 'number') ? error.code : null;
  return {
    // An ApplicationFailure has the code of its error as `type`.
    type: 'type' in error && typeof error.type === 'string' ? error.type : name,
    ...(code === null ? {} : { code }),
    message,
    ...(stack === undefined ? {} : { stack }),
    ...(cause === undefined || depth >= mostCauses ? {} : { cause: errorForLog(cause, depth + 1) }),
  } satisfies LoggedError;
}

export type LoggerOptions = {
  /** The name of the process, such as `worker`. */
  readonly name: string;
  readonly level: LogLevel;
  /** SEC-3: these texts are replaced by `[hidden]` anywhere in a line. Default: none. */
  readonly secrets?: readonly string[];
  /** True: readable lines instead of JSON. Default: true if standard output is a terminal. */
  readonly pretty?: boolean;
  /** Default: standard output. */
  readonly destination?: { write(line: string): void };
};

/**
 * Creates a pino logger that writes one JSON object a line, or readable lines on a terminal. It hides members that are named
 * like secrets, up to three levels deep (SEC-3).
 */
export function createLogger({ name, level, secrets = [], pretty, destination }: LoggerOptions): Logger {
  const nestedPaths = secretNames.flatMap((secret) =>
    ['', '*.', '*.*.', '*.*.*.'].map((depth) => `${depth}["${secret}"]`),
  );
  const paths = nestedPaths.map((path) => path.replace('.[', '['));
  const options = {
    level,
    base: { name },
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label: string) => ({ level: label }) },
    redact: { paths, censor: hidden },
    // The SDK of Temporal logs errors as `error`. Without a serializer, an error is logged as `{}`.
    serializers: {
      err: (error: unknown) => errorForLog(error),
      error: (error: unknown) => errorForLog(error),
      failure: (error: unknown) => errorForLog(error),
    },
    hooks: {
      streamWrite: (line: string) => secrets.reduce((left, secret) => left.replaceAll(secret, hidden), line),
    },
  };
  if (destination !== undefined) return pino(options, destination);
  return (pretty ?? process.stdout.isTTY)
    ? pino(options, PinoPretty({ colorize: true, translateTime: 'SYS:HH:MM:ss.l', singleLine: true }))
    : pino(options, pino.destination({ dest: 1, sync: true }));
}
