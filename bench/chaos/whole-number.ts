import { InvalidArgumentError } from 'commander';

/** Reads the value of an option as a whole number. Throws commander's error if it is another text or below `least`. */
export function wholeNumberFrom(least: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (!Number.isInteger(value) || value < least)
      throw new InvalidArgumentError(`expected a whole number, ${least} or more`);
    return value;
  };
}
