/** Something that is to happen at a time. */
type Scheduled = {
  readonly at: number;
  readonly order: number;
  readonly run: () => void | Promise<void>;
  off: boolean;
};

/** Cancels what was scheduled. */
export type Cancel = () => void;

/**
 * The only clock of a simulation. It stands still while code runs, and then goes on to the next scheduled moment. All times
 * are ms since the epoch.
 */
export class VirtualTime {
  private current: number;
  private order = 0;
  /** A binary heap: each entry is earlier than its two children. */
  private readonly heap: Scheduled[] = [];
  /** Code that waited for the clock goes on now. Whoever moves the clock must let it run before the next step. */
  hasResumed = false;
  /** The time that a replayed workflow sees. Null: it sees the present time. */
  replayedAt: number | null = null;

  constructor(startsAt: number) {
    this.current = startsAt;
  }

  /** The present time, as all code of the simulation sees it. */
  now(): number {
    return this.replayedAt ?? this.current;
  }

  /** Has something done at this time, or at once if the time is over. Things of the same time are done in their order. */
  at(at: number, run: () => void | Promise<void>): Cancel {
    this.order += 1;
    const scheduled: Scheduled = { at: Math.max(at, this.current), order: this.order, run, off: false };
    this.push(scheduled);
    return () => {
      scheduled.off = true;
    };
  }

  after(ms: number, run: () => void | Promise<void>): Cancel {
    return this.at(this.current + ms, run);
  }

  /** Resolves after this time. */
  async pause(ms: number): Promise<void> {
    await new Promise<void>((resolve) => {
      this.after(ms, () => {
        this.hasResumed = true;
        resolve();
      });
    });
  }

  /** Does what is scheduled next. False: nothing is scheduled. */
  async step(): Promise<boolean> {
    for (;;) {
      const next = this.pop();
      if (next === undefined) return false;
      if (next.off) continue;
      this.current = next.at;
      await next.run();
      return true;
    }
  }

  private push(scheduled: Scheduled): void {
    const { heap } = this;
    heap.push(scheduled);
    for (let i = heap.length - 1; i > 0;) {
      const parent = (i - 1) >> 1;
      if (isEarlier(heap[parent], heap[i])) break;
      this.swap(i, parent);
      i = parent;
    }
  }

  private pop(): Scheduled | undefined {
    const { heap } = this;
    const [first] = heap;
    const last = heap.pop();
    if (first === undefined || last === undefined || heap.length === 0) return first;
    heap[0] = last;
    for (let i = 0; ;) {
      const [left, right] = [2 * i + 1, 2 * i + 2];
      const child = right < heap.length && isEarlier(heap[right], heap[left]) ? right : left;
      if (child >= heap.length || isEarlier(heap[i], heap[child])) return first;
      this.swap(i, child);
      i = child;
    }
  }

  private swap(i: number, j: number): void {
    const [a, b] = [this.heap[i], this.heap[j]];
    if (a === undefined || b === undefined) return;
    this.heap[i] = b;
    this.heap[j] = a;
  }
}

function isEarlier(a: Scheduled | undefined, b: Scheduled | undefined): boolean {
  if (a === undefined || b === undefined) return a !== undefined;
  return a.at < b.at || (a.at === b.at && a.order < b.order);
}
