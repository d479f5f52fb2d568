import type { ZendeskErrorCode } from '../zendesk/error-codes.ts';
import type { Contact, LookUpBy } from '../zendesk/contact.ts';
import { toE164 } from '../phone.ts';
import type { OpenedTicket, Ticket, TicketDraft } from '../zendesk/ticket.ts';
import { markersOf } from '../zendesk/ticket-write.ts';
import type { TicketWrite, WriteOutcome } from '../zendesk/ticket-write.ts';
import { screenPopKey } from './screen-pop.ts';
import type { Answer, AskingKind, AskingStep, StepValues } from '../session/step.ts';
import { callerNumber } from '../events/examples.testkit.ts';

/** The answer to a write that is on the ticket already. */
function asFound(outcome: WriteOutcome): WriteOutcome {
  return outcome.kind === 'written' ? { ...outcome, found: true } : outcome;
}

function writtenAs(id: string, ticketId: number): WriteOutcome {
  return { id, ticketId, kind: 'written', contentUrl: null, droppedFields: [] };
}

/** The records in the modelled Zendesk when a session starts, and its faults. */
export type Account = {
  /** `has`: the contact has the caller's number. `sure`: a search alone shows this. */
  readonly contacts: readonly { readonly contact: Contact; readonly has: boolean; readonly sure: boolean }[];
  readonly tickets: readonly Ticket[];
  readonly agents: readonly { readonly email: string; readonly id: number }[];
  /** Final refusals. Each is used once, for the next step of its kind. */
  readonly refusals: readonly { readonly kind: AskingStep['kind']; readonly code: ZendeskErrorCode }[];
  /** Zendesk always refuses writes whose fact begins with one of these words. */
  readonly refusedFacts: readonly string[];
  readonly fileRefused: boolean;
  /** CON-8: the contact is merged into another after this number of answers; null: never. */
  readonly contactGoneAfter: number | null;
};

export type Asked<Kind extends AskingKind = AskingKind> =
  | { readonly ok: true; readonly answer: Answer<Kind> }
  | { readonly ok: false; readonly code: ZendeskErrorCode };

/**
 * A model of Zendesk for one session. It records the opened tickets and the applied writes. Like the adapter, it finds a
 * repeated draft or contact again. It knows none of the product's rules.
 */
export class ZendeskModel {
  readonly opened: TicketDraft[] = [];
  readonly applied: TicketWrite[] = [];
  readonly contactsMade: string[] = [];
  readonly popped: string[] = [];
  assigneeId: number | null = null;
  private readonly account: Account;
  private readonly firstTicketId: number;
  private readonly tickets: Map<number, Ticket>;
  private readonly contacts: Map<number, Contact>;
  private readonly finishedWrites: Map<string, WriteOutcome> = new Map();
  private readonly refusedDrafts: Map<string, ZendeskErrorCode> = new Map();
  private refusals: Account['refusals'];
  private answers = 0;

  private readonly values: { readonly [Kind in AskingKind]: (step: AskingStep<Kind>) => StepValues[Kind] } = {
    lookUp: ({ input }) => this.lookUp(input),
    hasNumber: ({ contact }) => this.account.contacts.find((known) => known.contact.id === contact.id)?.has === true,
    makeContact: ({ input }) => this.makeContact(input.externalId, input.phone),
    listTickets: ({ input }) => {
      const contact = this.contacts.get(input.contactId) ?? null;
      return { contact: contact?.matchable === true ? contact : null, tickets: this.ticketsOf(input.contactId) };
    },
    readTicket: ({ input }) => this.read(input),
    traceTicket: ({ input }) => {
      const ticket = this.tickets.get(input.ticketId);
      return ticket === undefined ? { kind: 'deleted' } : { kind: 'here', ticket };
    },
    findTicket: ({ input }) => this.find(input.sessionId),
    findAgent: ({ input }) => ({ agentId: this.agentId(input.email) }),
    openTicket: ({ input, show }) => this.shown(this.open(input), show),
    popScreen: ({ key }) => {
      this.popped.push(key);
      return null;
    },
    listTicketFields: () => [],
    listContactFields: () => [],
    updateContact: () => ({ dropped: [] }),
    askDataKept: () => false,
    claimOutboundChoice: () => null,
    askSession: () => ({ kind: 'unknown' }),
  };

  /** @param firstTicketId the id of the first ticket that is opened; the others follow */
  constructor(account: Account, firstTicketId = 5_000) {
    this.account = account;
    this.firstTicketId = firstTicketId;
    this.refusals = account.refusals;
    this.tickets = new Map(account.tickets.map((known) => [known.id, known]));
    this.contacts = new Map(account.contacts.map(({ contact }) => [contact.id, contact]));
  }

