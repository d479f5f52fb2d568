import { Liquid } from 'liquidjs';
import { defaultSettings } from './defaults.ts';

/** What a subject template may name (TKT-4). Everything is text; what isn't known is an empty text. */
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

/** Longer subjects are cut, in characters. */
const maxLength = 150;

/**
 * Filters that answer differently at another time: a repeated creation must send the same subject again (TKT-12), or
 * Zendesk takes it for another request.
 */
const timeOrChanceFilters = /^date|^sample$|^shuffle$/;

function engine(): Liquid {
  const liquid = new Liquid({
    // Templates in memory, of which there are none: `include` and `render` must not reach the file system.
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
 * Whether a subject template can be used (TKT-4): null if so, else what is wrong with it. Placeholders are checked in
 * every branch, also those that the sample would not reach.
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
 * The subject of a ticket (TKT-4): one line of at most 150 characters. A template that fails or yields nothing gives way
 * to the default one.
 */
export function renderSubject(template: string, context: SubjectContext): string {
  try {
    return render(template, context) || render(defaultSettings.tickets.subject, context);
  } catch {
    return render(defaultSettings.tickets.subject, context);
  }
}
