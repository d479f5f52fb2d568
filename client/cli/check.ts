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

/** `check`: whether Zendesk is set up as the product needs it; exit code 1 while something is missing (OPS-5). */
export async function checkConnection(surroundings: CliContext): Promise<number> {
  const findings = await withSessions(surroundings, ({ operations }) => operations.check());
  for (const { what, ok, seen, remedy } of findings) {
    surroundings.out(`${ok ? 'ok     ' : 'missing'}  ${titles[what]}: ${seen}`);
    if (remedy !== null) surroundings.out(`         ${remedy}`);
  }
  return findings.every(({ ok }) => ok) ? 0 : 1;
}
