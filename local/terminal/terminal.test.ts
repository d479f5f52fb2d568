import { expect, it } from 'vitest';
import { startProgress } from './progress.ts';
import { createTerminal } from './terminal.ts';

function written(
  isTTY: boolean,
  env: Record<string, string>,
): { readonly all: () => string; readonly play: () => void } {
  let text = '';
  const terminal = createTerminal({ isTTY, columns: 40, write: (part) => (text += part) }, env);
  const { starting, ready } = startProgress(terminal);
  return {
    all: () => text,
    play: () => {
      starting('worker');
      starting('gateway');
      ready('gateway', 1_240);
      ready('worker', 2_000);
      terminal.line(terminal.paint('red', 'end'));
    },
  };
}

const escape = '\u001B';

it('a pipe gets only plain lines', () => {
  const pipe = written(false, {});
  pipe.play();
  expect(pipe.all()).toBe('✓ gateway 1.2 s\n✓ worker 2.0 s\nend\n');
});

it('a terminal gets colours, and a status line that is cleared at the end', () => {
  const terminal = written(true, {});
  terminal.play();
  expect(terminal.all()).toContain('Starting: worker, gateway');
  expect(terminal.all()).toContain(`${escape}[31mend`);
  expect(terminal.all().lastIndexOf(`\r${escape}[2K`)).toBeGreaterThan(terminal.all().lastIndexOf('Starting'));
});

it('NO_COLOR turns colours off but keeps the status line', () => {
  const terminal = written(true, { NO_COLOR: '1' });
  terminal.play();
  expect(terminal.all()).toContain('Starting: worker');
  expect(terminal.all()).not.toContain(`${escape}[31m`);
});

it('a status that is longer than the line is cut off', () => {
  let text = '';
  const terminal = createTerminal({ isTTY: true, columns: 10, write: (part) => (text += part) }, {});
  terminal.status('a very long status');
  terminal.status(null);
  expect(text).toContain('a very ');
  expect(text).not.toContain('long');
});
