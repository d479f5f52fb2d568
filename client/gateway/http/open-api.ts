import { readFileSync } from 'node:fs';
import type { FastifyDynamicSwaggerOptions, SwaggerTransform } from '@fastify/swagger';
import type { RouteOptions } from 'fastify';
import { jsonSchemaTransform } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { errorAnswerSchema } from '../../../domain/api/errors.ts';
import { withUsedComponents } from './open-api-components.ts';

const manifest = z.object({ version: z.string() });

function version(): string {
  return manifest.parse(JSON.parse(readFileSync(new URL('../../../package.json', import.meta.url), 'utf8'))).version;
}

const about = `API of the integration between a Google CCAI Platform contact centre and Zendesk.

Errors are \`{"error": {"code", "message"}}\`; the message says what to do. docs/errors.md explains each code.`;

/** Options of the plugin that makes the OpenAPI document out of the routes and their schemas. */
export const openApi: FastifyDynamicSwaggerOptions = {
  openapi: {
    openapi: '3.1.0',
    info: { title: 'Contact centre to Zendesk', version: version(), description: about },
    tags: [
      { name: 'platform', description: 'Events and metadata documents from the contact-centre platform.' },
      { name: 'adapter', description: 'For the adapter of an agent: a token with the role agent.' },
      { name: 'admin', description: 'For administrators: a token with the role admin.' },
      { name: 'operations', description: 'For operators: a token with the role operator or admin.' },
      { name: 'zendesk', description: 'Webhooks from Zendesk.' },
      { name: 'probes', description: 'For the system that keeps the process running.' },
    ],
    components: {
      securitySchemes: {
        basic: { type: 'http', scheme: 'basic' },
        signature: { type: 'apiKey', in: 'header', name: 'X-Signature' },
        signatureTimestamp: { type: 'apiKey', in: 'header', name: 'X-Signature-Timestamp' },
        token: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT' },
      },
    },
  },
  transform: jsonSchemaTransform,
  transformObject: withUsedComponents,
};

/** The description of one answer of an endpoint, whose body has this schema. */
export function answer<Schema extends z.ZodType>(description: string, schema: Schema) {
  return { description, content: { 'application/json': { schema } } };
}

type ErrorAnswers<Status extends number> = { readonly [Key in Status]: ReturnType<typeof errorAnswer> };

function errorAnswer(description: string) {
  return answer(description, errorAnswerSchema);
}

/** The descriptions of the errors of an endpoint, by HTTP status. */
export function errorAnswers<Status extends number>(
  descriptions: Readonly<Record<Status, string>>,
): ErrorAnswers<Status>;
export function errorAnswers(descriptions: Readonly<Record<number, string>>): ErrorAnswers<number> {
  return Object.fromEntries(Object.entries(descriptions).map(([status, text]) => [status, errorAnswer(text)]));
}

/** The errors of an endpoint that takes a body. */
export const bodyErrors = errorAnswers({
  400: 'Not JSON, or the request can not be read.',
  422: '`fields` names what is wrong.',
});

/** The errors that every endpoint may answer. */
const errorsOfEach = errorAnswers({
  400: 'The request can not be read; `fields` names what is wrong, where it has a name.',
  500: 'An error of the gateway; its log names it by the request id.',
  503: 'The gateway is stopping. Try again after Retry-After.',
});

/** The errors of each endpoint whose body is read, whether the endpoint uses it or not. */
const errorsOfBodies = errorAnswers({
  408: 'The body arrived too slowly.',
  413: 'The body is larger than this endpoint takes; `message` names the limit.',
  415: 'The header Content-Type can not be read.',
});

/** The errors of each endpoint with a sign-in. Each of them asks Temporal. */
const errorsOfSignIns = errorAnswers({
  413: 'It is larger than Temporal takes in one piece.',
  422: 'Temporal does not accept a part of the request.',
  429: 'Too many requests or wrong sign-ins. Try again after Retry-After.',
});

const schemaWithAnswers = z.looseObject({
  hide: z.boolean().optional(),
  security: z.array(z.unknown()).optional(),
  response: z.record(z.string(), z.unknown()).optional(),
});

/**
 * A hook for `onRoute`. It adds the errors to the description of a route that each such route may answer. A description of
 * the route itself stays.
 */
export function describeCommonErrors(route: RouteOptions): void {
  const { data: schema } = schemaWithAnswers.safeParse(route.schema);
  if (route.schema === undefined || schema === undefined || schema.hide === true) return;
  const readsBody = [route.method].flat().some((method) => !['GET', 'HEAD', 'OPTIONS'].includes(method));
  route.schema.response = {
    ...errorsOfEach,
    ...(schema.security === undefined ? {} : errorsOfSignIns),
    ...(readsBody ? errorsOfBodies : {}),
    ...schema.response,
  };
}

/**
 * Describes the body of an endpoint that reads it by itself. The schema is only for the OpenAPI document, and refuses
 * nothing.
 */
export function documentedBody(body: z.ZodType): { readonly swaggerTransform: SwaggerTransform } {
  return { swaggerTransform: (route) => jsonSchemaTransform({ ...route, schema: { ...route.schema, body } }) };
}
