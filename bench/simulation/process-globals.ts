import type { Random } from './determinism/random.ts';
import type { VirtualTime } from './determinism/virtual-time.ts';

/** The parts of a simulated world that code reaches by global names. */
export type World = {
  readonly time: VirtualTime;
  readonly fetch: typeof globalThis.fetch;
  /** The numbers of `Math.random`. */
  readonly random: Random;
  /** False: the process that started the timer was killed meanwhile, so the timer never fires. */
  readonly isAlive: () => () => boolean;
  /** Has something done when the activity that runs now has ended. */
  readonly whenEnded: (work: () => void) => void;
};

type Timer = { readonly cancel: () => void; unref(): Timer; ref(): Timer; hasRef(): boolean };

/**
 * Replaces the clock, the timers, the network and the random numbers of this process by those of a simulated world, so that
 * the product's own code runs in it unchanged. Intervals never fire, because only heartbeats use them, and the model of
 * Temporal knows by itself which worker is dead. `setImmediate` stays real: it shows when nothing is left to do at a moment.
 * @returns the function that puts the real ones back
 */
export function enterWorld(world: World): () => void {
  const { time } = world;
  const now = (): number => time.now();
  const virtualDate = new Proxy(globalThis.Date, {
    // A date without arguments is the present time.
    construct: (real, given, target): object => Reflect.construct(real, given.length === 0 ? [now()] : given, target),
    get: (real, name): unknown => (name === 'now' ? now : Reflect.get(real, name)),
  });
  const setTimer = (run: (...given: readonly unknown[]) => void, ms = 0, ...given: readonly unknown[]): Timer => {
    const isAlive = world.isAlive();
    const cancel = time.after(Math.max(1, ms), () => {
      if (!isAlive()) return;
      time.hasResumed = true;
      run(...given);
    });
    return timer(cancel);
  };
  const clearTimer = (set: Timer | undefined): void => set?.cancel();
  const replaced: readonly (readonly [object, string, unknown])[] = [
    [globalThis, 'Date', virtualDate],
    [globalThis, 'setTimeout', setTimer],
    [globalThis, 'clearTimeout', clearTimer],
    [globalThis, 'setInterval', () => timer(() => undefined)],
    [globalThis, 'clearInterval', clearTimer],
    [globalThis, 'fetch', world.fetch],
    [Math, 'random', world.random],
    [AbortSignal, 'timeout', (ms: number) => abortedAfter(world, ms)],
  ];
  const real = replaced.map(([of, name]) => [of, name, Reflect.get(of, name)] as const);
  const set = (all: typeof replaced): void => {
    for (const [of, name, value] of all)
      Object.defineProperty(of, name, { value, configurable: true, writable: true, enumerable: false });
  };
  set(replaced);
  return () => set(real);
}

function timer(cancel: () => void): Timer {
  const self: Timer = { cancel, unref: () => self, ref: () => self, hasRef: () => false };
  return self;
}

/** An activity that ends does not need its time limits any more. */
function abortedAfter({ time, whenEnded }: World, ms: number): AbortSignal {
  const controller = new AbortController();
  const cancel = time.after(ms, () => {
    time.hasResumed = true;
    controller.abort(new DOMException('The operation timed out.', 'TimeoutError'));
  });
  whenEnded(cancel);
  return controller.signal;
}
