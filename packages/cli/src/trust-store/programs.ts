/** Whether programs and folders are there. */

import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';

/** Where a program is, if it is in the search path or where administrators have theirs. */
export function findProgram(name: string, searchPath: string): string | undefined {
  const folders = [...searchPath.split(delimiter), '/usr/sbin', '/sbin'].filter((folder) => folder !== '');
  return folders.map((folder) => join(folder, name)).find((path) => allows(path, constants.X_OK));
}

/** Whether this user may write there. */
export const isWritable = (path: string): boolean => allows(path, constants.W_OK);

function allows(path: string, mode: number): boolean {
  try {
    accessSync(path, mode);
    return true;
  } catch {
    return false;
  }
}
