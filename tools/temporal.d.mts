// For TypeScript that imports temporal.mjs, which is JavaScript because it runs before anything is installed.
export declare function temporalServerArgs(options: {
  readonly ip?: string | undefined;
  readonly port: number;
  readonly uiPort?: number | undefined;
  readonly dbFile?: string | undefined;
  readonly namespace?: string | undefined;
  readonly logLevel?: 'debug' | 'info' | 'warn' | 'error' | 'never' | undefined;
}): string[];
