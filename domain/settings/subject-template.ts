import { Liquid, Tag } from 'liquidjs';
import { limits } from '../limits.ts';
import { defaultSettings } from './defaults.ts';

/** The values that a subject template may use (TKT-4). An unknown value is an empty text. */
export type SubjectContext = {
  readonly session: {
    readonly type: string;
    readonly channel: string;
    readonly id: string;
    readonly queue: string;
    readonly menu_path: string;
  };
  readonly contact: { readonly name: string; readonly phone: string };
};

/** Values with which a template is tried before it is saved. */
const sample: SubjectContext = {
  session: {
    type: 'Voice Inbound (IVR)',
    channel: 'voice',
    id: 'call-1',
    queue: 'Order status',
    menu_path: 'Support/Orders',
  },
  contact: { name: 'Alex', phone: '+14155551212' },
};

const placeholders = Object.entries(sample).flatMap(([group, members]) =>
  Object.keys(members).map((name) => `${group}.${name}`),
);

/** The maximum length of a subject, in characters. A longer subject is cut. */
const maxLength = limits.request.ticketSubject.value;

/**
 * The tags that a template may use. None of them repeats a part of the template or keeps a value, so that the work for one
 * subject is bounded by the length of the template.
 */
export const allowedTags: readonly string[] = ['if', 'unless', 'case', 'comment', 'raw', '#'];

/**
 * The filters that a template may use. Each gives the same result every time, because a repeated creation of a ticket must
 * send the same subject (TKT-12), and its work grows no faster than its text.
 */
export const allowedFilters: readonly string[] = [
  'append',
  'prepend',
  'upcase',
  'downcase',
  'capitalize',
  'strip',
  'lstrip',
  'rstrip',
  'strip_newlines',
  'squish',
  'replace',
  'replace_first',
  'replace_last',
  'remove',
  'remove_first',
  'remove_last',
  'truncate',
  'truncatewords',
  'slice',
  'split',
  'first',
  'last',
  'join',
  'size',
  'default',
  'escape',
  'escape_once',
  'url_encode',
  'plus',
  'minus',
  'times',
  'divided_by',
  'modulo',
  'round',
  'ceil',
  'floor',
  'abs',
];

/** Stands for each tag of Liquid that a template may not use. */
class RefusedTag extends Tag {
  constructor(...args: ConstructorParameters<typeof Tag>) {
    super(...args);
    throw new Error(`the tag "${this.name}" is not allowed: use only ${allowedTags.join(', ')}`);
  }

  override *render(): Generator<unknown, void, unknown> {}
}

function engine(): Liquid {
  const liquid = new Liquid({
    // Without this empty list of templates, a tag that includes another template would read files.
    templates: {},
    strictVariables: true,
    strictFilters: true,
    ownPropertyOnly: true,
    parseLimit: limits.templates.length.value,
    memoryLimit: limits.templates.memory.value,
    renderLimit: limits.templates.renderTime.value * 1_000,
  });
  for (const name of Object.keys(liquid.tags)) if (!allowedTags.includes(name)) liquid.registerTag(name, RefusedTag);
  for (const name of Object.keys(liquid.filters)) if (!allowedFilters.includes(name)) delete liquid.filters[name];
  return liquid;
}

const liquid = engine();

function bounded(values: Readonly<Record<string, string>>): Record<string, string> {
  const { value: longest } = limits.templates.value;
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, value.slice(0, longest)]));
}

function render(template: string, { session, contact }: SubjectContext): string {
  const text = String(liquid.parseAndRenderSync(template, { session: bounded(session), contact: bounded(contact) }))
    .replaceAll(/[\s\p{Cc}]+/gu, ' ')
    .trim();
  const characters = Array.from(text);
  return characters.length <= maxLength
    ? text
    : `${characters
        .slice(0, maxLength - 1)
        .join('')
        .trimEnd()}…`;
}

/**
 * Checks a subject template (TKT-4). Placeholders are checked in all branches, and not only in those that the sample
 * reaches.
 *
 * @returns the error in the template, or null if it has none. It names the tag, the filter or the placeholder.
 */
export function checkSubjectTemplate(template: string): string | null {
  try {
    for (const segments of liquid.globalVariableSegmentsSync(template)) {
      const name = segments.map((segment) => (Array.isArray(segment) ? '[…]' : String(segment))).join('.');
      if (!placeholders.includes(name)) return `unknown placeholder ${name}: use ${placeholders.join(', ')}`;
    }
    render(template, sample);
    return null;
  } catch (error) {
    return error instanceof Error ? error.message : 'not a Liquid template';
  }
}

/** A subject. `problem`: the reason why the default template was used, such as a tag that is not allowed any more. */
export type RenderedSubject = { readonly subject: string; readonly problem: string | null };

/**
 * Renders the subject of a ticket, which is one line of at most 150 characters (TKT-4). If the template fails or gives an
 * empty text, the default template is used. A document that was saved by an earlier version may hold such a template.
 */
export function renderedSubject(template: string, context: SubjectContext): RenderedSubject {
  try {
    const subject = render(template, context);
    if (subject !== '') return { subject, problem: null };
    return { subject: render(defaultSettings.tickets.subject, context), problem: null };
  } catch (error) {
    const problem = error instanceof Error ? error.message : 'not a Liquid template';
    return { subject: render(defaultSettings.tickets.subject, context), problem };
  }
}

/** The subject alone, as `renderedSubject` gives it. */
export function renderSubject(template: string, context: SubjectContext): string {
  return renderedSubject(template, context).subject;
}
