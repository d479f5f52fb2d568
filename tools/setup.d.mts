// For TypeScript that imports setup.mjs, which is JavaScript because it runs before anything is installed.
export type SetupLog = {
  readonly line: (text: string) => void;
  readonly progress: (label: string, percent: number) => void;
};
export type Setup = {
  readonly temporalCliPath: string | undefined;
  readonly testServerPath: string | undefined;
};
export declare function setUp(options?: {
  readonly devServer?: boolean;
  readonly testServer?: boolean;
  readonly log?: SetupLog;
}): Promise<Setup>;
