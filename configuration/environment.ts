import { z } from 'zod';
import { isLoopbackHost, isLoopbackUrl } from './loopback.ts';
import type { TemporalConfiguration } from './temporal.ts';
import { payloadKeysOf } from './encryption.ts';
import { localTemporalUi, payloadKeyExpected, readTemporal } from './temporal.ts';

export type ZendeskCredentials =
  | { readonly kind: 'token'; readonly email: string; readonly token: string }
  | { readonly kind: 'oauth'; readonly clientId: string; readonly clientSecret: string };

export type LogLevel = 'fatal' | 'error' | 'warn' | 'info' | 'debug' | 'trace' | 'silent';

/** What every process and the command line needs. */
export type CommonConfiguration = {
  readonly temporal: TemporalConfiguration;
  readonly logLevel: LogLevel;
  readonly simulatorPort: number;
};

export type WorkerConfiguration = CommonConfiguration & {
  readonly zendesk: {
    /** Base address without `/api/v2` and without a slash at the end. */
    readonly url: string;
    readonly credentials: ZendeskCredentials;
    /** No Zendesk is named: the local simulator stands in. */
    readonly simulated: boolean;
  };
  /** `host` or `host:port` that files may be fetched from (SEC-5). */
  readonly fileHosts: readonly string[];
  /** Where Prometheus reads: this machine only, unless the product is set up beyond it. */
  readonly metricsHost: string;
  readonly metricsPort: number;
};

/** Where the platform's doors are, and how the platform signs in. */
export type PlatformConfiguration = {
  /** Port 0 takes any free one. */
  readonly gateway: { readonly host: string; readonly port: number };
  readonly platform: { readonly username: string; readonly password: string; readonly hmacSecret: string | null };
};

export type TokenConfiguration = { readonly tokenSecret: string };

export type GatewayConfiguration = CommonConfiguration &
  PlatformConfiguration &
  TokenConfiguration & {
    readonly zendeskWebhookSecret: string | null;
    /** Origin of the Temporal UI that may ask for what is encrypted (SEC-6). */
    readonly temporalUi: string;
  };

export type Configuration = WorkerConfiguration & GatewayConfiguration;

/** Each problem is one line that begins with the variable's name and says what to do. Values are never repeated. */
export type Read<Config> =
  | { readonly ok: true; readonly config: Config }
  | { readonly ok: false; readonly problems: readonly string[] };

/** Stands in for secrets while nothing but this machine is involved. */
const localOnly = 'local-only';
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
  // Whoever sets it expects encryption: going on without would be worse than stopping.
  PAYLOAD_KEY: z
    .string()
    .refine((list) => payloadKeysOf(list) !== null, { error: payloadKeyExpected })
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

/** One part of the configuration, or what is wrong with its variables. */
type Part<Config> = { readonly config: Config } | { readonly problems: readonly string[] };

/** An empty variable counts as unset, as compose files hand them through. */
function withoutEmpty(env: NodeJS.ProcessEnv): Record<string, string> {
  return Object.fromEntries(
    Object.entries(env).flatMap(([name, value]) => (value === undefined || value.trim() === '' ? [] : [[name, value]])),
  );
}

function isLocal({ ZENDESK_URL, GATEWAY_HOST }: Variables): boolean {
  return (ZENDESK_URL === undefined || isLoopbackUrl(ZENDESK_URL)) && isLoopbackHost(GATEWAY_HOST);
}

function commonOf(read: Variables, env: Readonly<Record<string, string>>): Part<CommonConfiguration> {
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

function credentialsOf(read: Variables): Part<ZendeskCredentials> {
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
  if (isLocal(read)) return { config: { kind: 'token', email: simulatorEmail, token: localOnly } };
  return {
    problems: [
      'ZENDESK_EMAIL: missing: set it and ZENDESK_API_TOKEN, or ZENDESK_CLIENT_ID and ZENDESK_CLIENT_SECRET, to sign in at ZENDESK_URL',
    ],
  };
}

function workerOf(read: Variables): Part<Omit<WorkerConfiguration, keyof CommonConfiguration>> {
  const credentials = credentialsOf(read);
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

function secretOf(read: Variables, name: 'PLATFORM_PASSWORD' | 'TOKEN_SECRET', what: string): Part<string> {
  const value = read[name];
  if (isLocal(read)) return { config: value ?? localOnly };
  if (value !== undefined && value !== localOnly) return { config: value };
  const why = 'its local default holds only while ZENDESK_URL and GATEWAY_HOST name this machine';
  return { problems: [`${name}: ${value === undefined ? 'missing' : 'too well known'}: set ${what}; ${why}`] };
}

function platformOf(read: Variables): Part<PlatformConfiguration> {
  const password = secretOf(read, 'PLATFORM_PASSWORD', 'the password that the platform signs in with');
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

function tokenOf(read: Variables): Part<TokenConfiguration> {
  const secret = secretOf(read, 'TOKEN_SECRET', "the secret that agents' and admins' tokens are signed with");
  return 'problems' in secret ? secret : { config: { tokenSecret: secret.config } };
}

function gatewayOf(read: Variables): Part<Omit<GatewayConfiguration, keyof CommonConfiguration>> {
  const others = { zendeskWebhookSecret: read.ZENDESK_WEBHOOK_SECRET ?? null, temporalUi: read.TEMPORAL_UI_URL };
  return together(together(platformOf(read), tokenOf(read)), { config: others });
}

function problemsOf(parts: readonly Part<unknown>[]): readonly string[] {
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

function together<A, B>(a: Part<A>, b: Part<B>): Part<A & B> {
  return 'config' in a && 'config' in b ? { config: { ...a.config, ...b.config } } : { problems: problemsOf([a, b]) };
}

/** What the command line needs besides a gateway: Temporal alone. */
export function readCommon(env: NodeJS.ProcessEnv): Read<CommonConfiguration> {
  return read(env, commonOf);
}

/** What it takes to post events as the platform does. */
export function readPlatform(env: NodeJS.ProcessEnv): Read<PlatformConfiguration> {
  return read(env, platformOf);
}

/** What it takes to sign tokens. */
export function readToken(env: NodeJS.ProcessEnv): Read<TokenConfiguration> {
  return read(env, tokenOf);
}

export function readWorker(env: NodeJS.ProcessEnv): Read<WorkerConfiguration> {
  return read(env, (variables, given) => together(commonOf(variables, given), workerOf(variables)));
}

export function readGateway(env: NodeJS.ProcessEnv): Read<GatewayConfiguration> {
  return read(env, (variables, given) => together(commonOf(variables, given), gatewayOf(variables)));
}

/** Everything at once, for the processes of one machine. Names and defaults are those of `.env.example`. */
export function readEnvironment(env: NodeJS.ProcessEnv): Read<Configuration> {
  return read(env, (variables, given) =>
    together(together(commonOf(variables, given), workerOf(variables)), gatewayOf(variables)),
  );
}
