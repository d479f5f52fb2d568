import { z } from 'zod';
import { tokenSecret } from '../../client/gateway/gateway.testkit.ts';
import { issueToken } from '../../client/tokens.ts';
import type { TestStack } from './stack.ts';
import { testGateway } from './test-gateway.ts';

/** The API endpoints that the page of an agent uses before an outbound call. */
export type AgentApi = {
  options(agentId: number, question: object): Promise<Page>;
  /** Gives the status and the body as they came, so that a test can check a refusal. */
  post(agentId: number, path: string, body?: unknown, more?: Headers): Promise<ApiAnswer>;
  /** Asks for the call, and throws if the API refuses it. */
  call(agentId: number, question: object, more?: Headers): Promise<Call>;
};

type Headers = Readonly<Record<string, string>>;

const reason = z.object({ field: z.string(), rule: z.string(), because: z.string() });
const verdict = z.object({ allowed: z.boolean(), rule: z.string() });
const page = z.looseObject({
  fields: z.record(z.string(), z.object({ shown: z.boolean(), required: z.boolean(), default: z.unknown() })),
  choices: z.record(z.enum(['auto', 'existing', 'new', 'none']), verdict),
  preselection: z.object({ choice: z.string(), ticket_id: z.number().nullable() }).nullable(),
  contacts: z.array(z.looseObject({ id: z.number() })),
  new_contact: verdict,
  tickets: z.array(z.looseObject({ id: z.number(), status: z.string() })),
  numbers: z.array(z.string()),
  outbound_numbers: z.array(z.looseObject({ number: z.string() })),
  languages: z.array(z.string()),
  dial: z.string().nullable(),
  refusals: z.array(reason),
  unanswered: z.array(reason),
  may_call: z.boolean(),
  trouble: z.unknown(),
});
const call = z.strictObject({
  choice_id: z.string(),
  dial: z.string(),
  outbound_number: z.string().nullable(),
  lang: z.string().nullable(),
});
const error = z.looseObject({
  code: z.string(),
  message: z.string(),
  rule: z.string().optional(),
  fields: z.array(z.looseObject({ path: z.string(), message: z.string(), rule: z.string().optional() })).default([]),
});

export type Page = z.infer<typeof page>;
export type Call = z.infer<typeof call>;
export type ApiAnswer = {
  readonly status: number;
  readonly body: unknown;
  /** The rules and fields of a refusal, for example `OUT-9 dial_number`. */
  readonly refused: readonly string[];
  readonly code: string | null;
};

/** Gives a test file the API of agents' pages, on a gateway in front of its stack. */
export function testAgentApi(stack: TestStack): AgentApi {
  const gateway = testGateway(stack);

  async function post(agentId: number, path: string, body?: unknown, more: Headers = {}): Promise<ApiAnswer> {
    const bearer = { agentId: String(agentId), email: null, role: 'agent' } as const;
    const authorization = `Bearer ${await issueToken(tokenSecret, bearer, '5m')}`;
    const response = await fetch(`${gateway.url}/v1/adapter/outbound/${path}`, {
      method: 'POST',
      headers: { authorization, 'content-type': 'application/json', ...more },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const answer: unknown = await response.json();
    const parsed = z.object({ error }).safeParse(answer);
    const refusal = parsed.success ? parsed.data.error : null;
    const refused = refusal?.fields.map(({ path: field, rule }) => (rule === undefined ? field : `${rule} ${field}`));
    return { status: response.status, body: answer, refused: refused ?? [], code: refusal?.code ?? null };
  }

  return {
    post,
    options: async (agentId, question) => page.parse((await post(agentId, 'options', question)).body),
    call: async (agentId, question, more) => {
      const { status, body } = await post(agentId, 'calls', question, more);
      if (status !== 200) throw new Error(`The call was refused: ${JSON.stringify(body)}`);
      return call.parse(body);
    },
  };
}
