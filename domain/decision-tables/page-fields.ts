import { outboundOptions } from '../outbound/options.ts';
import type { FieldName, OutboundQuestion, PageField, Preselection } from '../session/outbound-choice.ts';
import type { Settings } from '../settings/settings.ts';
import { asked, knowing, settingsFor, ticketId } from './before-call.ts';
import type { DecisionTable } from './table.ts';

const numbers = [{ number: '+18005550111', label: 'Sales', languages: ['en', 'es'], queueIds: [] }];

const columns: readonly { readonly title: string; readonly asks: OutboundQuestion; readonly settings: Settings }[] = [
  { title: 'dialpad, flexible off', asks: asked(), settings: settingsFor({ numbers }) },
  { title: 'dialpad, flexible', asks: asked(), settings: settingsFor({ numbers, flexible: true }) },
  {
    title: 'dialpad, `allowNone`',
    asks: asked(),
    settings: settingsFor({ numbers, flexible: true, allowNone: true }),
  },
  {
    title: 'dialpad, `promptForTicket`',
    asks: asked(),
    settings: settingsFor({ numbers, flexible: true, promptForTicket: true }),
  },
  {
    title: 'dialpad, `allowEnteredNumber`',
    asks: asked(),
    settings: settingsFor({ numbers, flexible: true, allowEnteredNumber: true }),
  },
  {
    title: "contact's number, flexible off",
    asks: asked({ source: 'contact', contactId: 1 }),
    settings: settingsFor({ numbers }),
  },
  { title: 'ticket, flexible off', asks: asked({ source: 'ticket', ticketId }), settings: settingsFor({ numbers }) },
  {
    title: '"enter a new number" on a ticket, `allowEnteredNumber`',
    asks: asked({ source: 'ticket', ticketId, dialNumber: null, enterNumber: true }),
    settings: settingsFor({ numbers, flexible: true, allowEnteredNumber: true }),
  },
  {
    title: 'ticket, team asked for an id',
    asks: asked({ source: 'ticket', ticketId }),
    settings: settingsFor({ numbers, flexible: true }, { asks: 'required' }),
  },
  {
    title: 'dialpad, team asked for an id',
    asks: asked(),
    settings: settingsFor({ numbers, flexible: true }, { asks: 'required' }),
  },
  {
    title: 'call back, team asked for an id',
    asks: asked({ source: 'call_back', followsSessionId: 'call-1' }),
    settings: settingsFor({ numbers, flexible: true }, { asks: 'required' }),
  },
];

const names: Readonly<Record<FieldName, string>> = {
  lookupNumber: 'number to look up (OUT-8)',
  dialNumber: 'number to dial (OUT-9, TEAM-2)',
  enterNumber: 'use entered number (OUT-8, OUT-13)',
  contact: 'contact (OUT-5, OUT-6)',
  ticket: 'ticket choice (OUT-1, OUT-7)',
  ticketId: 'ticket id (TEAM-1, TEAM-4)',
  outboundNumber: 'outbound number (OUT-10)',
  language: 'language (OUT-10)',
};
const order: readonly FieldName[] = [
  'lookupNumber',
  'dialNumber',
  'enterNumber',
  'contact',
  'ticket',
  'ticketId',
  'outboundNumber',
  'language',
];

function cell({ shown, required, default: value }: PageField<string | number | boolean | Preselection>): string {
  if (!shown) return 'hidden';
  const filled = value !== null && value !== false;
  return `${required ? 'required' : 'optional'}${filled ? ', filled' : ''}`;
}

/** The fields that the page shows before a call, by the place where the call starts (OUT-4, OUT-6, OUT-7, TEAM-4). */
export const pageFields: DecisionTable = {
  title: 'Fields of the page',
  reading:
    'Each column is the place where the call starts, with its settings. One contact has the number and one open ticket, and one outbound number is set up. "Filled" means that the field has a default, which the agent may change. With a ticket id the number to dial is hidden, because the requester\'s number is dialled (TEAM-2).',
  corner: 'field',
  columns: columns.map(({ title }) => title),
  rows: order.map((field) => ({
    title: names[field],
    cells: columns.map(({ asks, settings }) => cell(outboundOptions(asks, knowing(1), settings).fields[field])),
  })),
};
