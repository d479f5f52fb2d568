import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';

import { productVariables } from './environment.mjs';

const read = (path: string): string => readFileSync(fileURLToPath(new URL(`../${path}`, import.meta.url)), 'utf8');

const composeFile = z.object({
  services: z.record(
    z.string(),
    z.object({
      build: z.string().optional(),
      command: z.unknown().optional(),
      environment: z.record(z.string(), z.unknown()).default({}),
      ports: z.array(z.string()).default([]),
    }),
  ),
});
const { scripts } = z.object({ scripts: z.record(z.string(), z.string()) }).parse(JSON.parse(read('package.json')));
const { services } = composeFile.parse(parse(read('docker-compose.yml'), { merge: true }));
const productServices = Object.entries(services).filter(([, { build }]) => build !== undefined);

describe('docker-compose.yml', () => {
  it('has the processes of the product', () => {
    expect(productServices.map(([name]) => name).sort()).toEqual(['gateway', 'simulator', 'temporal-setup', 'worker']);
  });

  it.each(productServices)('%s runs the same file as a script of package.json', (_name, { command }) => {
    expect(Object.values(scripts)).toContain(
      z
        .string()
        .parse(command)
        .replace(/^node /, 'node tools/run.mjs '),
    );
  });

  it('sets exactly the variables of .env.example', () => {
    const set = new Set(productServices.flatMap(([, { environment }]) => Object.keys(environment)));
    expect([...set].sort()).toEqual(productVariables().sort());
  });

  it.each(Object.entries(services))('%s is published on loopback only', (_name, { ports }) => {
    expect(ports.filter((port) => !port.startsWith('127.0.0.1:'))).toEqual([]);
  });
});

describe('Dockerfile', () => {
  const lines = read('Dockerfile').split('\n');

  it('runs the gateway, and not as root', () => {
    const command = z
      .array(z.string())
      .parse(JSON.parse(lines.findLast((line) => line.startsWith('CMD '))?.slice(4) ?? ''));
    expect(services['gateway']?.command).toBe(command.join(' '));
    expect(lines.findLast((line) => line.startsWith('USER '))).toMatch(/^USER [1-9]\d*$/);
  });
});
