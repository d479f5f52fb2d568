import type { Finding } from '../../domain/operations/budget.ts';
import { zendeskErrors } from '../../domain/zendesk/error-codes.ts';
import { anyAnswer, auditsAnswer, meAnswer, ticketsAnswer, userAnswer } from './answers.ts';
import { ZendeskError } from './http/errors.ts';
import type { FieldLists } from './fields.ts';
import type { Zendesk } from './http/zendesk.ts';

function passed(what: Finding['what'], seen: string): Finding {
  return { what, ok: true, seen, remedy: null };
}

function failed(what: Finding['what'], seen: string, remedy: string): Finding {
  return { what, ok: false, seen, remedy };
}

/**
 * Status and code of a Zendesk error. Leaves out Zendesk's own sentence, which may hold personal data. Throws other
 * errors.
 */
function describeError(error: unknown): string {
  if (!(error instanceof ZendeskError)) throw error;
  return error.facts.status === null ? error.code : `${error.facts.status} ${error.code}`;
}

/**
 * OPS-5: checks whether the account is set up as the product needs it. Gives one finding for each requirement, with
 * what to do about it. If the sign-in fails, that is the only finding.
 */
export async function checkConnection(
  zendesk: Zendesk,
  lists: FieldLists,
  {
    defaultUserId,
    fieldIds,
    fieldKeys,
  }: {
    readonly defaultUserId: number | null;
    readonly fieldIds: readonly number[];
    readonly fieldKeys: readonly string[];
  },
): Promise<readonly Finding[]> {
  const me = await checkSignIn(zendesk);
  if (!('id' in me)) return [me];
  // A field that was created a minute ago must not be called missing (UPD-7).
  lists.forget();
  return [
    passed('sign_in', `signed in as user ${me.id}`),
    me.role === 'agent' || me.role === 'admin'
      ? passed('role', me.role)
      : failed('role', me.role ?? 'none', 'Use the credentials of an agent or administrator.'),
    await checkVoice(zendesk, me.id),
    await checkAudits(zendesk),
    await checkFields('ticket_fields', fieldIds, async () =>
      (await lists.ticketFields(zendesk)).filter((field) => field.active).map(({ id }) => id),
    ),
    await checkFields('contact_fields', fieldKeys, async () =>
      (await lists.contactFields(zendesk)).filter((field) => field.active).map(({ key }) => key),
    ),
    await checkForms(zendesk),
    await checkDefaultUser(zendesk, defaultUserId),
  ];
}

async function checkSignIn(zendesk: Zendesk): Promise<{ readonly id: number; readonly role: string | null } | Finding> {
  const remedy =
    'Check ZENDESK_URL and ZENDESK_EMAIL with ZENDESK_API_TOKEN, or ZENDESK_CLIENT_ID with ZENDESK_CLIENT_SECRET.';
  try {
    const { user } = await zendesk.send(meAnswer, ({ users }) => users.me());
    // Without credentials Zendesk answers 200, with a user who has no id.
    return user.id === null
      ? failed('sign_in', 'Zendesk sees an anonymous user', remedy)
      : { id: user.id, role: user.role };
  } catch (error) {
    const isGone = error instanceof ZendeskError && error.code === 'AccountGone';
    return failed('sign_in', describeError(error), isGone ? zendeskErrors.AccountGone.remedy : remedy);
  }
}

/**
 * Asks for the screen pop of a ticket that cannot exist. An account with screen pops answers that the ticket is
 * missing; one without answers that the endpoint is missing or forbidden.
 */
async function checkVoice(zendesk: Zendesk, agentId: number): Promise<Finding> {
  const path = `channels/voice/agents/${agentId}/tickets/999999999999/display`;
  const remedy = 'Screen pops need Talk Partner Edition: Suite Growth or higher, or Support with that add-on.';
  try {
    await zendesk.request(anyAnswer, 'POST', path);
    return passed('voice', 'screen pops are taken');
  } catch (error) {
    const seen = describeError(error);
    const asked = error instanceof ZendeskError && (error.code === 'NotFound' || error.code === 'TicketGone');
    return asked && error.facts.name !== 'InvalidEndpoint'
      ? passed('voice', 'screen pops are taken')
      : failed('voice', seen, remedy);
  }
}

async function checkAudits(zendesk: Zendesk): Promise<Finding> {
  const remedy =
    'Grant the scope `read` (audits have none of their own): without audits a lost answer can double a write.';
  try {
    const { tickets } = await zendesk.request(ticketsAnswer, 'GET', 'tickets', {
      query: { per_page: '1', sort_by: 'created_at', sort_order: 'desc' },
    });
    const [newest] = tickets;
    if (newest === undefined) return passed('audits', 'there is no ticket to try it with');
    await zendesk.request(auditsAnswer, 'GET', `tickets/${newest.id}/audits`, { query: { per_page: '1' } });
    return passed('audits', 'readable');
  } catch (error) {
    return failed('audits', describeError(error), remedy);
  }
}

/** Checks that the fields in the settings (ids or keys) exist and are active. */
async function checkFields<Name>(
  what: 'ticket_fields' | 'contact_fields',
  expected: readonly Name[],
  list: () => Promise<readonly Name[]>,
): Promise<Finding> {
  try {
    const active = await list();
    const absent = expected.filter((one) => !active.includes(one));
    return absent.length === 0
      ? passed(what, `${active.length} active, ${expected.length} of them named in the settings`)
      : failed(
          what,
          `not there, or not active: ${absent.join(', ')}`,
          'Correct `fields` and `mapping` in the settings, make these fields active in Zendesk, or create the fields anew.',
        );
  } catch (error) {
    return failed(
      what,
      describeError(error),
      'Grant the credentials the right to read the fields of tickets and users.',
    );
  }
}

/** Never fails: plans without ticket forms are fine too. */
async function checkForms(zendesk: Zendesk): Promise<Finding> {
  try {
    await zendesk.request(anyAnswer, 'GET', 'ticket_forms');
    return passed('ticket_forms', 'readable');
  } catch (error) {
    return passed(
      'ticket_forms',
      `${describeError(error)}: the plan has no ticket forms, or only administrators see them`,
    );
  }
}

async function checkDefaultUser(zendesk: Zendesk, id: number | null): Promise<Finding> {
  if (id === null)
    return failed(
      'default_user',
      'none is set: abandoned calls and voicemails stay unassigned',
      'Set `tickets.defaultUserId` to an agent of Zendesk.',
    );
  const remedy = 'Set `tickets.defaultUserId` to an active agent or administrator.';
  try {
    const { user } = await zendesk.send(userAnswer, ({ users }) => users.show(id));
    const good = (user.role === 'agent' || user.role === 'admin') && user.active !== false && user.suspended !== true;
    return good
      ? passed('default_user', `user ${id}, ${user.role}`)
      : failed('default_user', `user ${id} is no active agent`, remedy);
  } catch (error) {
    return failed('default_user', `user ${id}: ${describeError(error)}`, remedy);
  }
}
