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
  'zendeskWebhookSecret',
  'payloadKeys',
] as const;

const hidden = '[hidden]';

/** Secrets of a configuration in every spelling that could reach a log line. Local defaults are no secrets. */
export function secretsOf(config: Partial<Configuration>): readonly string[] {
  const { zendesk, platform, temporal } = config;
  const credentials = zendesk?.credentials;
  const apiKey = temporal?.connectionOptions.apiKey;
  const plain = [
    credentials?.kind === 'token' ? credentials.token : credentials?.clientSecret,
    platform?.password,
    platform?.hmacSecret,
    config.tokenSecret,
    config.zendeskWebhookSecret,
    typeof apiKey === 'string' ? apiKey : null,
    ...(temporal?.payloadKeys ?? []),
  ];
  const pairs = [
    credentials?.kind === 'token' ? `${credentials.email}/token:${credentials.token}` : null,
    platform === undefined ? null : `${platform.username}:${platform.password}`,
  ];
  const known = (value: string | null | undefined): value is string =>
    typeof value === 'string' && value.length >= 4 && !value.endsWith('local-only');
  return [
    ...plain
      .filter(known)
      .flatMap((secret) => [secret, JSON.stringify(secret).slice(1, -1), encodeURIComponent(secret)]),
    ...pairs.filter(known).map((pair) => Buffer.from(pair).toString('base64')),
  ];
}

export type LoggerOptions = {
  /** Which process speaks. */
  readonly name: string;
  readonly level: LogLevel;
  /** Known secrets: they are cut out of every line, wherever they stand (SEC-3). */
  readonly secrets?: readonly string[];
  /** People read along: lines instead of JSON. Default: whether standard output is a terminal. */
  readonly pretty?: boolean;
  /** Default: standard output. */
  readonly destination?: { write(line: string): void };
};

/** A pino logger: one JSON object a line, or lines for people on a terminal. Members named like secrets are hidden. */
export function createLogger({ name, level, secrets = [], pretty, destination }: LoggerOptions): Logger {
  const nested = secretNames.flatMap((secret) => ['', '*.', '*.*.', '*.*.*.'].map((depth) => `${depth}["${secret}"]`));
  const paths = nested.map((path) => path.replace('.[', '['));
  const options = {
    level,
    base: { name },
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label: string) => ({ level: label }) },
    redact: { paths, censor: hidden },
    hooks: {
      streamWrite: (line: string) => secrets.reduce((left, secret) => left.replaceAll(secret, hidden), line),
    },
  };
  if (destination !== undefined) return pino(options, destination);
  return (pretty ?? process.stdout.isTTY)
    ? pino(options, PinoPretty({ colorize: true, translateTime: 'SYS:HH:MM:ss.l', singleLine: true }))
    : pino(options, pino.destination({ dest: 1, sync: true }));
}
