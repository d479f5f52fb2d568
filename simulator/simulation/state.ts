import { readFile, rename, writeFile, mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { putTicket, putUser, type Account, type AccessToken, type IdempotentAnswer } from '../core/account.ts';
import type { LedgerEntry } from '../core/ledger-entry.ts';
import type { Audit, Job, Ticket, TicketField, TicketForm, Upload, User, UserField, Webhook } from '../core/records.ts';
import { createUser } from '../users/profile.ts';
import { addDefaultForm } from '../tickets/forms.ts';
import { addSystemFields } from '../tickets/fields.ts';

/** The content of the state file. A file with another `version` is not read. */
type StateFile = {
  readonly version: 1;
  readonly clockOffsetMs: number;
  readonly next: { readonly id: number; readonly ticket: number };
  readonly users: readonly User[];
  readonly tickets: readonly Ticket[];
  readonly audits: readonly Audit[];
  readonly fields: readonly TicketField[];
  readonly uploads: readonly Upload[];
  readonly jobs: readonly Job[];
  readonly idempotency: readonly (readonly [string, IdempotentAnswer])[];
  readonly tokens: readonly (readonly [string, AccessToken])[];
  readonly contents: readonly (readonly [string, string])[];
  readonly ledger: readonly LedgerEntry[];
  // Older files do not have these.
  readonly forms?: readonly TicketForm[];
  readonly userFields?: readonly UserField[];
  readonly webhooks?: readonly Webhook[];
};

/** The content of a larger uploaded file is lost at a restart. Its size and hash are kept. */
const maxStoredFileBytes = 64 * 1024;

/** Empties the account, except for its admin, the system ticket fields and the default form. */
export function resetAccount(account: Account): void {
  account.webhooks.reset();
  for (const collection of [
    account.users,
    account.tickets,
    account.audits,
    account.fields,
    account.userFields,
    account.forms,
    account.uploads,
    account.contents,
    account.jobs,
    account.idempotency,
    account.tokens,
    account.byExternalUserId,
    account.byEmail,
    account.byPhone,
    account.byRequester,
    account.byExternalTicketId,
    account.userSearch,
    account.ticketSearch,
  ]) {
    collection.clear();
  }
  account.ledger.length = 0;
  addSystemFields(account);
  addDefaultForm(account);
  const { email } = account.settings;
  createUser(account, { name: 'Integration admin', email, role: 'admin', verified: true }, null);
  account.changed();
}

export type Store = { readonly saveSoon: () => void; readonly close: () => Promise<void> };

export async function readState(file: string): Promise<StateFile | undefined> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause && cause.code === 'ENOENT') return undefined;
    throw cause;
  }
  const state: unknown = JSON.parse(text);
  return isState(state) ? state : undefined;
}

// Only this module writes the file, so that the version is enough to know its shape.
const isState = (state: unknown): state is StateFile =>
  typeof state === 'object' && state !== null && 'version' in state && state.version === 1;

export function restore(account: Account, state: StateFile): void {
  Object.assign(account.next, state.next);
  for (const user of state.users) putUser(account, user, true);
  for (const ticket of state.tickets) putTicket(account, ticket, true);
  for (const audit of state.audits) account.audits.set(audit.id, audit);
  for (const field of state.fields) account.fields.set(field.id, field);
  for (const upload of state.uploads) account.uploads.set(upload.token, upload);
  for (const job of state.jobs) account.jobs.set(job.id, job);
  for (const [key, answer] of state.idempotency) account.idempotency.set(key, answer);
  for (const [token, access] of state.tokens) account.tokens.set(token, access);
  for (const [token, content] of state.contents) account.contents.set(token, Buffer.from(content, 'base64'));
  for (const field of state.userFields ?? []) account.userFields.set(field.id, field);
  for (const form of state.forms ?? []) account.forms.set(form.id, form);
  if (account.forms.size === 0) addDefaultForm(account);
  account.webhooks.restore(state.webhooks ?? []);
  for (const entry of state.ledger) account.ledger.push(entry);
}

function snapshot(account: Account): StateFile {
  return {
    version: 1,
    clockOffsetMs: account.clock.offsetMs(),
    next: account.next,
    users: [...account.users.values()],
    tickets: [...account.tickets.values()],
    audits: [...account.audits.values()],
    fields: [...account.fields.values()],
    uploads: [...account.uploads.values()],
    jobs: [...account.jobs.values()],
    idempotency: [...account.idempotency],
    tokens: [...account.tokens],
    contents: [...account.contents].flatMap(([token, content]) =>
      content.byteLength <= maxStoredFileBytes ? [[token, Buffer.from(content).toString('base64')] as const] : [],
    ),
    ledger: account.ledger,
    forms: [...account.forms.values()],
    userFields: [...account.userFields.values()],
    webhooks: account.webhooks.list(),
  };
}

/**
 * Writes the account to a file soon after each change, and when it is closed. The file is replaced as a whole, so that it
 * is never half written.
 */
export function openStore(account: Account, file: string): Store {
  let timer: NodeJS.Timeout | undefined;
  let running: Promise<void> = Promise.resolve();
  let dirty = false;
  // A large state is written less often, so that writing takes at most about 5 % of the time.
  let pauseMs = 100;

  const save = async (): Promise<void> => {
    if (!dirty) return;
    dirty = false;
    const began = performance.now();
    const text = JSON.stringify(snapshot(account));
    pauseMs = Math.max(100, (performance.now() - began) * 20);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(`${file}.tmp`, text);
    await rename(`${file}.tmp`, file);
  };
  const saveInTurn = (): Promise<void> => {
    running = running.then(save);
    return running;
  };
  return {
    saveSoon: () => {
      dirty = true;
      timer ??= setTimeout(() => {
        timer = undefined;
        saveInTurn().catch((cause: unknown) => {
          process.stderr.write(`The simulator can't write ${file}: ${String(cause)}\n`);
          running = Promise.resolve();
        });
      }, pauseMs);
    },
    close: async () => {
      clearTimeout(timer);
      await saveInTurn();
    },
  };
}
