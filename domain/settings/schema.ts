import { z } from 'zod';
import { isCountry } from '../contact/phone.ts';
import type { RuleId } from '../rules/catalogue.ts';
import { checkSubjectTemplate } from '../ticket/subject.ts';
import { conflicts } from './conflicts.ts';
import { defaultSettings } from './defaults.ts';
import type { QueueOverride, Settings } from './settings.ts';
import { warnings } from './warnings.ts';

export type { QueueOverride, Settings } from './settings.ts';

const zendeskId = z.int().positive();
const count = z.int().nonnegative();
const name = z.string().trim().min(1).max(200);
/** Ids of the platform compare as strings; numbers are taken too. */
const platformId = z.union([z.string().trim().min(1).max(128), z.int()]).transform(String);
const e164 = z.string().regex(/^\+[1-9]\d{6,14}$/, { error: 'expected a number like +14155551212' });

function noneTwice<Member extends z.ZodType>(member: Member) {
  return z.array(member).refine((list) => new Set(list).size === list.length, { error: 'the same is named twice' });
}

const subject = z
  .string()
  .max(1000)
  .superRefine((template, context) => {
    const wrong = checkSubjectTemplate(template);
    if (wrong !== null) context.addIssue({ code: 'custom', message: wrong });
  });

/** One part of the document: every key may be left out, none may be misspelt. */
function part<Shape extends z.ZodRawShape>(shape: Shape) {
  return z.strictObject(shape);
}

const tickets = part({
  create: z.boolean().exactOptional(),
  createWhen: z.enum(['assigned', 'connected']).exactOptional(),
  chatMinimumCustomerMessages: count.exactOptional(),
  subject: subject.exactOptional(),
  createForAbandonedCalls: z.boolean().exactOptional(),
  createForAbandonedChats: z.boolean().exactOptional(),
  foldMissedCalls: z.int().positive().nullable().exactOptional(),
  defaultUserId: zendeskId.nullable().exactOptional(),
});

const append = part({
  inbound: z.boolean().exactOptional(),
  never: z.boolean().exactOptional(),
  reopenSolvedWithinDays: z.int().positive().nullable().exactOptional(),
  outboundStatuses: noneTwice(z.enum(['new', 'open', 'pending', 'hold'])).exactOptional(),
  shortCallSeconds: count.exactOptional(),
});

const recordings = part({ store: z.enum(['file', 'link']).exactOptional() });

const fieldId = zendeskId.nullable().exactOptional();

const override = part({
  tickets: tickets.exactOptional(),
  append: append.exactOptional(),
  recordings: recordings.exactOptional(),
});

const sections = z.strictObject({
  tickets: tickets.exactOptional(),
  contacts: part({
    defaultCountry: z
      .string()
      .refine(isCountry, { error: 'expected a country code of two capital letters, as US' })
      .exactOptional(),
    create: z.boolean().exactOptional(),
    anonymous: z.enum(['shared', 'new']).exactOptional(),
    allowCreateWhenMatched: z.boolean().exactOptional(),
    sdkLookupOrder: noneTwice(z.enum(['identifier', 'email', 'phone'])).exactOptional(),
  }).exactOptional(),
  inbound: part({ autoSelectAt: z.enum(['call_end', 'wrap_up_end']).exactOptional() }).exactOptional(),
  append: append.exactOptional(),
  outbound: part({
    flexible: z.boolean().exactOptional(),
    promptForTicket: z.boolean().exactOptional(),
    allowCreate: z.boolean().exactOptional(),
    allowNone: z.boolean().exactOptional(),
    allowEnteredNumber: z.boolean().exactOptional(),
    numbers: z
      .array(
        part({
          number: e164,
          label: name,
          languages: noneTwice(name).default([]),
          queueIds: noneTwice(platformId).default([]),
        }),
      )
      .exactOptional(),
  }).exactOptional(),
  team: part({
    enabled: z.boolean().exactOptional(),
    phoneFieldId: fieldId,
    teams: z
      .array(
        part({
          id: platformId,
          name,
          parentId: platformId.nullable().default(null),
          rank: z.int(),
          ticketId: z.enum(['off', 'optional', 'required']),
          agents: noneTwice(platformId).default([]),
        }),
      )
      .exactOptional(),
    queues: z
      .array(
        part({
          id: platformId,
          teams: noneTwice(platformId).default([]),
          instantVoiceCall: z.boolean().default(false),
          outboundNumber: e164.nullable().default(null),
        }),
      )
      .exactOptional(),
  }).exactOptional(),
  fields: part({
    sessionType: fieldId,
    from: fieldId,
    sessionId: fieldId,
    callDuration: fieldId,
    waitTime: fieldId,
    holdTime: fieldId,
    queueName: fieldId,
    csat: fieldId,
    verification: fieldId,
    textInput: fieldId,
    identifier: name.nullable().exactOptional(),
  }).exactOptional(),
  mapping: z
    .array(
      z.discriminatedUnion('target', [
        part({ customDataKey: name, target: z.literal('ticket'), fieldId: zendeskId }),
        part({ customDataKey: name, target: z.literal('contact'), fieldKey: name }),
      ]),
    )
    .exactOptional(),
  dap: part({
    postToTicket: z.boolean().exactOptional(),
    includeRequest: z.boolean().exactOptional(),
    format: z.enum(['key_value', 'json']).exactOptional(),
  }).exactOptional(),
  recordings: recordings.exactOptional(),
  batching: part({
    addComment: z.boolean().exactOptional(),
    updateTicket: z.boolean().exactOptional(),
    windowSeconds: z.int().min(1).max(60).exactOptional(),
    shards: z.int().min(1).max(64).exactOptional(),
    adaptive: z.boolean().exactOptional(),
  }).exactOptional(),
  session: part({
    lateHours: z.number().nonnegative().max(720).exactOptional(),
    maxHours: z.number().positive().max(720).exactOptional(),
    unattachedDays: z.number().nonnegative().max(3650).exactOptional(),
  }).exactOptional(),
  language: z.enum(['en', 'id']).exactOptional(),
  zendesk: part({
    requestsPerMinute: z.int().positive().exactOptional(),
    ticketUpdatesPerMinute: z.int().positive().exactOptional(),
  }).exactOptional(),
  timeZone: z
    .string()
    .refine(isTimeZone, { error: 'expected an IANA time zone, as Asia/Jakarta' })
    .nullable()
    .exactOptional(),
  queues: z.record(z.string().min(1).max(128), override).exactOptional(),
});

function isTimeZone(zone: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: zone }).format(0);
    return true;
  } catch {
    return false;
  }
}
