import { createFields } from '../fields.ts';
import type { CliContext } from './context.ts';
import { CommandFailed, withSessions } from './context.ts';

/**
 * `fields create`: creates the fields of sessions in Zendesk and saves their ids (FLD-1). The exit code is 1 if a field is
 * missing.
 */
export async function makeFields(by: string, context: CliContext): Promise<number> {
  const result = await withSessions(context, (sessions) => createFields(sessions, by));
  switch (result.kind) {
    case 'failed':
      throw new CommandFailed(`The fields were not all created; run it again. ${result.message}`);
    case 'refused':
      throw new CommandFailed(
        'The fields are there, but the settings were not saved. Correct:',
        ...result.problems.map(({ path, message }) => `  ${path === '' ? '' : `${path}: `}${message}`),
      );
    case 'saved': {
      for (const step of result.steps) context.out(step);
      const missing = Object.entries(result.fields).flatMap(([name, id]) => (id === null ? [name] : []));
      context.out(`Saved by ${by}.${missing.length === 0 ? '' : ` Missing: ${missing.join(', ')}.`}`);
      return missing.length === 0 ? 0 : 1;
    }
    default:
      return result satisfies never;
  }
}
