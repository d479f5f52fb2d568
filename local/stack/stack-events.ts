/** What happens while the stack starts and runs, for whoever tells it. */
export type StackEvents = {
  readonly starting: (name: string) => void;
  readonly ready: (name: string, afterMs: number) => void;
  readonly note: (text: string) => void;
  readonly output: (name: string, line: string) => void;
  /** Something that can't be made good has ended: everything is to be stopped. */
  readonly failed: (message: string) => void;
};
