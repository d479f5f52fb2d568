import { outboundOptions } from '../outbound/options.ts';
import type { OutboundFacts, Preselection, TicketChoice } from '../session/outbound-choice.ts';
import { asked, flexibleOff, flexibleOn, knowing, settingsFor, ticket } from './before-call.ts';
import type { SettingsColumn } from './before-call.ts';
import { decisionTable } from './table.ts';

const newer = ticket(12, 'pending');
const older = ticket(11, 'open');
const solved = ticket(13, 'solved');

const rows: readonly { readonly title: string; readonly facts: OutboundFacts }[] = [
  { title: 'nobody has the number', facts: knowing(0) },
  { title: 'one contact, no open ticket', facts: knowing(1, [solved]) },
  { title: 'one contact, one open ticket', facts: knowing(1, [solved, newer]) },
  { title: 'one contact, several open tickets', facts: knowing(1, [solved, newer, older]) },
  { title: 'several contacts, no open ticket', facts: knowing(2, [solved]) },
  { title: 'several contacts, one open ticket', facts: knowing(2, [solved, newer]) },
  { title: 'several contacts, several open tickets', facts: knowing(2, [solved, newer, older]) },
];

const prompt = { flexible: true, promptForTicket: true };
const columns: readonly SettingsColumn[] = [
  flexibleOff,
  flexibleOn,
  { title: '`allowNone`', settings: settingsFor({ flexible: true, allowNone: true }) },
  { title: '`append.never`', settings: settingsFor({ flexible: true }, { never: true }) },
  {
    title: '`append.never`, `allowNone`',
    settings: settingsFor({ flexible: true, allowNone: true }, { never: true }),
  },
  { title: '`promptForTicket`', settings: settingsFor(prompt) },
  { title: '`promptForTicket`, `allowNone`', settings: settingsFor({ ...prompt, allowNone: true }) },
  { title: '`promptForTicket`, `allowCreate`', settings: settingsFor({ ...prompt, allowCreate: true }) },
  {
    title: '`promptForTicket`, `allowCreate`, `allowNone`',
    settings: settingsFor({ ...prompt, allowCreate: true, allowNone: true }),
  },
];

const words: Readonly<Record<TicketChoice, string>> = {
  auto: 'automatic',
  existing: 'an open ticket',
  new: 'a new ticket',
  none: 'no ticket',
};

function isPreselected(choice: TicketChoice, preselection: Preselection | null): boolean {
  return preselection?.choice === choice;
}

/** The ticket choices that an agent is offered before a call (OUT-1 to OUT-4). */
export const offeredChoices = decisionTable(
  {
    title: 'Choices of the agent',
    reading:
      'Each row has the contacts and open tickets of a number. Each column names the settings that are on; all columns except the first have `outbound.flexible`. A **bold** choice is preselected, and counts if the agent chooses nothing. If no choice is bold, the agent must choose. "Automatic" is followed by its result, as far as it is known before the call. If several contacts have the number, the agent first picks one of them, with the newest preselected (OUT-5), and the tickets are those of the picked contact. `outbound.allowEnteredNumber` changes none of these choices. `promptForTicket` with `append.never`, and `allowCreate` without `promptForTicket`, cannot be saved.',
    corner: 'who has the number',
  },
  rows,
  columns,
  ({ facts }, { settings }) => {
    const { choices, preselection, fields } = outboundOptions(asked(), facts, settings);
    const onto =
      preselection?.ticketId === newer.id
        ? 'most recent open ticket'
        : settings.outbound.flexible
          ? 'new ticket'
          : null;
    const offered = (['auto', 'existing', 'new', 'none'] as const)
      .filter((choice) => choices[choice].allowed)
      .map((choice) => {
        const text = choice === 'auto' && onto !== null ? `${words.auto}: ${onto}` : words[choice];
        return isPreselected(choice, preselection) ? `**${text}**` : text;
      });
    const choice = offered.join(', ') + (fields.contact.default === 'new' ? '; new contact' : '');
    return { ...choices[preselection?.choice ?? 'existing'], choice };
  },
);
