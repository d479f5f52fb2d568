import { expect, it } from 'vitest';
import { readOptions } from './options.ts';

function read(...args: readonly string[]): { readonly options: ReturnType<typeof readOptions>; readonly told: string } {
  let told = '';
  const options = readOptions(args, (text) => (told += text));
  return { options, told };
}

it('without arguments the examples are played and all stays up', () => {
  expect(read().options).toEqual({ once: false, examples: true, verbose: false, dataDir: '.data' });
});

it('takes each option', () => {
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
    const { options, told } = read(...args);
    expect(options).toEqual({ exit: 1 });
    expect(told).toMatch(/^error: /);
    expect(told).toContain('--help');
  },
);

it('--help lists the options and starts nothing', () => {
  const { options, told } = read('--help');
  expect(options).toEqual({ exit: 0 });
  expect(told).toContain('--no-examples');
});
