import { waitWords } from '../../domain/session-view/details.ts';
import type { DryRunAnswer, DryRunAssignee } from '../../domain/operations/dry-run-answer.ts';
import type { NoAnswer } from '../../domain/zendesk/error-codes.ts';
import type { CliContext } from './context.ts';
import { CommandFailed, readJson, withSessions } from './context.ts';

/**
 * `dry-run FILE`: prints which contact and ticket a session would get, and why (OPS-2). The exit code is 1 if Zendesk did
 * not answer.
 */
export async function printDryRun(
  file: string,
  { json }: { readonly json: boolean },
  context: CliContext,
): Promise<number> {
  const question = await readJson(file, context);
  const result = await withSessions(context, ({ dryRun }) => dryRun(question));
  if (result.kind === 'refused') {
    const lines = result.problems.map(({ path, message }) => `  ${path === '' ? '' : `${path}: `}${message}`);
    throw new CommandFailed('The question can not be answered. Correct:', ...lines);
  }
  const { answer, trouble } = result;
  if (json) context.out(JSON.stringify({ ...answer, trouble }, null, 2));
  else for (const line of dryRunLines(answer, trouble)) context.out(line);
  return trouble === null ? 0 : 1;
}

/** The answer as lines of text for people. */
function dryRunLines(answer: DryRunAnswer, trouble: NoAnswer | null): readonly string[] {
  return [
    `contact  ${contactLine(answer.contact)}`,
    ...ticketLines(answer.ticket),
    ...section(
      'Why',
      answer.reasons.map(({ about, because, rule }) => `${about}: ${because} (${rule})`),
    ),
    ...section(
      'Waits for',
      answer.waitsFor.map((wait) => waitWords[wait.for]),
    ),
    ...section('Zendesk did not answer', trouble === null ? [] : [`${trouble.code}: ${trouble.message}`]),
    '',
    'Nothing was written.',
  ];
}

function section(title: string, lines: readonly string[]): readonly string[] {
  return lines.length === 0 ? [] : ['', title, ...lines.map((line) => `  ${line}`)];
}

function contactLine(contact: DryRunAnswer['contact']): string {
  switch (contact.kind) {
    case 'existing':
      return contact.name === null ? `${contact.id}` : `${contact.id}, ${contact.name}`;
    case 'new':
      return ['a new one', contact.name, contact.phone].filter((part) => part !== null).join(', ');
    case 'pick':
      return `the agent picks: ${contact.candidates.map(({ id, name }) => `${id} ${name}`).join(', ')}`;
    case 'none':
      return 'none';
    default:
      return contact satisfies never;
  }
}

function ticketLines(ticket: DryRunAnswer['ticket']): readonly string[] {
  switch (ticket.kind) {
    case 'new':
      return [
        `ticket   a new one${ticket.followUpOf === null ? '' : `, a follow-up of ${ticket.followUpOf}`}: ${ticket.subject}`,
        `         assigned to ${assigneeWords(ticket.assignee)}`,
        `         tags ${ticket.tags.join(' ')}`,
      ];
    case 'append':
      return [`ticket   appended to ${ticket.id}, which is ${ticket.status}`];
    case 'none':
      return ['ticket   none'];
    case 'wait':
      return ['ticket   not yet'];
    default:
      return ticket satisfies never;
  }
}

function assigneeWords(assignee: DryRunAssignee): string {
  switch (assignee.kind) {
    case 'nobody':
      return 'nobody';
    case 'user':
      return `user ${assignee.id}`;
    case 'agent': {
      if (assignee.email === null) return 'the agent who answers';
      const known = assignee.zendeskId === null ? 'nobody in Zendesk has this address' : `user ${assignee.zendeskId}`;
      return `${assignee.email} (${known})`;
    }
    default:
      return assignee satisfies never;
  }
}
