import { z } from 'zod';
import { beginningOf } from '../../../domain/cut-text.ts';
import type { ZendeskErrorCode } from '../../../domain/zendesk/error-codes.ts';
import type { RefusedField } from './errors.ts';

/** The content of an error answer, independent of its form: Zendesk uses several. */
export type Envelope = {
  readonly name: string | null;
  readonly description: string | null;
  readonly details: readonly RefusedField[];
};

const entry = z.object({
  description: z.string().optional(),
  error: z.string().optional(),
  ticket_field_id: z
    .union([z.number(), z.string().regex(/^\d+$/).transform(Number)])
    .nullish()
    .catch(null),
});
const anyEntries = z.union([z.array(z.union([entry, z.string()])), entry, z.string()]);

// JSON error answers: a string or an object under `error`, or a list under `errors`.
const envelope = z.object({
  error: z.union([z.string(), z.object({ title: z.string().optional(), message: z.string().optional() })]).optional(),
  description: z.string().nullish(),
  message: z.string().nullish(),
  details: z.record(z.string(), anyEntries.catch([])).nullish().catch(null),
  errors: z
    .array(z.object({ code: z.string().optional(), title: z.string().optional(), detail: z.string().optional() }))
    .optional()
    .catch(undefined),
});

type Entry = z.infer<typeof entry>;

function entriesOf(value: z.infer<typeof anyEntries>): readonly Entry[] {
  const list = Array.isArray(value) ? value : [value];
  return list.map((each) => (typeof each === 'string' ? { description: each } : each));
}

/**
 * Gives the text only if it looks like an identifier, else null. Names get into messages, which must hold no personal
 * data.
 */
function identifier(text: string | undefined): string | null {
  return text !== undefined && /^[A-Za-z][\w .-]{0,63}$/.test(text) ? text : null;
}

/**
 * Reads the body of an answer that is not 2xx. Zendesk uses five forms: `{error, description, details}`,
 * `{error: {title, message}}`, `{errors: […]}`, plain text and HTML.
 */
export function readEnvelope(text: string): Envelope {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    // Plain text ("… creation collision …") becomes the description. A page of HTML says nothing useful.
    return { name: null, description: /^\s*</.test(text) ? null : beginningOf(text, 500), details: [] };
  }
  const read = envelope.safeParse(json);
  if (!read.success) return { name: null, description: null, details: [] };
  const { error, description, message, details, errors } = read.data;
  const first = errors?.[0];
  const title = typeof error === 'string' ? error : (error?.title ?? first?.code ?? first?.title);
  const sentence = description ?? (typeof error === 'object' ? error.message : undefined) ?? first?.detail ?? message;
  return {
    name: identifier(title),
    description: sentence ?? title ?? null,
    details: Object.entries(details ?? {}).flatMap(([key, value]) =>
      entriesOf(value).map((each) => {
        const ticketFieldId = each.ticket_field_id ?? fieldIdIn(key);
        return {
          field: ticketFieldId === null ? (identifier(key) ?? 'a field') : `field ${ticketFieldId}`,
          ticketFieldId,
          reason: identifier(each.error),
          words: each.description ?? '',
        };
      }),
    ),
  };
}

/** The id of a ticket field that stands in a key of `details`, as in `custom_field_360001`. Null: there is none. */
function fieldIdIn(key: string): number | null {
  const [, digits] = /^(?:(?:custom|ticket)?_?fields?[_.]?)?(\d{1,15})$/.exec(key) ?? [];
  return digits === undefined ? null : Number(digits);
}

type Answer = {
  readonly status: number;
  readonly hasRetryAfter: boolean;
  readonly envelope: Envelope;
  readonly path: string;
};

/** The error code for an answer whose status is not 2xx. */
export function classify({ status, hasRetryAfter, envelope, path }: Answer): ZendeskErrorCode {
  // Zendesk does not document the HTTP status of TooManyJobs, so its name decides.
  if (envelope.name === 'TooManyJobs') return 'TooManyJobs';
  if (status >= 300 && status < 400) return 'Redirected';
  switch (status) {
    case 400:
      return envelope.name === 'IdempotentRequestError' ? 'KeyReused' : 'BadRequest';
    case 401:
      return 'Unauthorized';
    case 403:
      return 'Forbidden';
    case 404:
    case 410:
      return /^tickets\/\d+$/.test(path) ? 'TicketGone' : 'NotFound';
    case 408:
      return 'TimedOut';
    case 409:
      return 'Conflict';
    case 413:
      return 'TooLarge';
    case 422:
      return classifyInvalid(envelope);
    case 429:
      return 'RateLimited';
    case 503:
      return hasRetryAfter ? 'Overloaded' : 'ServerError';
    default:
      return status >= 500 ? 'ServerError' : 'Refused';
  }
}

function classifyInvalid(envelope: Envelope): ZendeskErrorCode {
  if (isClosed(envelope.name, [envelope.description ?? '', ...envelope.details.map(({ words }) => words)].join('\n')))
    return 'TicketClosed';
  const fields = envelope.details.map((each) => each.field);
  if (fields.some((field) => /^requester/i.test(field))) return 'RequesterInvalid';
  if (fields.some((field) => /^assignee/i.test(field))) return 'AssigneeInvalid';
  return 'Invalid';
}

/**
 * True if the error says that the ticket is closed: either the error's name is `ClosedTicket`, or its text (usually
 * under `details.status`) says "closed prevents ticket update".
 */
export function isClosed(name: string | null, text: string): boolean {
  return name === 'ClosedTicket' || /closed prevents ticket update/i.test(text);
}
