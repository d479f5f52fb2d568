import { z } from 'zod';
import { isCountry } from '../phone.ts';
import { checkSubjectTemplate } from './subject-template.ts';
import type { SettingsProblem } from './conflicts.ts';
import { conflicts } from './conflicts.ts';
import { defaultSettings } from './defaults.ts';
import type { Settings } from './settings.ts';
import type { SettingsWarning } from './warnings.ts';
import { warnings } from './warnings.ts';

export type { SettingsProblem } from './conflicts.ts';
export type { QueueOverride, Settings } from './settings.ts';
export type { SettingsWarning } from './warnings.ts';

const zendeskId = z.int().positive();
const count = z.int().nonnegative();
const name = z.string().trim().min(1).max(200);
/** Ids of the platform compare as strings; numbers are taken too. */
const platformId = z.union([z.string().trim().min(1).max(128), z.int()]).transform(String);
const e164 = z.string().regex(/^\+[1-9]\d{6,14}$/, { error: 'expected a number like +14155551212' });

function isTimeZone(zone: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: zone }).format(0);
    return true;
  } catch {
    return false;
  }
}

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

// Every key may be left out, none may be misspelt. Defaults are laid under afterwards, since queues share these parts.
const tickets = z.strictObject({
  create: z.boolean().exactOptional(),
  createWhen: z.enum(['assigned', 'connected']).exactOptional(),
  chatMinimumCustomerMessages: count.exactOptional(),
  subject: subject.exactOptional(),
  createForAbandonedCalls: z.boolean().exactOptional(),
  createForAbandonedChats: z.boolean().exactOptional(),
  foldMissedCalls: z.int().positive().nullable().exactOptional(),
  defaultUserId: zendeskId.nullable().exactOptional(),
});

const append = z.strictObject({
  inbound: z.boolean().exactOptional(),
  never: z.boolean().exactOptional(),
  reopenSolvedWithinDays: z.int().positive().nullable().exactOptional(),
  outboundStatuses: noneTwice(z.enum(['new', 'open', 'pending', 'hold'])).exactOptional(),
  shortCallSeconds: count.exactOptional(),
});

const recordings = z.strictObject({ store: z.enum(['file', 'link']).exactOptional() });

const fieldId = zendeskId.nullable().exactOptional();

const override = z.strictObject({
  tickets: tickets.exactOptional(),
  append: append.exactOptional(),
  recordings: recordings.exactOptional(),
});

const sections = z.strictObject({
  tickets: tickets.exactOptional(),
  contacts: z
    .strictObject({
      defaultCountry: z
        .string()
        .refine(isCountry, { error: 'expected a country code of two capital letters, as US' })
        .exactOptional(),
      create: z.boolean().exactOptional(),
      anonymous: z.enum(['shared', 'new']).exactOptional(),
      allowCreateWhenMatched: z.boolean().exactOptional(),
      sdkLookupOrder: noneTwice(z.enum(['identifier', 'email', 'phone']))
        .refine((order) => order.length > 0, { error: 'name at least one of identifier, email, phone' })
        .exactOptional(),
    })
    .exactOptional(),
  inbound: z.strictObject({ autoSelectAt: z.enum(['call_end', 'wrap_up_end']).exactOptional() }).exactOptional(),
  append: append.exactOptional(),
  outbound: z
    .strictObject({
      flexible: z.boolean().exactOptional(),
      promptForTicket: z.boolean().exactOptional(),
      allowCreate: z.boolean().exactOptional(),
      allowNone: z.boolean().exactOptional(),
      allowEnteredNumber: z.boolean().exactOptional(),
      numbers: z
        .array(
          z.strictObject({
            number: e164,
            label: name,
            languages: noneTwice(name).default([]),
            queueIds: noneTwice(platformId).default([]),
          }),
        )
        .exactOptional(),
    })
    .exactOptional(),
  team: z
    .strictObject({
      enabled: z.boolean().exactOptional(),
      phoneFieldId: fieldId,
      teams: z
        .array(
          z.strictObject({
            id: platformId,
            name,
            parentId: platformId.nullable().default(null),
            rank: z.int().exactOptional(),
            ticketId: z.enum(['off', 'optional', 'required']),
            agents: noneTwice(platformId).default([]),
          }),
        )
        .exactOptional(),
      queues: z
        .array(
          z.strictObject({
            id: platformId,
            teams: noneTwice(platformId).default([]),
            instantVoiceCall: z.boolean().default(false),
            outboundNumber: e164.nullable().default(null),
          }),
        )
        .exactOptional(),
    })
    .exactOptional(),
  fields: z
    .strictObject({
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
    })
    .exactOptional(),
  mapping: z
    .array(
      z.discriminatedUnion('target', [
        z.strictObject({ customDataKey: name, target: z.literal('ticket'), fieldId: zendeskId }),
        z.strictObject({ customDataKey: name, target: z.literal('contact'), fieldKey: name }),
      ]),
    )
    .exactOptional(),
  dap: z
    .strictObject({
      postToTicket: z.boolean().exactOptional(),
      includeRequest: z.boolean().exactOptional(),
      format: z.enum(['key_value', 'json']).exactOptional(),
    })
    .exactOptional(),
  recordings: recordings.exactOptional(),
  batching: z
    .strictObject({
      addComment: z.boolean().exactOptional(),
      updateTicket: z.boolean().exactOptional(),
      windowSeconds: z.int().min(1).max(60).exactOptional(),
      shards: z.int().min(1).max(64).exactOptional(),
      adaptive: z.boolean().exactOptional(),
    })
    .exactOptional(),
  session: z
    .strictObject({
      lateHours: z.number().nonnegative().max(720).exactOptional(),
      maxHours: z.number().positive().max(720).exactOptional(),
      unattachedDays: z.number().nonnegative().max(3650).exactOptional(),
    })
    .exactOptional(),
  language: z.enum(['en', 'id']).exactOptional(),
  zendesk: z
    .strictObject({
      requestsPerMinute: z.int().positive().exactOptional(),
      ticketUpdatesPerMinute: z.int().positive().exactOptional(),
    })
    .exactOptional(),
  timeZone: z
    .string()
    .refine(isTimeZone, { error: 'expected an IANA time zone, as Asia/Jakarta' })
    .nullable()
    .exactOptional(),
  queues: z.record(z.string().min(1).max(128), override).exactOptional(),
});

