import { z } from 'zod';

const comment = z.object({
  public: z.boolean(),
  html_body: z.string(),
  attachments: z.array(z.object({ size: z.number(), content_url: z.string() })).default([]),
  type: z.string().default('Comment'),
  data: z.object({ recording_url: z.string().nullish() }).nullish(),
});

const ticket = z.object({
  id: z.number(),
  external_id: z.string().nullable(),
  subject: z.string().nullable(),
  status: z.string(),
  requester_id: z.number(),
  assignee_id: z.number().nullable(),
  tags: z.array(z.string()),
  comments: z.array(comment),
});

const user = z.object({
  id: z.number(),
  name: z.string(),
  email: z.string().nullable(),
  phone: z.string().nullable(),
  external_id: z.string().nullable(),
});

const entry = z.object({
  seq: z.number(),
  kind: z.string(),
  outcome: z.string(),
  replayed: z.boolean(),
  ticket_id: z.number().optional(),
  metadata: z.object({ writes: z.array(z.string()).default([]) }).catch({ writes: [] }),
});

export type StoredTicket = z.infer<typeof ticket>;
export type StoredUser = z.infer<typeof user>;
export type LedgerEntry = z.infer<typeof entry>;

export type NewUser = {
  readonly name: string;
  readonly phone?: string;
  readonly email?: string;
  readonly role: 'end-user' | 'agent';
  /** A date and time in ISO 8601. */
  readonly created_at?: string;
  readonly verified?: boolean;
};

export type Fault = {
  readonly match: { readonly method: string; readonly path: string };
  readonly kind: 'status' | 'lost_answer';
  readonly status?: number;
  readonly retryAfterSeconds?: number;
};

/** The control API of the simulator (`/_sim`): it reads the stored records and makes requests fail. */
export type SimulatorClient = {
  /** The tickets with this external id, which is the id of the session that created the ticket. */
  readonly ticketsByExternalId: (externalId: string) => Promise<readonly StoredTicket[]>;
  readonly tickets: () => Promise<readonly StoredTicket[]>;
  readonly users: () => Promise<readonly StoredUser[]>;
  /** All writes to the tickets of a session, the oldest first. */
  readonly ledger: (sessionId: string) => Promise<readonly LedgerEntry[]>;
  readonly seedUsers: (users: readonly NewUser[]) => Promise<readonly StoredUser[]>;
  /** Adds a fault and returns its id. */
  readonly addFault: (fault: Fault) => Promise<number>;
  /** How often the fault has been applied. */
  readonly faultHits: (id: number) => Promise<number>;
  readonly removeFault: (id: number) => Promise<void>;
};

/**
 * Every function rejects if the simulator does not answer with 2xx.
 *
 * @param url base address of the simulator, without a slash at the end
 */
export function simulatorClient(url: string, signal: AbortSignal): SimulatorClient {
  const call = async <Answer>(
    method: string,
    path: string,
    answer: z.ZodType<Answer>,
    body?: unknown,
  ): Promise<Answer> => {
    const response = await fetch(`${url}/_sim/${path}`, {
      method,
      signal,
      ...(body === undefined ? {} : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
    });
    if (!response.ok) throw new Error(`The simulator answered ${response.status} to ${method} /_sim/${path}.`);
    return answer.parse(response.status === 204 ? {} : await response.json());
  };
  const tickets = z.object({ tickets: z.array(ticket) });
  const users = z.object({ users: z.array(user) });
  const faults = z.object({ faults: z.array(z.object({ id: z.number(), hits: z.number() })) });
  return {
    ticketsByExternalId: async (externalId) =>
      (await call('GET', `state/tickets?external_id=${encodeURIComponent(externalId)}`, tickets)).tickets,
    tickets: async () => (await call('GET', 'state/tickets', tickets)).tickets,
    users: async () => (await call('GET', 'state/users', users)).users,
    ledger: async (sessionId) =>
      (await call('GET', `ledger?session=${encodeURIComponent(sessionId)}`, z.object({ entries: z.array(entry) })))
        .entries,
    seedUsers: async (given) => (await call('POST', 'seed', users, { users: given })).users,
    addFault: async (fault) => (await call('POST', 'faults', z.object({ id: z.number() }), fault)).id,
    faultHits: async (id) => (await call('GET', 'faults', faults)).faults.find((fault) => fault.id === id)?.hits ?? 0,
    removeFault: async (id) => {
      await call('DELETE', `faults/${id}`, z.unknown());
    },
  };
}
