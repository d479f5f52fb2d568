import { z } from 'zod';
import { limits } from '../limits.ts';
import { isCountry } from '../phone.ts';
import { checkSubjectTemplate } from './subject-template.ts';
import type { Lists } from './table/lists.ts';
import type { Bounds, Setting } from './table/setting.ts';

const zendeskId = z.int().positive();
const name = z.string().trim().min(1).max(200);
/** An id of the platform. A number is accepted and converted to a string, because ids are compared as strings. */
const platformId = z
  .union([z.string().trim().min(1).max(128), z.int()])
  .transform(String)
  .pipe(z.string());
const e164 = z.string().regex(/^\+[1-9]\d{6,14}$/, { error: 'expected a number like +14155551212' });
const country = z.string().refine(isCountry, { error: 'expected a country code of two capital letters, as US' });
const timeZone = z
  .string()
  .max(100, { abort: true })
  .refine(isTimeZone, { error: 'expected an IANA time zone, as Asia/Jakarta' });

const subjectTemplate = z
  .string()
  .max(limits.templates.length.value, { abort: true })
  .superRefine((template, context) => {
    const wrong = checkSubjectTemplate(template);
    if (wrong !== null) context.addIssue({ code: 'custom', message: wrong });
  });

function isTimeZone(zone: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: zone }).format(0);
    return true;
  } catch {
    return false;
  }
}

function uniqueList<Member extends z.ZodType>(member: Member) {
  return z.array(member).refine((list) => new Set(list).size === list.length, { error: 'the same is named twice' });
}

const teamId = 'The id of the team.';
const teamName = name.describe('The name of the team.');
const teamAbove = 'The team above this one. `null`: there is none.';
const teamRank = 'For an agent in several teams, the team with the smallest rank counts.';
const teamTicketId = z
  .enum(['off', 'optional', 'required'])
  .describe('Whether the agents of the team may, or must, enter a ticket id before they call.');
const teamAgents = "The platform's ids of the agents.";

const team = z.strictObject({
  id: platformId.describe(teamId),
  name: teamName,
  parentId: platformId.nullable().default(null).describe(teamAbove),
  rank: z.int().exactOptional().describe(`${teamRank} By default, it is the place in the list.`),
  ticketId: teamTicketId,
  agents: uniqueList(platformId).default([]).describe(teamAgents),
});
/**
 * A team after parsing, as the OpenAPI document shows it in the settings in force. The order of the keys stays, because
 * changes of a list are found by its JSON.
 */
const parsedTeam = z.strictObject({
  rank: z.int().describe(teamRank),
  id: z.string().describe(teamId),
  name: teamName,
  parentId: z.string().nullable().describe(teamAbove),
  ticketId: teamTicketId,
  agents: z.array(z.string()).describe(teamAgents),
});

const mappedKey = name.describe('The key of the value in the custom data.');

const lists: { readonly [Name in keyof Lists]: z.ZodType<Lists[Name]> } = {
  outboundNumbers: z.array(
    z.strictObject({
      number: e164.describe('The number in E.164.'),
      label: name.describe('The name of the number for agents.'),
      languages: uniqueList(name).default([]).describe('The languages that the number serves. None: all languages.'),
      queueIds: uniqueList(platformId).default([]).describe('Queues. They are stored and have no effect yet.'),
    }),
  ),
  // The position in the list is the rank of a team that has no rank (TEAM-6).
  teams: z
    .array(team)
    .transform((teams) => teams.map((one, rank) => ({ rank, ...one })))
    .pipe(z.array(parsedTeam)),
  teamQueues: z.array(
    z.strictObject({
      id: platformId.describe("The platform's id of the queue."),
      teams: uniqueList(platformId).default([]).describe('The ids of the teams that serve the queue.'),
      instantVoiceCall: z.boolean().default(false).describe('Whether the queue has instant voice calls.'),
      outboundNumber: e164.nullable().default(null).describe('The number of the queue in E.164. `null`: none.'),
    }),
  ),
  mappings: z.array(
    z.discriminatedUnion('target', [
      z.strictObject({
        customDataKey: mappedKey,
        target: z.literal('ticket').describe('The value fills a field of the ticket.'),
        fieldId: zendeskId.describe('The id of the ticket field.'),
      }),
      z.strictObject({
        customDataKey: mappedKey,
        target: z.literal('contact').describe('The value fills a field of the contact.'),
        fieldKey: name.describe('The key of the contact field.'),
      }),
    ]),
  ),
};

function bounded(number: z.ZodNumber, { min, moreThan, max }: Bounds): z.ZodNumber {
  const above = min === undefined ? number : number.min(min);
  const strictlyAbove = moreThan === undefined ? above : above.gt(moreThan);
  return max === undefined ? strictlyAbove : strictlyAbove.max(max);
}

/**
 * The schema for the value of a setting. `schema.ts` has the schema for the setting `queues`, which depends on all
 * others.
 */
export function valueSchema(setting: Exclude<Setting, { readonly kind: 'queues' }>): z.ZodType {
  const schema = schemaUnlessNull(setting);
  return setting.nullable ? schema.nullable() : schema;
}

function schemaUnlessNull(setting: Exclude<Setting, { readonly kind: 'queues' }>): z.ZodType {
  switch (setting.kind) {
    case 'boolean':
      return z.boolean();
    case 'integer':
      return bounded(z.int(), setting);
    case 'number':
      return bounded(z.number(), setting);
    case 'zendeskId':
      return zendeskId;
    case 'name':
      return name;
    case 'country':
      return country;
    case 'timeZone':
      return timeZone;
    case 'subjectTemplate':
      return subjectTemplate;
    case 'choice':
      return z.enum(setting.words);
    case 'choices': {
      const { words, mayBeEmpty } = setting;
      const list = uniqueList(z.enum(words));
      const error = `name at least one of ${words.join(', ')}`;
      return mayBeEmpty ? list : list.refine(({ length }) => length > 0, { error });
    }
    case 'list':
      return lists[setting.of];
    default:
      return setting satisfies never;
  }
}