  ask<Kind extends AskingKind>(step: AskingStep<Kind>): Asked<Kind> {
    this.answers += 1;
    if (this.answers === this.account.contactGoneAfter) this.loseContact();
    const code = this.refusalOf(step);
    if (code !== null) return { ok: false, code };
    return { ok: true, answer: { step, value: this.values[step.kind](step) } };
  }

  /** A draft that is sent again gets the same answer. */
  private refusalOf(step: Pick<AskingStep, 'kind' | 'input'>): ZendeskErrorCode | null {
    const key = step.kind === 'openTicket' && 'key' in step.input ? step.input.key : null;
    const before = key === null ? undefined : this.refusedDrafts.get(key);
    if (before !== undefined || this.opened.some((draft) => draft.key === key)) return before ?? null;
    const refusal = this.refusals.find(({ kind }) => kind === step.kind);
    if (refusal === undefined) return null;
    this.refusals = this.refusals.filter((other) => other !== refusal);
    if (key !== null) this.refusedDrafts.set(key, refusal.code);
    return refusal.code;
  }

  /** Applies a write at once, as the ticket-writes workflow does later. If the write asks for a check, it is looked up first. */
  write(write: TicketWrite): WriteOutcome {
    const { id, ticketId } = write;
    const marker = `${id} on ${ticketId}`;
    const known = this.finishedWrites.get(marker);
    if (known !== undefined && write.check) return asFound(known);
    const { sameAs = [], partOf } = write;
    const byOtherName = [...sameAs, ...(partOf === undefined ? [] : [[partOf]])].find((names) =>
      names.every((name) => this.hasMarker(name, ticketId)),
    );
    if (byOtherName !== undefined && write.check) return asFound(writtenAs(id, ticketId));
    const fact = id.split('/')[1] ?? '';
    // A file is uploaded before its comment is sent.
    const outcome: WriteOutcome =
      write.change.file !== null && this.account.fileRefused
        ? { id, ticketId, kind: 'file_refused', message: 'refused by the model' }
        : this.account.refusedFacts.includes(fact)
          ? { id, ticketId, kind: 'refused', code: 'Invalid', message: 'refused by the model' }
          : {
              id,
              ticketId,
              kind: 'written',
              contentUrl: write.change.file === null ? null : 'https://z.example.com/f',
              droppedFields: [],
            };
    if (outcome.kind === 'written') {
      this.applied.push(write);
      this.change(write);
    }
    this.finishedWrites.set(marker, outcome);
    if (outcome.kind === 'written')
      for (const name of markersOf(write)) this.finishedWrites.set(`${name} on ${ticketId}`, { ...outcome, id: name });
    return outcome;
  }

  /** Whether the ticket has the marker: of a write, of a further name of its fact, or of what it was made with. */
  hasMarker(id: string, ticketId: number): boolean {
    return this.finishedWrites.get(`${id} on ${ticketId}`)?.kind === 'written';
  }

  /** The matchable contacts with the caller's number. */
  owners(): readonly Contact[] {
    return this.account.contacts
      .filter(({ contact, has }) => has && this.contacts.get(contact.id)?.matchable === true)
      .map(({ contact }) => contact);
  }

  private lookUp(asked: LookUpBy): StepValues['lookUp'] {
    if (asked.by !== 'phone')
      return this.known(asked.by === 'email' ? `email:${asked.email}` : `app:${asked.identifier}`);
    const { phone, defaultCountry: country } = asked;
    const number = toE164(phone, country);
    if (number === null) return { number, contacts: [], unsure: [], tickets: null };
    const hits = number === callerNumber ? this.account.contacts : [];
    const alive = hits.filter(({ contact }) => this.contacts.get(contact.id)?.matchable === true);
    const contacts = alive.filter(({ has, sure }) => has && sure).map(({ contact }) => contact);
    const unsure = alive.filter(({ sure }) => !sure).map(({ contact }) => contact);
    // Zendesk's search does not find a new contact yet, so it is found by its external id.
    const made = [...this.contacts.values()].filter(
      ({ externalId, matchable }) => matchable && externalId === `phone:${number}`,
    );
    const found = contacts.length > 0 || unsure.length > 0 ? contacts : made;
    const [only] = found;
    const tickets = found.length === 1 && unsure.length === 0 && only !== undefined ? this.ticketsOf(only.id) : null;
    return { number, contacts: found, unsure, tickets };
  }

