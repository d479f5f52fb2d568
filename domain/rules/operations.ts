import type { RuleEntry } from './rule.ts';

/** Security. */
export const securityRules = [
  {
    id: 'SEC-1',
    sentence:
      'Every request of the platform is authenticated, and agents and administrators carry signed tokens with their role.',
    sources: ['decided'],
  },
  {
    id: 'SEC-2',
    sentence:
      'Bad input is refused with the names of each event and field, and good events of the post are accepted; the endpoints of the platform cut or leave out bad values instead, with a warning.',
    sources: ['decided'],
  },
  {
    id: 'SEC-3',
    sentence: 'Histories, logs and error texts contain no secrets, and indexed data names no person.',
    sources: ['decided'],
  },
  {
    id: 'SEC-4',
    sentence: 'Zendesk can be reached with OAuth client credentials or with an API token.',
    sources: ['zendesk'],
  },
  {
    id: 'SEC-5',
    sentence:
      'Files are fetched only from allowed hosts, within limits of size and time, and never from private addresses.',
    sources: ['decided'],
  },
  {
    id: 'SEC-6',
    sentence: 'With a key configured, all data that Temporal stores is encrypted, and only operators can read it.',
    sources: ['decided'],
  },
] as const satisfies readonly RuleEntry[];

/** Operations. */
export const operationsRules = [
  {
    id: 'OPS-1',
    sentence: 'The session lists each decision with its reason in plain words.',
    sources: ['decided'],
  },
  {
    id: 'OPS-2',
    sentence: 'A dry run shows which contact and ticket a caller would get and why, and writes nothing.',
    sources: ['decided'],
  },
  {
    id: 'OPS-3',
    sentence: 'Failed writes can be listed, inspected, edited and replayed, and a replay never writes anything twice.',
    sources: ['decided'],
  },
  {
    id: 'OPS-4',
    sentence: "The use of Zendesk's limits, the batches and the backlog can be watched live.",
    sources: ['decided'],
  },
  {
    id: 'OPS-5',
    sentence: 'A connection check names each problem with the Zendesk account and its remedy.',
    sources: ['decided'],
  },
  {
    id: 'OPS-6',
    sentence:
      'A session that was terminated or failed, or that can not be replayed, is found, and still gets its ticket and its missing writes.',
    sources: ['decided'],
  },
] as const satisfies readonly RuleEntry[];

/** Data that comes after the end of a session. */
export const lateRules = [
  {
    id: 'LATE-1',
    sentence: 'Data that arrives hours after the end still reaches the right ticket.',
    sources: ['decided'],
  },
] as const satisfies readonly RuleEntry[];
