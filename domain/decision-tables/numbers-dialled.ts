import { completeChoice } from '../outbound/complete.ts';
import type { OutboundQuestion } from '../session/outbound-choice.ts';
import { decide } from '../decision.ts';
import {
  asked,
  flexibleOff,
  flexibleOn,
  knowing,
  otherNumber,
  settingsFor,
  storedNumber,
  ticketId,
} from './before-call.ts';
import type { SettingsColumn } from './before-call.ts';
import { decisionTable } from './table.ts';

const picked = { lookupNumber: storedNumber, contactId: 1 };
const rows: readonly { readonly title: string; readonly asks: OutboundQuestion; readonly nobody?: true }[] = [
  { title: 'a stored number of the contact', asks: asked({ ...picked }) },
  { title: 'another number, with the contact chosen', asks: asked({ ...picked, dialNumber: otherNumber }) },
  { title: 'a number that no contact has, from the dialpad', asks: asked(), nobody: true },
  { title: 'pasted as `+1 (415) 555-0142`', asks: asked({ dialNumber: '+1 (415) 555-0142' }) },
  { title: 'typed as `(415) 555-0142`', asks: asked({ dialNumber: '(415) 555-0142' }) },
  { title: 'typed as `+1 415`', asks: asked({ dialNumber: '+1 415' }) },
  {
    title: '"enter a new number" on a ticket',
    asks: asked({ source: 'ticket', ticketId, enterNumber: true, dialNumber: otherNumber }),
  },
];
const columns: readonly SettingsColumn[] = [
  flexibleOff,
  flexibleOn,
  { title: '`allowEnteredNumber`', settings: settingsFor({ flexible: true, allowEnteredNumber: true }) },
];

/** Whether the number that an agent chose or typed can be dialled (OUT-8, OUT-9, OUT-13). */
export const numbersDialled = decisionTable(
  {
    title: 'Which numbers can be dialled',
    reading:
      'A refused number shows the message that the agent reads. An entered number is dialled and kept in the comment, and never stored on the contact.',
    corner: 'the number',
  },
  rows,
  columns,
  ({ asks, nobody }, { settings }) => {
    const completed = completeChoice(asks, knowing(nobody === true ? 0 : 1), settings);
    if (completed.ok) {
      const { entered_number: isEntered } = completed.choice.outbound;
      const rule = isEntered ? (asks.source === 'ticket' ? 'OUT-13' : 'OUT-8') : nobody === true ? 'CON-11' : 'OUT-9';
      return decide(isEntered ? 'dialled, as entered' : 'dialled', rule, '');
    }
    const [refusal] = completed.refusals;
    return decide(refusal?.because ?? 'more to look up', refusal?.rule ?? 'OUT-12', '');
  },
);
