import { Client } from '@temporalio/client';
import type { Payload } from '@temporalio/common';
import type { TestStack } from './stack.testkit.ts';

/** What the server keeps: every text and every byte of it as text, and the payloads by themselves. */
export type TemporalStorage = { readonly text: string; readonly payloads: readonly Payload[] };

/** Of every run of every workflow: history, description, memo, search attributes; as it is stored, read without any key. */
export async function readTemporalStorage({ client: { connection, options } }: TestStack): Promise<TemporalStorage> {
  const { namespace } = options;
  const stranger = new Client({ connection, namespace });
  const texts: string[] = [];
  const payloads: Payload[] = [];
  const { executions } = await stranger.workflowService.listWorkflowExecutions({ namespace, pageSize: 1_000 });
  note(executions, texts, payloads);
  for (const { execution } of executions) {
    const [workflowId, runId] = [execution?.workflowId ?? '', execution?.runId ?? ''];
    const { events } = await stranger.workflow.getHandle(workflowId, runId).fetchHistory();
    note(events, texts, payloads);
    const described = { namespace, execution: { workflowId, runId } };
    note(await stranger.workflowService.describeWorkflowExecution(described), texts, payloads);
  }
  return { text: texts.join('\n'), payloads };
}

/** Not by JSON: messages write their bytes there as base64, in which no word is found. */
function note(value: unknown, texts: string[], payloads: Payload[]): void {
  if (typeof value === 'string') texts.push(value);
  else if (value instanceof Uint8Array) texts.push(Buffer.from(value).toString('utf8'));
  else if (typeof value === 'object' && value !== null) {
    if (isPayload(value)) payloads.push(value);
    for (const [name, part] of Object.entries(value)) {
      texts.push(name);
      note(part, texts, payloads);
    }
  }
}

function isPayload(value: object): value is Payload {
  return 'metadata' in value && 'data' in value && value.data instanceof Uint8Array;
}
