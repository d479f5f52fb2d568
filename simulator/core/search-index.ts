import type { Clock } from './clock.ts';
import type { Settings } from './options.ts';

/**
 * The index behind search. A new or changed record appears in it only after the lag ("up to a few minutes" in Zendesk's text
 * on searching). Until then search does not find a new record, and shows the old values of a changed one.
 */
export class SearchIndex<Value> {
  readonly #indexed = new Map<number, Value>();
  #waiting: { readonly id: number; readonly value: Value; readonly at: number }[] = [];
  readonly #clock: Clock;
  readonly #settings: Pick<Settings, 'searchLagMs'>;

  constructor(clock: Clock, settings: Pick<Settings, 'searchLagMs'>) {
    this.#clock = clock;
    this.#settings = settings;
  }

  /** Adds or changes a record. `now`: without the lag. */
  put(id: number, value: Value, now: boolean): void {
    if (now) {
      this.#waiting = this.#waiting.filter((change) => change.id !== id);
      this.#indexed.set(id, value);
    } else this.#waiting.push({ id, value, at: this.#clock.now() });
  }

  /** The records that search finds at this moment. */
  values(): IterableIterator<Value> {
    const visible = this.#clock.now() - this.#settings.searchLagMs;
    let due = 0;
    for (const change of this.#waiting) {
      if (change.at > visible) break;
      this.#indexed.set(change.id, change.value);
      due += 1;
    }
    if (due > 0) this.#waiting = this.#waiting.slice(due);
    return this.#indexed.values();
  }

  clear(): void {
    this.#indexed.clear();
    this.#waiting = [];
  }
}
