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
} as const;

/** `check`: prints whether Zendesk is set up as the product needs it (OPS-5). The exit code is 1 if something is missing. */
export async function checkConnection(context: CliContext): Promise<number> {
  const findings = await withSessions(context, ({ operations }) => operations.check());
  for (const { what, ok, seen, remedy } of findings) {
    context.out(`${ok ? 'ok     ' : 'missing'}  ${titles[what]}: ${seen}`);
    if (remedy !== null) context.out(`         ${remedy}`);
  }
  return findings.every(({ ok }) => ok) ? 0 : 1;
}
