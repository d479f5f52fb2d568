import { isIP } from 'node:net';
import { z } from 'zod';
import { isLoopbackHost, isLoopbackUrl } from './loopback.ts';
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
  /** SEC-5: files are fetched from these hosts only. Each entry is `host` or `host:port`. */
  readonly fileHosts: readonly string[];
  /** Address on which Prometheus reads the metrics: the loopback address in a local set-up, else all interfaces. */
  readonly metricsHost: string;
  readonly metricsPort: number;
};

/** The address of the gateway, and how the platform signs in to it. */
export type PlatformConfiguration = {
  /** Port 0 means any free port. */
  readonly gateway: { readonly host: string; readonly port: number };
  readonly platform: { readonly username: string; readonly password: string; readonly hmacSecret: string | null };
};

export type TokenConfiguration = { readonly tokenSecret: string };

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

/** The default of each secret. It is accepted only while ZENDESK_URL and GATEWAY_HOST name this machine. */
const localSecret = 'local-only';
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
    .refine((hosts) => hosts.every((host) => /^(\[[0-9a-f:.]+\]|[^\s/:@[\]]+)(:\d{1,5})?$/.test(host)), {
      error: 'expected host or host:port, separated by commas, without http://',
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

function isLocal({ ZENDESK_URL, GATEWAY_HOST }: Variables): boolean {
  return (ZENDESK_URL === undefined || isLoopbackUrl(ZENDESK_URL)) && isLoopbackHost(GATEWAY_HOST);
}

function buildCommon(read: Variables, env: Readonly<Record<string, string>>): Part<CommonConfiguration> {
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

function buildCredentials(read: Variables): Part<ZendeskCredentials> {
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
  if (isLocal(read)) return { config: { kind: 'token', email: simulatorEmail, token: localSecret } };
  return {
    problems: [
      'ZENDESK_EMAIL: missing: set it and ZENDESK_API_TOKEN, or ZENDESK_CLIENT_ID and ZENDESK_CLIENT_SECRET, to sign in at ZENDESK_URL',
    ],
  };
}

function buildWorker(read: Variables): Part<Omit<WorkerConfiguration, keyof CommonConfiguration>> {
  const credentials = buildCredentials(read);
  if ('problems' in credentials) return credentials;
  const simulator = `127.0.0.1:${read.SIMULATOR_PORT}`;
  return {
    config: {
      zendesk: {
        url: read.ZENDESK_URL ?? `http://${simulator}`,
        credentials: credentials.config,
        simulated: read.ZENDESK_URL === undefined,
      },
      fileHosts: read.FILE_HOSTS ?? [simulator],
      metricsHost: isLocal(read) ? '127.0.0.1' : '0.0.0.0',
      metricsPort: read.METRICS_PORT,
    },
  };
}

function requireSecret(read: Variables, name: 'PLATFORM_PASSWORD' | 'TOKEN_SECRET', meaning: string): Part<string> {
  const value = read[name];
  if (isLocal(read)) return { config: value ?? localSecret };
  if (value !== undefined && value !== localSecret) return { config: value };
  const why = 'its local default holds only while ZENDESK_URL and GATEWAY_HOST name this machine';
  return { problems: [`${name}: ${value === undefined ? 'missing' : 'too well known'}: set ${meaning}; ${why}`] };
}

function buildPlatform(read: Variables): Part<PlatformConfiguration> {
  const password = requireSecret(read, 'PLATFORM_PASSWORD', 'the password that the platform signs in with');
  if ('problems' in password) return password;
  return {
    config: {
      gateway: { host: read.GATEWAY_HOST, port: read.GATEWAY_PORT },
      platform: {
        username: read.PLATFORM_USERNAME,
        password: password.config,
        hmacSecret: read.PLATFORM_HMAC_SECRET ?? null,
      },
    },
  };
}

function buildToken(read: Variables): Part<TokenConfiguration> {
  const secret = requireSecret(read, 'TOKEN_SECRET', "the secret that agents' and admins' tokens are signed with");
  return 'problems' in secret ? secret : { config: { tokenSecret: secret.config } };
}

function buildGateway(read: Variables): Part<Omit<GatewayConfiguration, keyof CommonConfiguration>> {
  const others = {
    zendeskWebhookSecret: read.ZENDESK_WEBHOOK_SECRET ?? null,
    temporalUi: read.TEMPORAL_UI_URL,
    trustedProxies: read.TRUSTED_PROXIES,
  };
  return merge(merge(buildPlatform(read), buildToken(read)), { config: others });
}

function collectProblems(parts: readonly Part<unknown>[]): readonly string[] {
  return parts.flatMap((part) => ('problems' in part ? part.problems : []));
}

function read<Config>(
  env: NodeJS.ProcessEnv,
  build: (read: Variables, env: Readonly<Record<string, string>>) => Part<Config>,
): Read<Config> {
  const given = withoutEmpty(env);
  const parsed = variables.safeParse(given);
  if (!parsed.success) {
    return { ok: false, problems: parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`) };
  }
  const part = build(parsed.data, given);
  return 'config' in part ? { ok: true, config: part.config } : { ok: false, problems: part.problems };
}

function merge<A, B>(a: Part<A>, b: Part<B>): Part<A & B> {
  return 'config' in a && 'config' in b
    ? { config: { ...a.config, ...b.config } }
    : { problems: collectProblems([a, b]) };
}

/** Reads the variables of Temporal and logging, for commands that connect to Temporal. */
export function readCommon(env: NodeJS.ProcessEnv): Read<CommonConfiguration> {
  return read(env, buildCommon);
}

/** Reads the gateway's address and the platform's sign-in, for the command that posts events as the platform does. */
export function readPlatform(env: NodeJS.ProcessEnv): Read<PlatformConfiguration> {
  return read(env, buildPlatform);
}

/** Reads the secret that signs the tokens of agents and administrators. */
export function readToken(env: NodeJS.ProcessEnv): Read<TokenConfiguration> {
  return read(env, buildToken);
}

/** Reads the variables of the worker process. */
export function readWorker(env: NodeJS.ProcessEnv): Read<WorkerConfiguration> {
  return read(env, (variables, given) => merge(buildCommon(variables, given), buildWorker(variables)));
}

/** Reads the variables of the gateway process. */
export function readGateway(env: NodeJS.ProcessEnv): Read<GatewayConfiguration> {
  return read(env, (variables, given) => merge(buildCommon(variables, given), buildGateway(variables)));
}

/** Reads all variables at once, for a process that starts the others. `.env.example` lists names and defaults. */
export function readEnvironment(env: NodeJS.ProcessEnv): Read<Configuration> {
  return read(env, (variables, given) =>
    merge(merge(buildCommon(variables, given), buildWorker(variables)), buildGateway(variables)),
  );
}
