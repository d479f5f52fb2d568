import type { Json } from './json.ts';

/** An answer that refuses a request, in one of the envelopes that Zendesk uses. */
export class Refusal extends Error {
  readonly status: number;
  readonly body: Json | string;
  readonly headers: Readonly<Record<string, string>>;

  constructor(status: number, body: Json | string, headers: Readonly<Record<string, string>> = {}) {
    super(typeof body === 'string' ? body : JSON.stringify(body));
    this.name = 'Refusal';
    this.status = status;
    this.body = body;
    this.headers = headers;
  }
}

export type Detail = { readonly description: string; readonly error?: string; readonly [extra: string]: unknown };
export type Details = Readonly<Record<string, readonly Detail[]>>;

export const notFound = (): Refusal => new Refusal(404, { error: 'RecordNotFound', description: 'Not found' });

export const invalidEndpoint = (): Refusal => new Refusal(404, { error: 'InvalidEndpoint', description: 'Not found' });

export const invalid = (details: Details): Refusal =>
  new Refusal(422, { error: 'RecordInvalid', description: 'Record validation errors', details });

export const invalidField = (field: string, description: string, error = 'InvalidValue'): Refusal =>
  invalid({ [field]: [{ description, error }] });

/** Several projects report this text with and without the prefix `Status:`. The form with it is more common. */
export const closedTicket = (): Refusal =>
  invalid({ status: [{ description: 'Status: closed prevents ticket update' }] });

export const badRequest = (error: string, description: string): Refusal => new Refusal(400, { error, description });

export const invalidAttribute = (name: string): Refusal =>
  new Refusal(400, {
    error: {
      title: 'Invalid attribute',
      message: `You passed an invalid value for the ${name} attribute. Invalid parameter: ${name} must be an integer`,
    },
  });

export const unauthenticated = (): Refusal =>
  new Refusal(401, { error: "Couldn't authenticate you" }, { 'www-authenticate': 'Basic realm="Web Password"' });

export const invalidToken = (): Refusal =>
  new Refusal(401, {
    error: 'invalid_token',
    error_description: 'The access token provided is expired, revoked, malformed or invalid for other reasons.',
  });

export const updateConflict = (): Refusal =>
  new Refusal(409, {
    error: 'UpdateConflict',
    description: 'Safe Update prevented the update: the ticket changed after the given stamp. Read it again and retry.',
  });

export const tooManyRequests = (retryAfterSeconds: number, description: string): Refusal =>
  new Refusal(429, { error: 'TooManyRequests', description }, { 'retry-after': String(retryAfterSeconds) });
