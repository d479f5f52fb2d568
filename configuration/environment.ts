import { isIP } from 'node:net';
import { z } from 'zod';
import { isLoopbackAddress, isLoopbackHost, isLoopbackUrl } from './loopback.ts';
import { secretVariables, withSecretFiles } from './secret-files.ts';
import type { SecretVariable } from './secret-files.ts';
import { localSecret, parseTokenSecrets, passwordProblem, secretProblem, tokenSecretsProblem } from './secrets.ts';
import type { TemporalConfiguration } from './temporal.ts';
import { parsePayloadKeys } from './encryption.ts';
import { localTemporalUi, payloadKeyExpected, readTemporal } from './temporal.ts';

export type ZendeskCredentials =
  | { readonly kind: 'token'; readonly email: string; readonly token: string }
  | { readonly kind: 'oauth'; readonly clientId: string; readonly clientSecret: string };

export type LogLevel = 'fatal' | 'error' | 'warn' | 'info' | 'debug' | 'trace' | 'silent';

/** The settings that every process and the command line need. */
export type CommonConfiguration = {
  readonly temporal: TemporalConfiguration;
  readonly logLevel: LogLevel;
  readonly simulatorPort: number;
};

export type WorkerConfiguration = CommonConfiguration & {
  readonly zendesk: {
    /** The base address, without `/api/v2` and without a slash at the end. */
    readonly url: string;
    readonly credentials: ZendeskCredentials;
    /** True if ZENDESK_URL is not set: then `url` is the address of the local simulator. */
    readonly simulated: boolean;
  };
  /**
   * SEC-5: files are fetched from these hosts only. Each entry is `host` or `host:port`, after `private:` for a host with a
   * private or loopback address.
   */
  readonly fileHosts: readonly string[];
  /** Address on which Prometheus reads the metrics: the loopback address in a local set-up, else all interfaces. */
  readonly metricsHost: string;
  readonly metricsPort: number;
  /** The port of the worker's `GET /healthz`, on the same address. Port 0 means any free port. */
  readonly healthPort: number;
};

/** The address of the gateway, and how the platform signs in to it. */
export type PlatformConfiguration = {
  /** Port 0 means any free port. */
  readonly gateway: { readonly host: string; readonly port: number };
  readonly platform: { readonly username: string; readonly password: string; readonly hmacSecret: string | null };
};

/** The secrets of tokens: the first signs, and all verify. */
export type TokenConfiguration = { readonly tokenSecrets: readonly [string, ...(readonly string[])] };

export type GatewayConfiguration = CommonConfiguration &
  PlatformConfiguration &
  TokenConfiguration & {
    readonly zendeskWebhookSecret: string | null;
    /** The proxies whose header `X-Forwarded-For` names the address of the caller: addresses and networks. */
    readonly trustedProxies: readonly string[];
    /** SEC-6: the Temporal UI of this origin may ask the gateway to decrypt payloads. */
    readonly temporalUi: string;
  };

export type Configuration = WorkerConfiguration & GatewayConfiguration;

/**
 * Each problem is one line that begins with the variable's name and says what to do. It never repeats the variable's
 * value, which may be a secret (SEC-3).
 */
export type Read<Config> =
  | { readonly ok: true; readonly config: Config }
  | { readonly ok: false; readonly problems: readonly string[] };

const simulatorEmail = 'admin@example.com';

const port = z.coerce
  .number({ error: 'expected a port, a whole number up to 65535' })
  .int({ error: 'expected a port, a whole number up to 65535' })
  .min(0, { error: 'expected a port, a whole number up to 65535' })
  .max(65_535, { error: 'expected a port, a whole number up to 65535' });
const text = z.string().optional();

function isBaseUrl(value: string): boolean {
  if (!URL.canParse(value)) return false;
  const { protocol, search, hash, username, password } = new URL(value);
  return ['http:', 'https:'].includes(protocol) && `${search}${hash}${username}${password}` === '';
}

/** Whether a text is an address such as 10.0.0.7, or a network such as 10.0.0.0/8 or fd00::/8. */
function isAddressOrNetwork(text: string): boolean {
  const [, address = '', bits = null] = /^([^/]*)(?:\/(\d{1,3}))?$/.exec(text) ?? [];
  const mostBits = { 0: -1, 4: 32, 6: 128 }[isIP(address)] ?? -1;
  // A network of no bits holds every address. Then each caller could name any address as its own.
  return mostBits > 0 && (bits === null || (Number(bits) >= 1 && Number(bits) <= mostBits));
}

