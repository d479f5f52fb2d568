import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { TestGateway } from '../gateway/gateway.testkit.ts';
import { startTestGateway, platform } from '../gateway/gateway.testkit.ts';
import { run } from './cli.testkit.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'metadata-'));
});
afterEach(async () => {
  await rm(folder, { recursive: true });
});

function environmentOf({ address }: TestGateway): NodeJS.ProcessEnv {
  const { hostname, port } = new URL(address);
  return { GATEWAY_HOST: hostname, GATEWAY_PORT: port, PLATFORM_PASSWORD: platform.password };
}

async function file(name: string, content: unknown): Promise<string> {
  const path = join(folder, name);
  await mkdir(join(path, '..'), { recursive: true });
  await writeFile(path, typeof content === 'string' ? content : JSON.stringify(content));
  return path;
}

const document = (id: number) => ({ id, call_type: 'Voice Inbound (IVR)', status: 'finished' });

describe('metadata send', () => {
  it('PLT-3 posts one file', async () => {
    const gateway = await startTestGateway();
    const path = await file('metadata.json', document(138));
    const result = await run(['metadata', 'send', path], environmentOf(gateway));
    expect(result).toEqual({ exitCode: 0, out: `[1/1] taken    ${path}\n1 taken, 0 refused`, err: '' });
    expect(gateway.sessions.sentEvents.map(({ session_id, type }) => [session_id, type])).toEqual([
      ['call-138', 'session.metadata'],
    ]);
  });

  it('PLT-3 posts a folder, prints refused files and goes on', async () => {
    const gateway = await startTestGateway();
    await file('1/metadata.json', document(1));
    const cut = await file('2/metadata.json', '{"id":');
    const nameless = await file('3/metadata.json', { id: 3 });
    await file('4/metadata.json', document(4));
    await file('5/recording.mp3', 'not a document');
    const result = await run(['metadata', 'send', folder], environmentOf(gateway));
    expect(result.exitCode).toBe(1);
    expect(result.out).toMatch(/\[1\/4\] taken .*\n\[4\/4\] taken .*\n2 taken, 2 refused$/s);
    expect(result.err).toContain(`[2/4] refused  ${cut}`);
    expect(result.err).toContain(`[3/4] refused  ${nameless}`);
    expect(result.err).toMatch(/call_type/);
    expect(gateway.sessions.sentEvents.map(({ session_id }) => session_id)).toEqual(['call-1', 'call-4']);
  });

  it('PLT-3 stops if the gateway would refuse every file', async () => {
    const gateway = await startTestGateway();
    await file('1.json', document(1));
    await file('2.json', document(2));
    const result = await run(['metadata', 'send', folder], {
      ...environmentOf(gateway),
      PLATFORM_PASSWORD: 'another-password',
    });
    expect(result).toMatchObject({ exitCode: 1, out: '' });
    expect(result.err).toMatch(/^The gateway at .*1\.json.* Sign in/);
    expect(result.err).not.toContain('\n');
  });

  it('PLT-3 says so if a folder has no JSON files', async () => {
    const result = await run(['metadata', 'send', folder], { GATEWAY_PORT: '1' });
    expect(result).toMatchObject({ exitCode: 1, err: `${folder}: there is no *.json in this folder` });
  });
});
