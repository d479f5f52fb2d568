import type { Terminal } from './terminal.ts';

/** Tells what is being started: the parts under way on the status line, each that is ready on a line of its own. */
export function startProgress(terminal: Terminal): {
  readonly starting: (name: string) => void;
  readonly ready: (name: string, afterMs: number) => void;
} {
  const underWay = new Set<string>();
  const show = (): void => terminal.status(underWay.size === 0 ? null : `Starting: ${[...underWay].join(', ')}`);
  return {
    starting: (name) => {
      underWay.add(name);
      show();
    },
    ready: (name, afterMs) => {
      underWay.delete(name);
      terminal.line(`${terminal.paint('green', '✓')} ${name} ${terminal.paint('dim', seconds(afterMs))}`);
      show();
    },
  };
}

export function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(1)} s`;
}
