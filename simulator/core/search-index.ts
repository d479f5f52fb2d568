import type { Clock } from './clock.ts';
import type { Settings } from './options.ts';

/**
 * What search sees: records as they were a while ago. New and changed records appear only after the lag ("up to a few
 * minutes" in Zendesk's text on searching), and until then a hit shows its old values.
 */
export class SearchIndex<Value> {
  readonly #seen = new Map<number, Value>();
  #waiting: { readonly id: number; readonly value: Value; readonly at: number }[] = [];
  readonly #clock: Clock;
  readonly #settings: Pick<Settings, 'searchLagMs'>;

  constructor(clock: Clock, settings: Pick<Settings, 'searchLagMs'>) {
    this.#clock = clock;
    this.#settings = settings;
  }

  put(id: number, value: Value, now: boolean): void {
    if (now) {
      this.#waiting = this.#waiting.filter((change) => change.id !== id);
      this.#seen.set(id, value);
    } else this.#waiting.push({ id, value, at: this.#clock.now() });
  }

  values(): IterableIterator<Value> {
    const visible = this.#clock.now() - this.#settings.searchLagMs;
    let due = 0;
    for (const change of this.#waiting) {
      if (change.at > visible) break;
      this.#seen.set(change.id, change.value);
      due += 1;
    }
    if (due > 0) this.#waiting = this.#waiting.slice(due);
    return this.#seen.values();
  }

  clear(): void {
    this.#seen.clear();
    this.#waiting = [];
  }
}
