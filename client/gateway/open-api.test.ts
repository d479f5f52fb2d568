import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { eventTypes } from '../../domain/events/parse-events.ts';
import { allPlaces } from '../../domain/settings/settings-table.ts';
import { startTestGateway } from './gateway.testkit.ts';

/** A part of a JSON document. */
type Node = Readonly<Record<string, unknown>>;

const node = z.record(z.string(), z.unknown());
const operation = z.looseObject({
  operationId: z.string().min(1),
  summary: z.string().min(1),
  tags: z.array(z.string()).min(1),
  parameters: z.array(node).default([]),
  requestBody: node.optional(),
  responses: z.record(z.string(), z.looseObject({ description: z.string() })),
});
const documentSchema = z.object({
  paths: z.record(z.string(), z.record(z.string(), operation)),
  components: z.object({ schemas: z.record(z.string(), node) }),
});
type OpenApi = z.output<typeof documentSchema>;

async function readDocument(): Promise<OpenApi> {
  const gateway = await startTestGateway();
  return documentSchema.parse(await (await gateway.fetch('/openapi.json')).json());
}

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

const shapes = ['type', '$ref', 'anyOf', 'oneOf', 'allOf', 'enum', 'const'];
const schemaLists = ['anyOf', 'oneOf', 'allOf'];
const innerSchemas = ['items', 'additionalProperties'];

/** Everything in a schema that says nothing to a reader: a value of any shape, or a property without a description. */
function gapsIn(schema: unknown, at: string, { components }: OpenApi): readonly string[] {
  if (!isNode(schema)) return [`${at}: any value`];
  const isShapeless =
    !shapes.some((key) => key in schema) ||
    (schema['type'] === 'object' && !('properties' in schema || 'additionalProperties' in schema)) ||
    (schema['type'] === 'array' && !('items' in schema));
  const shapeless = isShapeless ? [`${at}: any value`] : [];
  const listed = schemaLists.flatMap((key) => {
    const members = schema[key];
    return Array.isArray(members) ? members.map((member, index) => [member, `${at}.${key}.${index}`] as const) : [];
  });
  const inner = innerSchemas.flatMap((key) =>
    schema[key] === undefined || schema[key] === false ? [] : [[schema[key], `${at}.${key}`] as const],
  );
  const { properties } = schema;
  const members = isNode(properties)
    ? Object.entries(properties).map(([key, member]) => [member, `${at}.${key}`] as const)
    : [];
  const undescribed = members.flatMap(([member, path]) =>
    descriptionOf(member, components.schemas) === '' ? [`${path}: no description`] : [],
  );
  return [
    ...shapeless,
    ...undescribed,
    ...[...listed, ...inner, ...members].flatMap(([part, path]) => gapsIn(part, path, { paths: {}, components })),
  ];
}

function descriptionOf(schema: unknown, components: OpenApi['components']['schemas']): string {
  if (!isNode(schema)) return '';
  const { description, $ref: ref } = schema;
  if (typeof description === 'string') return description.trim();
  return typeof ref === 'string' ? descriptionOf(components[ref.split('/').at(-1) ?? ''], components) : '';
}

/** Every schema of a request or an answer: the values under the key `schema`, at any depth. */
function schemasIn(part: unknown, at: string): readonly (readonly [unknown, string])[] {
  if (Array.isArray(part)) return part.flatMap((member, index) => schemasIn(member, `${at}.${index}`));
  if (!isNode(part)) return [];
  return Object.entries(part).flatMap(([key, member]) =>
    key === 'schema' ? [[member, at] as const] : schemasIn(member, `${at}.${key}`),
  );
}

describe('the OpenAPI document', () => {
  it('describes each operation, with an id of its own, and each of its parameters and answers', async () => {
    const { paths } = await readDocument();
    const operations = Object.entries(paths).flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, described]) => ({ name: `${method} ${path}`, ...described })),
    );
    const ids = operations.map(({ operationId }) => operationId);
    expect(ids).toEqual([...new Set(ids)]);
    expect(operations.length).toBeGreaterThan(30);
    const gaps = operations.flatMap(({ name, parameters, responses }) => [
      ...parameters.flatMap((one) =>
        descriptionOf(one, {}) === '' ? [`${name}: parameter ${String(one['name'])}`] : [],
      ),
      ...Object.entries(responses).flatMap(([status, { description }]) =>
        ['', 'Default Response'].includes(description) ? [`${name}: answer ${status}`] : [],
      ),
    ]);
    expect(gaps).toEqual([]);
  });

  it('describes each component, each field, and no value of any shape', async () => {
    const document = await readDocument();
    const { schemas } = document.components;
    const parts = [
      ...Object.entries(schemas).map(([name, schema]) => [schema, name] as const),
      ...schemasIn(document.paths, ''),
    ];
    expect(Object.keys(schemas).filter((name) => descriptionOf(schemas[name], schemas) === '')).toEqual([]);
    expect(parts.flatMap(([schema, at]) => gapsIn(schema, at, document))).toEqual([]);
  });

  it('has the components to which it refers, and no others', async () => {
    const document = await readDocument();
    const refs = [...JSON.stringify(document).matchAll(/"\$ref":"#\/components\/schemas\/(\w+)"/g)].flatMap(
      ([, name]) => name ?? [],
    );
    expect([...new Set(refs)].sort()).toEqual(Object.keys(document.components.schemas).sort());
  });

  it('has the description of each setting in the words of its table, and each event with its example', async () => {
    const { components } = await readDocument();
    const settings = JSON.stringify(components.schemas['Settings']);
    expect(allPlaces.filter(({ setting }) => !settings.includes(JSON.stringify(setting.description)))).toEqual([]);
    const events = JSON.stringify(components.schemas['SessionEvent']);
    expect(eventTypes.filter((type) => !events.includes(`"example-${type}"`))).toEqual([]);
  });
});