const variables = z.object({
  ZENDESK_URL: z
    .string()
    .refine(isBaseUrl, { error: 'expected an address such as https://example.zendesk.com' })
    .transform((url) => url.replace(/\/+$/, ''))
    .refine((url) => !url.endsWith('/api/v2'), { error: 'expected the base address, without /api/v2' })
    .optional(),
  ZENDESK_EMAIL: text,
  ZENDESK_API_TOKEN: text,
  ZENDESK_CLIENT_ID: text,
  ZENDESK_CLIENT_SECRET: text,
  ZENDESK_WEBHOOK_SECRET: text,
  GATEWAY_HOST: z.string().default('127.0.0.1'),
  GATEWAY_PORT: port.default(8080),
  PLATFORM_USERNAME: z
    .string()
    .refine((name) => !name.includes(':'), { error: 'must not contain a colon: Basic sign-in can not carry one' })
    .default('platform'),
  PLATFORM_PASSWORD: text,
  PLATFORM_HMAC_SECRET: text,
  TOKEN_SECRET: text,
  FILE_HOSTS: z
    .string()
    .transform((list) =>
      list
        .split(',')
        .map((host) => host.trim().toLowerCase())
        .filter((host) => host !== ''),
    )
    .refine((hosts) => hosts.every((host) => /^(private:)?(\[[0-9a-f:.]+\]|[^\s/:@[\]]+)(:\d{1,5})?$/.test(host)), {
      error: 'expected host, host:port or private:host:port, separated by commas, without http://',
    })
    .optional(),
  TRUSTED_PROXIES: z
    .string()
    .transform((list) =>
      list
        .split(',')
        .map((proxy) => proxy.trim())
        .filter((proxy) => proxy !== ''),
    )
    .refine((proxies) => proxies.every(isAddressOrNetwork), {
      error: 'expected addresses or networks such as 10.0.0.7 or 10.0.0.0/8, separated by commas',
    })
    .default([]),
  // An invalid key stops the process: starting without encryption would store readable data that was meant to be secret.
  PAYLOAD_KEY: z
    .string()
    .refine((list) => parsePayloadKeys(list) !== null, { error: payloadKeyExpected })
    .optional(),
  TEMPORAL_UI_URL: z
    .string()
    .refine(isBaseUrl, { error: 'expected an address such as http://127.0.0.1:8233' })
    .transform((url) => new URL(url).origin)
    .default(`http://${localTemporalUi}`),
  SIMULATOR_PORT: port.default(8090),
  METRICS_PORT: port.default(9464),
  HEALTH_PORT: port.optional(),
  LOG_LEVEL: z
    .enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'], {
      error: 'expected one of fatal, error, warn, info, debug, trace, silent',
    })
    .default('info'),
});

type Variables = z.output<typeof variables>;

/** One part of the configuration, or the problems with its variables. */
type Part<Config> = { readonly config: Config } | { readonly problems: readonly string[] };

/** Removes empty variables: a line `NAME=` in a compose file or in .env means that the variable is not set. */
function withoutEmpty(env: NodeJS.ProcessEnv): Record<string, string> {
  return Object.fromEntries(
    Object.entries(env).flatMap(([name, value]) => (value === undefined || value.trim() === '' ? [] : [[name, value]])),
  );
}

/** What the parts of a configuration are built from: the checked variables, and all that are set. */
type Source = { readonly read: Variables; readonly env: Readonly<Record<string, string>> };

function hasLocalEnds({ ZENDESK_URL, GATEWAY_HOST }: Variables): boolean {
  return (ZENDESK_URL === undefined || isLoopbackUrl(ZENDESK_URL)) && isLoopbackHost(GATEWAY_HOST);
}

/**
 * The local condition: Zendesk, Temporal and the gateway are all on this machine. Only then the local defaults of secrets are
 * accepted. The address of Temporal may also come from Temporal's configuration file.
 */
function isLocal({ read, env }: Source): boolean {
  if (!hasLocalEnds(read)) return false;
  try {
    return isLoopbackAddress(readTemporal(env).address);
  } catch {
    return false;
  }
}

