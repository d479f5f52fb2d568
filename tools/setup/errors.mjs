/**
 * The set-up of the checkout failed. The message says what to do.
 *
 * @typedef {'NODE_TOO_OLD' | 'PACKAGES_NOT_INSTALLED' | 'TEMPORAL_UNAVAILABLE' | 'TEST_SERVER_UNAVAILABLE' | 'CHECKSUM_MISMATCH'} SetupErrorCode
 */
export class SetupError extends Error {
  /**
   * @param {SetupErrorCode} code
   * @param {string} message
   */
  constructor(code, message) {
    super(message);
    this.name = 'SetupError';
    this.code = code;
  }
}
