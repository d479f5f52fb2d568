import { Liquid } from 'liquidjs';
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
 * The names of filters whose result depends on time or chance. They are removed, because a repeated creation of a
 * ticket must send the same subject (TKT-12). Zendesk would otherwise treat it as another request.
 */
const timeOrChanceFilters = /^date|^sample$|^shuffle$/;

function engine(): Liquid {
  const liquid = new Liquid({
    // Without this empty list of templates, the tags `include` and `render` would read files.
    templates: {},
    strictVariables: true,
    strictFilters: true,
    ownPropertyOnly: true,
    parseLimit: 10_000,
    memoryLimit: 100_000,
  });
  for (const name of Object.keys(liquid.filters)) {
    if (timeOrChanceFilters.test(name)) delete liquid.filters[name];
  }
  return liquid;
}

const liquid = engine();

function render(template: string, context: SubjectContext): string {
  const text = String(liquid.parseAndRenderSync(template, context))
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
 * @returns the error in the template, or null if it has none
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

/**
 * The subject of a ticket, which is one line of at most 150 characters (TKT-4). If the template fails or gives an empty
 * text, the default template is used.
 */
export function renderSubject(template: string, context: SubjectContext): string {
  try {
    return render(template, context) || render(defaultSettings.tickets.subject, context);
  } catch {
    return render(defaultSettings.tickets.subject, context);
  }
}
