import type { LedgerEntry } from '../../simulator/core/ledger-entry.ts';
import type { Finding } from './judge.ts';
import type { Scenario } from './scenario.ts';
import { startsAt } from './world.ts';
import type { Played } from './world.ts';
import { writesIn } from './zendesk.ts';
import type { SimulatedZendesk } from './zendesk.ts';

/** A longer list would be read by nobody. */
const mostSteps = 80;

/** The steps of a played scenario in plain words, each with its time. */
export function stepsOf(scenario: Scenario, played: Played, { account }: SimulatedZendesk): readonly string[] {
  const written = account.ledger.flatMap((entry) => {
    const says = wordsOf(entry);
    return says === null ? [] : [{ at: Date.parse(entry.at), says }];
  });
  const all = [...played.happenings, ...written].sort((a, b) => a.at - b.at);
  const lines = all.map(({ at, says }) => `${clockOf(at - startsAt)}  ${says}`);
  const rest = lines.length - mostSteps;
  const shown = rest > 0 ? [...lines.slice(0, mostSteps), `… and ${rest} more`] : lines;
  return [settingsLine(scenario), ...shown];
}

function wordsOf({
  kind,
  ticket_id: ticket,
  user_id: user,
  metadata,
  outcome,
  replayed,
  applied,
  reason,
}: LedgerEntry): string | null {
  const writes = writesIn(metadata).join(', ');
  const end =
    outcome === 'rejected' ? `: refused (${JSON.stringify(reason)})` : replayed ? ': the same answer as before' : '';
  switch (kind) {
    case 'ticket.create':
      return `    Zendesk makes ticket ${ticket} (${writes})${end}`;
    case 'ticket.update':
    case 'ticket.update_many.item':
      return `    Zendesk changes ticket ${ticket}${kind === 'ticket.update' ? '' : ' in a bulk job'} (${writes})${end}`;
    case 'trigger':
      return `    the trigger changes ticket ${ticket}: ${JSON.stringify(applied['fields'] ?? {})}`;
    case 'user.create':
      return `    Zendesk makes contact ${user}`;
    default:
      return null;
  }
}

function settingsLine({ account, seed }: Scenario): string {
  const { queueBytes, continuesAfter, windowSeconds, updatesPerMinute, recordings } = account;
  return [
    `scenario ${seed}: a window of ${windowSeconds} s`,
    `${updatesPerMinute} updates a minute`,
    `recordings as ${recordings}s`,
    ...(queueBytes === null ? [] : [`room for ${queueBytes} bytes of writes`]),
    ...(continuesAfter === null ? [] : [`workflows continue as new after about ${continuesAfter} messages`]),
  ].join(', ');
}

/** `1:02:03.4` */
function clockOf(ms: number): string {
  const tenths = Math.floor(ms / 100);
  const two = (value: number): string => String(Math.floor(value)).padStart(2, '0');
  return `${Math.floor(tenths / 36_000)}:${two((tenths / 600) % 60)}:${two((tenths / 10) % 60)}.${tenths % 10}`;
}

/** The findings of each kind, the first ones by their messages. */
export function findingLines(findings: readonly Finding[]): readonly string[] {
  const kinds = [...new Set(findings.map(({ kind }) => kind))];
  return kinds.flatMap((kind) => {
    const of = findings.filter((finding) => finding.kind === kind);
    return [`${kind}: ${of.length}`, ...of.slice(0, 3).map(({ message }) => `  ${message}`)];
  });
}
