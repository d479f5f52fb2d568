import { z } from 'zod';

/**
 * The messages of all schemas in plain words, for people who correct what they sent (SEC-2). A message of a schema's own
 * wins. A module that defines schemas for what people send takes `z` from here.
 */
z.config({ localeError: (issue) => plainMessage(issue) });

export { z };

type Issue = Parameters<NonNullable<z.core.$ZodConfig['localeError']>>[0];

const kinds: Readonly<Record<string, string>> = {
  string: 'a text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'an object',
  record: 'an object',
  null: 'null',
};

function plainMessage(issue: Issue): string {
  switch (issue.code) {
    case 'invalid_type':
      return issue.input === undefined ? 'is missing' : `expected ${kinds[issue.expected] ?? issue.expected}`;
    case 'invalid_value':
      return `expected ${issue.values.length === 1 ? '' : 'one of '}${issue.values.map(String).join(', ')}`;
    case 'too_small':
      return bound(issue.origin, issue.inclusive === false ? 'more than' : 'at least', issue.minimum);
    case 'too_big':
      return bound(issue.origin, issue.inclusive === false ? 'less than' : 'at most', issue.maximum);
    case 'unrecognized_keys':
      return `no such key: ${issue.keys.join(', ')}`;
    case 'invalid_union':
      return 'has none of the forms that are allowed here';
    case 'invalid_key':
      return 'has a key that is not allowed here';
    case 'invalid_element':
      return 'has a member that is not allowed here';
    case 'not_multiple_of':
      return `expected a multiple of ${issue.divisor}`;
    case 'invalid_format':
      return issue.format === 'regex'
        ? 'is not written in the form that is expected'
        : `expected ${formats[issue.format] ?? 'another form'}`;
    case 'custom':
      return 'is not allowed here';
    default:
      return issue satisfies never;
  }
}

const formats: Readonly<Record<string, string>> = {
  datetime: 'a date and time in ISO 8601, with Z or an offset',
  date: 'a date like 2026-03-08',
  email: 'an e-mail address',
  url: 'an address that begins with http or https',
};

function bound(origin: string, comparison: string, limit: number | bigint): string {
  switch (origin) {
    case 'string':
      return `expected ${comparison} ${limit} characters`;
    case 'array':
    case 'set':
      return `expected ${comparison} ${limit} members`;
    default:
      return `expected a number of ${comparison} ${limit}`;
  }
}