  private read({ ticketId, fieldIds }: AskingStep<'readTicket'>['input']): Ticket | null {
    const known = this.tickets.get(ticketId);
    return known === undefined ? null : { ...known, fields: known.fields.filter(({ id }) => fieldIds.includes(id)) };
  }

  private find(sessionId: string): Ticket | null {
    const all = [...this.tickets.values()];
    const own = all.find(({ externalId }) => externalId === sessionId);
    return own ?? all.findLast(({ tags }) => tags.includes(`session_${sessionId}`)) ?? null;
  }

  private known(key: string): StepValues['lookUp'] {
    const contacts = [...this.contacts.values()].filter(({ externalId, matchable }) => matchable && externalId === key);
    const [only] = contacts;
    return { number: null, contacts, unsure: [], tickets: only === undefined ? null : this.ticketsOf(only.id) };
  }

  private makeContact(externalId: string, phone: string | null): { contact: Contact; created: boolean } {
    const known = [...this.contacts.values()].find((contact) => contact.externalId === externalId && contact.matchable);
    if (known !== undefined) return { contact: known, created: false };
    const id = 1_000 + this.contacts.size;
    const createdAt = '2026-03-02T09:00:00Z';
    const contact = { id, name: externalId, phone, email: null, externalId, createdAt, matchable: true };
    this.contacts.set(id, contact);
    this.contactsMade.push(externalId);
    return { contact, created: true };
  }

  private open(draft: TicketDraft): OpenedTicket {
    const { assignee, requesterId } = draft;
    const agentId = assignee.kind === 'agent' && assignee.email !== null ? this.agentId(assignee.email) : null;
    const assigneeId = assignee.kind === 'user' ? assignee.id : agentId;
    const known = this.opened.findIndex(({ key }) => key === draft.key);
    if (known !== -1 && JSON.stringify(this.opened[known]) !== JSON.stringify(draft))
      throw new Error(`TKT-12: another request under the same key ${draft.key}`);
    const ticketId = this.firstTicketId + (known === -1 ? this.opened.length : known);
    if (known === -1) {
      this.opened.push(draft);
      for (const fact of draft.facts) this.finishedWrites.set(`${fact} on ${ticketId}`, writtenAs(fact, ticketId));
      this.assigneeId = assigneeId;
      const createdAt = draft.dueAt === 0 ? '2026-03-02T09:00:00Z' : new Date(draft.dueAt).toISOString();
      const { externalId, tags } = draft;
      const status = assigneeId === null ? 'new' : 'open';
      this.tickets.set(ticketId, {
        id: ticketId,
        status,
        requesterId,
        assigneeId,
        externalId,
        tags,
        createdAt,
        updatedAt: createdAt,
        solvedAt: null,
        fields: draft.fields,
      });
    }
    const opened: OpenedTicket = { ticketId, requesterId, assigneeId, agentId, droppedFields: [] };
    return known === -1 ? opened : { ...opened, existed: true };
  }

  /** Shows the opened ticket to its agent. The ticket exists even if the screen pop is refused. */
  private shown(opened: OpenedTicket, show: boolean): OpenedTicket {
    const { agentId, ticketId } = opened;
    if (!show || agentId === null) return opened;
    const step = { kind: 'popScreen', key: screenPopKey(agentId, ticketId), input: { agentId, ticketId } } as const;
    const code = this.refusalOf(step);
    if (code !== null) return { ...opened, pop: { kind: 'not_shown', code, message: 'refused by the model' } };
    this.popped.push(step.key);
    return { ...opened, pop: { kind: 'shown' } };
  }

  private agentId(email: string): number | null {
    return this.account.agents.find((agent) => agent.email === email)?.id ?? null;
  }

  private ticketsOf(contactId: number): readonly Ticket[] {
    return [...this.tickets.values()]
      .filter(({ requesterId }) => requesterId === contactId)
      .sort((a, b) => Date.parse(b.createdAt) - Date.parse(a.createdAt));
  }

  private change({ ticketId, change: { assigneeId, tags, fields } }: TicketWrite): void {
    const known = this.tickets.get(ticketId);
    if (known === undefined) return;
    const assignee = assigneeId === 'keep' ? known.assigneeId : assigneeId;
    const kept = known.fields.filter(({ id }) => fields.every((field) => field.id !== id));
    this.tickets.set(ticketId, {
      ...known,
      tags: [...known.tags, ...tags],
      assigneeId: assignee,
      fields: [...kept, ...fields],
    });
    this.assigneeId = assignee;
  }

  private loseContact(): void {
    const [first] = this.contacts.values();
    if (first !== undefined) this.contacts.set(first.id, { ...first, matchable: false });
  }
}