function fill(given: z.output<typeof sections>): Settings {
  const base = defaultSettings;
  const { teams = base.team.teams, ...team } = given.team ?? {};
  return {
    tickets: { ...base.tickets, ...given.tickets },
    contacts: { ...base.contacts, ...given.contacts },
    inbound: { ...base.inbound, ...given.inbound },
    append: { ...base.append, ...given.append },
    outbound: { ...base.outbound, ...given.outbound },
    // A team without a rank of its own ranks by its place in the list (TEAM-6).
    team: { ...base.team, ...team, teams: teams.map((one, rank) => ({ rank, ...one })) },
    fields: { ...base.fields, ...given.fields },
    mapping: given.mapping ?? base.mapping,
    dap: { ...base.dap, ...given.dap },
    recordings: { ...base.recordings, ...given.recordings },
    batching: { ...base.batching, ...given.batching },
    session: { ...base.session, ...given.session },
    language: given.language ?? base.language,
    zendesk: { ...base.zendesk, ...given.zendesk },
    timeZone: given.timeZone ?? base.timeZone,
    queues: given.queues ?? base.queues,
  };
}

/** The whole settings document as it may be written; what parsing gives is complete, without the rules across keys. */
export const settingsSchema = sections.transform(fill);

export type ParsedSettings =
  | { readonly ok: true; readonly settings: Settings; readonly warnings: readonly SettingsWarning[] }
  | { readonly ok: false; readonly problems: readonly SettingsProblem[] };

function problemsOf(issues: readonly z.core.$ZodIssue[]): SettingsProblem[] {
  return issues.flatMap((issue) => {
    const at = (...more: readonly string[]) => [...issue.path, ...more].join('.');
    return issue.code === 'unrecognized_keys'
      ? issue.keys.map((key) => ({ path: at(key), message: 'no such setting: check its spelling' }))
      : [{ path: at(), message: issue.message }];
  });
}

/**
 * Validates a whole settings document and fills in the defaults: `{}` gives them all. Every problem is named with its path,
 * and then nothing is to be saved. Warnings are no obstacle; they name the rule that an administrator should know of.
 */
export function parseSettings(input: unknown): ParsedSettings {
  const parsed = settingsSchema.safeParse(input);
  if (!parsed.success) return { ok: false, problems: problemsOf(parsed.error.issues) };
  const problems = conflicts(parsed.data);
  return problems.length > 0
    ? { ok: false, problems }
    : { ok: true, settings: parsed.data, warnings: warnings(parsed.data) };
}