function buildCommon({ read, env }: Source): Part<CommonConfiguration> {
  try {
    const temporal = readTemporal(env);
    return {
      config: {
        temporal,
        logLevel: read.LOG_LEVEL,
        simulatorPort: read.SIMULATOR_PORT,
      },
    };
  } catch (error) {
    const cause = error instanceof Error ? error.message : 'can not be read';
    return { problems: [`TEMPORAL_*: ${cause}; see the comments of .env.example`] };
  }
}

function buildCredentials(source: Source): Part<ZendeskCredentials> {
  const { read } = source;
  const { ZENDESK_EMAIL: email, ZENDESK_API_TOKEN: token } = read;
  const { ZENDESK_CLIENT_ID: clientId, ZENDESK_CLIENT_SECRET: clientSecret } = read;
  if (clientId !== undefined && clientSecret !== undefined)
    return { config: { kind: 'oauth', clientId, clientSecret } };
  if (clientId !== undefined) return { problems: ['ZENDESK_CLIENT_SECRET: missing, though ZENDESK_CLIENT_ID is set'] };
  if (clientSecret !== undefined)
    return { problems: ['ZENDESK_CLIENT_ID: missing, though ZENDESK_CLIENT_SECRET is set'] };
  if (email !== undefined && token !== undefined) return { config: { kind: 'token', email, token } };
  if (email !== undefined) return { problems: ['ZENDESK_API_TOKEN: missing, though ZENDESK_EMAIL is set'] };
  if (token !== undefined) return { problems: ['ZENDESK_EMAIL: missing, though ZENDESK_API_TOKEN is set'] };
  if (isLocal(source)) return { config: { kind: 'token', email: simulatorEmail, token: localSecret } };
  return {
    problems: [
      `ZENDESK_EMAIL: missing: set it and ZENDESK_API_TOKEN, or ZENDESK_CLIENT_ID and ZENDESK_CLIENT_SECRET, to sign in at ZENDESK_URL; ${localOnly}`,
    ],
  };
}

function buildWorker(source: Source): Part<Omit<WorkerConfiguration, keyof CommonConfiguration>> {
  const { read } = source;
  const credentials = buildCredentials(source);
  if ('problems' in credentials) return credentials;
  const simulator = `127.0.0.1:${read.SIMULATOR_PORT}`;
  return {
    config: {
      zendesk: {
        url: read.ZENDESK_URL ?? `http://${simulator}`,
        credentials: credentials.config,
        simulated: read.ZENDESK_URL === undefined,
      },
      fileHosts: read.FILE_HOSTS ?? [`private:${simulator}`],
      metricsHost: hasLocalEnds(read) ? '127.0.0.1' : '0.0.0.0',
      metricsPort: read.METRICS_PORT,
      healthPort: read.HEALTH_PORT ?? (read.METRICS_PORT === 0 ? 0 : Math.min(read.METRICS_PORT + 1, 65_535)),
    },
  };
}

const localOnly = 'its local default holds only while ZENDESK_URL, TEMPORAL_ADDRESS and GATEWAY_HOST name this machine';

/**
 * @param meaning the use of the secret, for the message if it is missing
 * @param problemOf why a secret is too weak; null: it is strong enough
 */
function requireSecret(
  source: Source,
  name: 'PLATFORM_PASSWORD' | 'TOKEN_SECRET',
  { meaning, problemOf }: { readonly meaning: string; readonly problemOf: (secret: string) => string | null },
): Part<string> {
  const value = source.read[name];
  if (value === undefined || value === localSecret) {
    if (isLocal(source)) return { config: localSecret };
    const what = value === undefined ? 'missing' : 'too well known';
    return { problems: [`${name}: ${what}: set ${meaning}; ${localOnly}`] };
  }
  const problem = problemOf(value);
  return problem === null ? { config: value } : { problems: [`${name}: ${problem}`] };
}

function buildHmacSecret({ PLATFORM_HMAC_SECRET: secret }: Variables): Part<string | null> {
  if (secret === undefined) return { config: null };
  const problem = secretProblem(secret);
  return problem === null ? { config: secret } : { problems: [`PLATFORM_HMAC_SECRET: ${problem}`] };
}

function buildPlatform(source: Source): Part<PlatformConfiguration> {
  const { read } = source;
  const password = requireSecret(source, 'PLATFORM_PASSWORD', {
    meaning: 'the password that the platform signs in with, of at least 16 characters',
    problemOf: passwordProblem,
  });
  const hmacSecret = buildHmacSecret(read);
  if ('problems' in password || 'problems' in hmacSecret) return { problems: collectProblems([password, hmacSecret]) };
  return {
    config: {
      gateway: { host: read.GATEWAY_HOST, port: read.GATEWAY_PORT },
      platform: { username: read.PLATFORM_USERNAME, password: password.config, hmacSecret: hmacSecret.config },
    },
  };
}

