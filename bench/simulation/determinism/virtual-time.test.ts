import { expect, test } from 'vitest';
import { randomOf } from './random.ts';
import { VirtualTime } from './virtual-time.ts';

test('things happen in the order of their times, and those of one time in the order in which they were planned', async () => {
  const time = new VirtualTime(1_000);
  const happened: string[] = [];
  for (const [at, name] of [
    [3_000, 'c'],
    [2_000, 'a'],
    [2_000, 'b'],
    [500, 'at once'],
    [9_000, 'never'],
  ] as const) {
    const cancel = time.at(at, () => void happened.push(`${name} at ${time.now()}`));
    if (name === 'never') cancel();
  }
  while (await time.step());
  expect(happened).toEqual(['at once at 1000', 'a at 2000', 'b at 2000', 'c at 3000']);
});

test('many things in any order happen in the order of their times', async () => {
  const time = new VirtualTime(0);
  const random = randomOf(1, 'times');
  const happened: number[] = [];
  for (let n = 0; n < 500; n += 1) time.at(Math.floor(random() * 1_000), () => void happened.push(time.now()));
  while (await time.step());
  expect(happened).toEqual(happened.toSorted((a, b) => a - b));
  expect(happened).toHaveLength(500);
});

test('a replayed workflow sees the time of its history, and everything else the present', () => {
  const time = new VirtualTime(5_000);
  time.replayedAt = 2_000;
  expect(time.now()).toBe(2_000);
  time.replayedAt = null;
  expect(time.now()).toBe(5_000);
});
