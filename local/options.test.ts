import { expect, it } from 'vitest';
import { readOptions } from './options.ts';

function read(...args: readonly string[]): {
  readonly options: ReturnType<typeof readOptions>;
  readonly output: string;
} {
  let output = '';
  const options = readOptions(args, (text) => (output += text));
  return { options, output };
}

it('without arguments the examples are played and everything keeps running', () => {
  expect(read().options).toEqual({ once: false, examples: true, verbose: false, dataDir: '.data' });
});

it('reads each option', () => {
  expect(read('--once', '--verbose', '--data-dir', 'elsewhere').options).toEqual({
    once: true,
    examples: true,
    verbose: true,
    dataDir: 'elsewhere',
  });
  expect(read('--no-examples').options).toMatchObject({ examples: false });
});

it.each([['--ones'], ['once'], ['--once', '--no-examples'], ['--data-dir']])(
  'refuses %s %s and says what is wrong',
  (...args) => {
    const { options, output } = read(...args);
    expect(options).toEqual({ exit: 1 });
    expect(output).toMatch(/^error: /);
    expect(output).toContain('--help');
  },
);

it('--help lists the options and starts nothing', () => {
  const { options, output } = read('--help');
  expect(options).toEqual({ exit: 0 });
  expect(output).toContain('--no-examples');
});
