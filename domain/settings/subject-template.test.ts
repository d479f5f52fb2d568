import { assert, property, string } from 'fast-check';
import { Liquid } from 'liquidjs';
import { describe, expect, test } from 'vitest';
import { defaultSettings } from './defaults.ts';
import type { SubjectContext } from './subject-template.ts';
import {
  allowedFilters,
  allowedTags,
  checkSubjectTemplate,
  renderedSubject,
  renderSubject,
} from './subject-template.ts';

const context: SubjectContext = {
  session: { type: 'Messaging (Web)', channel: 'web_chat', id: 'chat-9', queue: 'Returns', menu_path: 'Shop/Returns' },
  contact: { name: 'Robin', phone: '+14155550123' },
};

const byDefault = 'Messaging (Web) from Robin';

describe('the subject', () => {
  test('TKT-4 the default template names session type and contact', () => {
    expect(renderSubject(defaultSettings.tickets.subject, context)).toBe(byDefault);
  });

  test('TKT-4 every placeholder is filled', () => {
    const template =
      '{{session.type}}|{{session.channel}}|{{session.id}}|{{session.queue}}|{{session.menu_path}}|{{contact.name}}|{{contact.phone}}';
    expect(checkSubjectTemplate(template)).toBeNull();
    expect(renderSubject(template, context)).toBe(
      'Messaging (Web)|web_chat|chat-9|Returns|Shop/Returns|Robin|+14155550123',
    );
  });

  test('TKT-4 conditions and filters work as Zendesk admins know them', () => {
    const template = '{% if session.channel == "voice" %}Call{% else %}Chat{% endif %} {{ contact.name | upcase }}';
    expect(checkSubjectTemplate(template)).toBeNull();
    expect(renderSubject(template, context)).toBe('Chat ROBIN');
  });

  test.each([
    ['{{ session.type', 'not closed'],
    ['{% if session.type %}x', 'not closed'],
    ['{{ session.typ }}', 'session.typ'],
    ['{{ ticket.id }}', 'ticket.id'],
    ['{{ session }}', 'unknown placeholder session'],
    ['{% if session.channel == "fax" %}{{ contact.shoe }}{% endif %}', 'contact.shoe'],
    ['{{ session[contact.name] }}', 'session.[…]'],
    ['{{ contact.name | shout }}', 'shout'],
    ['{{ "now" | date: "%s" }}', 'date'],
    ['{% include "/etc/hostname" %}', '"include"'],
    ['{% render "package.json" %}', '"render"'],
    ['{% for i in (1..9) %}x{% endfor %}', '"for"'],
    ['{% tablerow i in (1..9) %}x{% endtablerow %}', '"tablerow"'],
    ['{% assign a = session.id %}{{ a }}', '"assign"'],
    ['{% capture a %}x{% endcapture %}', '"capture"'],
    ['{% liquid\nfor i in (1..9)\necho i\nendfor %}', '"liquid"'],
    ['{% if true %}{% cycle "a", "b" %}{% endif %}', '"cycle"'],
    ['{% case session.id %}{% when "x" %}{% for i in (1..9) %}x{% endfor %}{% endcase %}', '"for"'],
    ['{% increment a %}', '"increment"'],
    ['{% layout "x" %}', '"layout"'],
    ['{{ (1..90000000) | join }}', 'limit'],
    ['{{ contact.name | strip_html }}', 'strip_html'],
    ['{{ contact.name | where: "a" }}', 'where'],
  ])('TKT-4 the template %s is refused naming %s', (template, named) => {
    expect(checkSubjectTemplate(template)).toContain(named);
  });

  test('TKT-4 a template with loops is refused, and one that was saved before gives the default subject', () => {
    const loops = '{% for i in (1..9999) %}'.repeat(9) + '{% endfor %}'.repeat(9);
    expect(checkSubjectTemplate(loops)).toContain('"for"');
    expect(renderedSubject(loops, context)).toEqual({ subject: byDefault, problem: expect.stringContaining('"for"') });
    expect(renderedSubject('{{session.id}}', context)).toEqual({ subject: 'chat-9', problem: null });
  });

  test('TKT-4 of all tags and filters of Liquid only those of the lists are allowed', () => {
    const { tags, filters } = new Liquid();
    const refused = (template: string): boolean => checkSubjectTemplate(template)?.includes('not allowed') === true;
    expect(Object.keys(tags).filter((tag) => !refused(`{% ${tag} %}`))).toEqual(
      Object.keys(tags).filter((tag) => allowedTags.includes(tag)),
    );
    const undefinedFilter = (filter: string): boolean =>
      checkSubjectTemplate(`{{ contact.name | ${filter} }}`)?.includes(`undefined filter: ${filter}`) === true;
    expect(Object.keys(filters).filter((filter) => !undefinedFilter(filter))).toEqual(
      Object.keys(filters).filter((filter) => allowedFilters.includes(filter)),
    );
  });

  test('TKT-4 the longest template with the longest values renders within the limits', () => {
    const contact = { name: 'x '.repeat(500_000), phone: '' };
    const grow = `{{ contact.name${' | replace: " ", "  "'.repeat(40)} }}`;
    expect(renderedSubject(grow, { ...context, contact }).problem).toContain('limit');
    const filters = allowedFilters.filter((filter) => !['first', 'last', 'size'].includes(filter));
    for (const filter of filters)
      renderSubject(`{{ contact.name${` | ${filter}: " "`.repeat(40)} }}`, { ...context, contact });
    const nested = `${'{% if contact.name %}'.repeat(30)}x${'{% endif %}'.repeat(30)}`;
    expect(renderedSubject(nested, { ...context, contact })).toEqual({ subject: 'x', problem: null });
  });

  test.each(['', ' \n ', '{% if session.channel == "fax" %}Fax{% endif %}', '{{ session.typ }}', '{{'])(
    'TKT-4 the template %j falls back to the default',
    (template) => {
      expect(renderSubject(template, context)).toBe(byDefault);
    },
  );

  test('TKT-4 text from customers is never read as a template', () => {
    const contact = { name: '{{ session.id }} {% raw %}', phone: '' };
    expect(renderSubject('{{contact.name}}', { ...context, contact })).toBe('{{ session.id }} {% raw %}');
  });

  test('TKT-4 the subject is one line of at most 150 characters, whatever the name', () => {
    assert(
      property(string({ unit: 'binary', maxLength: 400 }), (name) => {
        const subject = renderSubject('{{session.id}}\n{{contact.name}}', { ...context, contact: { name, phone: '' } });
        expect(subject).not.toMatch(/[\r\n\u2028\u2029]/);
        expect(Array.from(subject).length).toBeLessThanOrEqual(150);
        expect(subject.startsWith('chat-9')).toBe(true);
      }),
    );
  });
});
