/** Callbacks that report the start and the run of the stack. */
export type StackEvents = {
  readonly starting: (name: string) => void;
  readonly ready: (name: string, afterMs: number) => void;
  readonly note: (text: string) => void;
  readonly output: (name: string, line: string) => void;
  /** A process that cannot be replaced has ended. The caller must stop the stack. */
  readonly failed: (message: string) => void;
};
