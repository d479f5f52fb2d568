import type { Terminal } from './terminal.ts';

/** Shows the processes that are starting on the status line, and prints a line for each one that is ready. */
export function startProgress(terminal: Terminal): {
  readonly starting: (name: string) => void;
  readonly ready: (name: string, afterMs: number) => void;
} {
  const pending = new Set<string>();
  const show = (): void => terminal.status(pending.size === 0 ? null : `Starting: ${[...pending].join(', ')}`);
  return {
    starting: (name) => {
      pending.add(name);
      show();
    },
    ready: (name, afterMs) => {
      pending.delete(name);
      terminal.line(`${terminal.paint('green', '✓')} ${name} ${terminal.paint('dim', seconds(afterMs))}`);
      show();
    },
  };
}

/** Formats a duration, such as `1.2 s`. */
export function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(1)} s`;
}
