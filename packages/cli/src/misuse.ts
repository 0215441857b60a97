/** Where the library says that it is used wrongly, the flags are wrong. */

import { MisuseError } from 'handfast';
import { usageError } from './command-error.ts';

/** Complaints of the library about how it is used are complaints about flags here. */
export function withoutMisuse<T>(use: () => T): T {
  try {
    return use();
  } catch (error) {
    if (!(error instanceof MisuseError)) throw error;
    throw usageError(error.message, 'see --help');
  }
}
