import type { CliContext } from './context.ts';
import { withSessions } from './context.ts';

const titles = {
  sign_in: 'Signing in',
  role: 'Role',
  voice: 'Screen pop (Talk Partner Edition)',
  audits: 'Audits of tickets',
  ticket_fields: 'Ticket fields',
  contact_fields: 'Contact fields',
  ticket_forms: 'Ticket forms',
  default_user: 'Default user',
  retention: 'Retention of the namespace in Temporal',
} as const;

/**
 * `check`: prints whether Zendesk and Temporal are set up as the product needs it (OPS-5). The exit code is 1 if something is
 * missing; a warning does not change it.
 */
export async function checkConnection(context: CliContext): Promise<number> {
  const findings = await withSessions(context, ({ operations }) => operations.check());
  for (const { what, ok, seen, remedy } of findings) {
    const verdict = ok ? (remedy === null ? 'ok     ' : 'warning') : 'missing';
    context.out(`${verdict}  ${titles[what]}: ${seen}`);
    if (remedy !== null) context.out(`         ${remedy}`);
  }
  return findings.every(({ ok }) => ok) ? 0 : 1;
}