function buildToken(source: Source): Part<TokenConfiguration> {
  const list = requireSecret(source, 'TOKEN_SECRET', {
    meaning: "the secret that agents' and admins' tokens are signed with, of at least 32 bytes",
    problemOf: (secrets) => tokenSecretsProblem(parseTokenSecrets(secrets)),
  });
  if ('problems' in list) return list;
  const [first = list.config, ...others] = parseTokenSecrets(list.config);
  return { config: { tokenSecrets: [first, ...others] } };
}

function buildGateway(source: Source): Part<Omit<GatewayConfiguration, keyof CommonConfiguration>> {
  const { read } = source;
  const others = {
    zendeskWebhookSecret: read.ZENDESK_WEBHOOK_SECRET ?? null,
    temporalUi: read.TEMPORAL_UI_URL,
    trustedProxies: read.TRUSTED_PROXIES,
  };
  return merge(merge(buildPlatform(source), buildToken(source)), { config: others });
}

function collectProblems(parts: readonly Part<unknown>[]): readonly string[] {
  return parts.flatMap((part) => ('problems' in part ? part.problems : []));
}

function read<Config>(
  given: NodeJS.ProcessEnv,
  secrets: readonly SecretVariable[],
  build: (source: Source) => Part<Config>,
): Read<Config> {
  const { env, problems: ofFiles } = withSecretFiles(withoutEmpty(given), secrets);
  if (ofFiles.length > 0) return { ok: false, problems: ofFiles };
  const parsed = variables.safeParse(env);
  if (!parsed.success) {
    return { ok: false, problems: parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`) };
  }
  const part = build({ read: parsed.data, env });
  return 'config' in part ? { ok: true, config: part.config } : { ok: false, problems: part.problems };
}

function merge<A, B>(a: Part<A>, b: Part<B>): Part<A & B> {
  return 'config' in a && 'config' in b
    ? { config: { ...a.config, ...b.config } }
    : { problems: collectProblems([a, b]) };
}

const secretsOfTemporal = ['TEMPORAL_API_KEY', 'PAYLOAD_KEY'] as const;
const secretsOfWorker = [...secretsOfTemporal, 'ZENDESK_API_TOKEN', 'ZENDESK_CLIENT_SECRET'] as const;
const secretsOfPlatform = [...secretsOfTemporal, 'PLATFORM_PASSWORD', 'PLATFORM_HMAC_SECRET'] as const;
const secretsOfToken = [...secretsOfTemporal, 'TOKEN_SECRET'] as const;
const secretsOfGateway = [...secretsOfPlatform, 'TOKEN_SECRET', 'ZENDESK_WEBHOOK_SECRET'] as const;

/** Reads the variables of Temporal and logging, for commands that connect to Temporal. */
export function readCommon(env: NodeJS.ProcessEnv): Read<CommonConfiguration> {
  return read(env, secretsOfTemporal, buildCommon);
}

/** Reads the gateway's address and the platform's sign-in, for the command that posts events as the platform does. */
export function readPlatform(env: NodeJS.ProcessEnv): Read<PlatformConfiguration> {
  return read(env, secretsOfPlatform, buildPlatform);
}

/** Reads the secrets that sign and verify the tokens of agents and administrators. */
export function readToken(env: NodeJS.ProcessEnv): Read<TokenConfiguration> {
  return read(env, secretsOfToken, buildToken);
}

/** Reads the variables of the worker process. */
export function readWorker(env: NodeJS.ProcessEnv): Read<WorkerConfiguration> {
  return read(env, secretsOfWorker, (source) => merge(buildCommon(source), buildWorker(source)));
}

/** Reads the variables of the gateway process. */
export function readGateway(env: NodeJS.ProcessEnv): Read<GatewayConfiguration> {
  return read(env, secretsOfGateway, (source) => merge(buildCommon(source), buildGateway(source)));
}

/** Reads all variables at once, for a process that starts the others. `.env.example` lists names and defaults. */
export function readEnvironment(env: NodeJS.ProcessEnv): Read<Configuration> {
  return read(env, secretVariables, (source) =>
    merge(merge(buildCommon(source), buildWorker(source)), buildGateway(source)),
  );
}
