import { describe, expect, it } from 'vitest';
import { findCircles, findFoldersWithoutLayer, findUpwardImports, readImports } from './folders.mjs';

const files: Readonly<Record<string, string>> = {
  'domain/session/state.ts': "import type { Ticket } from '../ticket/draft.ts';",
  'domain/ticket/draft.ts': "import { first } from '../comment/texts.ts';\nexport * from './tags.ts';",
  'domain/ticket/tags.ts': '',
  'domain/comment/texts.ts': "const state = await import('../session/state.ts');",
  'domain/comment/texts.test.ts': "import { start } from '../../client/start.ts';",
  'client/start.ts': "import { second } from '../domain/ticket/tags.ts';",
};
const imports = readImports(Object.keys(files), (file) => files[file] ?? '');

describe('the order of folders', () => {
  it('a circle through type imports and dynamic imports is found, with one import for each step', () => {
    const circles = findCircles(imports);
    expect(circles).toHaveLength(1);
    expect(circles[0]).toContain('domain/comment → domain/session → domain/ticket → domain/comment');
    expect(circles[0]).toContain('domain/session/state.ts imports domain/ticket/draft.ts');
  });

  it('an import into a higher layer is found, and an import into a lower one is not', () => {
    const order = { '.': ['client', 'domain'], domain: ['comment', 'ticket', 'session'] };
    expect(findUpwardImports(imports, order)).toEqual([
      '  upward: client/start.ts imports domain/ticket/tags.ts (client is below domain)',
      '  upward: domain/comment/texts.ts imports domain/session/state.ts (domain/comment is below domain/session)',
    ]);
  });

  it('a folder that is missing in the lists of layers is found, even if nothing is imported there', () => {
    const order = { '.': ['domain', 'client'], domain: ['comment', 'ticket'] };
    expect(findFoldersWithoutLayer([...Object.keys(files), 'web/page.tsx', 'docs/page.md'], order)).toEqual([
      '  no layer: add web to the layers in tools/folders.mjs',
      '  no layer: add domain/session to the layers in tools/folders.mjs',
    ]);
  });
});
