import { Client } from '@temporalio/client';
import type { Payload } from '@temporalio/common';
import type { TestStack } from './stack.ts';

/** The data that the Temporal server stores: all strings and bytes as one text, and the payloads. */
export type TemporalStorage = { readonly text: string; readonly payloads: readonly Payload[] };

/** Reads the history, description, memo and search attributes of every run of every workflow, without any key. */
export async function readTemporalStorage({ client: { connection, options } }: TestStack): Promise<TemporalStorage> {
  const { namespace } = options;
  const clientWithoutKey = new Client({ connection, namespace });
  const texts: string[] = [];
  const payloads: Payload[] = [];
  const { executions } = await clientWithoutKey.workflowService.listWorkflowExecutions({ namespace, pageSize: 1_000 });
  collect(executions, texts, payloads);
  for (const { execution } of executions) {
    const [workflowId, runId] = [execution?.workflowId ?? '', execution?.runId ?? ''];
    const { events } = await clientWithoutKey.workflow.getHandle(workflowId, runId).fetchHistory();
    collect(events, texts, payloads);
    const described = { namespace, execution: { workflowId, runId } };
    collect(await clientWithoutKey.workflowService.describeWorkflowExecution(described), texts, payloads);
  }
  return { text: texts.join('\n'), payloads };
}

/**
 * Collects the strings and bytes of a value. It does not use JSON, because JSON shows bytes as base64, in which no word
 * is found.
 */
function collect(value: unknown, texts: string[], payloads: Payload[]): void {
  if (typeof value === 'string') texts.push(value);
  else if (value instanceof Uint8Array) texts.push(Buffer.from(value).toString('utf8'));
  else if (typeof value === 'object' && value !== null) {
    if (isPayload(value)) payloads.push(value);
    for (const [name, part] of Object.entries(value)) {
      texts.push(name);
      collect(part, texts, payloads);
    }
  }
}

function isPayload(value: object): value is Payload {
  return 'metadata' in value && 'data' in value && value.data instanceof Uint8Array;
}
