import type { SwaggerTransformObject } from '@fastify/swagger';
import { jsonSchemaTransformObject } from 'fastify-type-provider-zod';

type Schemas = Readonly<Record<string, unknown>>;

const reference = /"\$ref":"#\/components\/schemas\/(\w+)"/g;

/**
 * `fastify-type-provider-zod` lists every named schema twice: `Settings` as it is after parsing, and `SettingsInput` as a
 * caller sends it. This keeps the components that the endpoints refer to. The schema of an input gets the plain name, unless
 * another schema has it.
 */
export const withUsedComponents: SwaggerTransformObject = (document) => {
  const full = jsonSchemaTransformObject(document);
  if (!('components' in full)) return full;
  const schemas: Schemas = full.components?.schemas ?? {};
  const used = usedNames(full.paths, schemas);
  const kept = Object.fromEntries(used.map((name) => [plainName(name, schemas, used), schemas[name]]));
  const text = JSON.stringify({ ...full, components: { ...full.components, schemas: kept } });
  return JSON.parse(
    text.replaceAll(reference, (_, name: string) => `"$ref":"#/components/schemas/${plainName(name, schemas, used)}"`),
  );
};

/** The names of the schemas to which the paths refer, and to which those schemas refer, in alphabetical order. */
function usedNames(paths: unknown, schemas: Schemas): readonly string[] {
  const referredTo = (part: unknown): readonly string[] =>
    [...JSON.stringify(part).matchAll(reference)].flatMap(([, name]) => name ?? []);
  const used = new Set(referredTo(paths));
  // The loop also visits the names that it adds.
  for (const name of used) for (const inner of referredTo(schemas[name])) used.add(inner);
  return [...used].sort();
}

function plainName(name: string, schemas: Schemas, used: readonly string[]): string {
  const plain = name.replace(/Input$/, '');
  const isFree = !used.includes(plain) || JSON.stringify(schemas[plain]) === JSON.stringify(schemas[name]);
  return isFree ? plain : name;
}
