import { assert, property, string } from 'fast-check';
import { describe, expect, test } from 'vitest';
import { defaultSettings } from './defaults.ts';
import type { SubjectContext } from './subject-template.ts';
import { checkSubjectTemplate, renderSubject } from './subject-template.ts';

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
    ['{% include "/etc/hostname" %}', 'hostname'],
    ['{% render "package.json" %}', 'package.json'],
  ])('TKT-4 the template %s is refused naming %s', (template, named) => {
    expect(checkSubjectTemplate(template)).toContain(named);
  });

  test('TKT-4 a template that could run for ever is refused', () => {
    const template =
      '{% for i in (1..400) %}{% for j in (1..400) %}{% for k in (1..400) %}{% endfor %}{% endfor %}{% endfor %}';
    expect(checkSubjectTemplate(template)).toContain('limit');
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
