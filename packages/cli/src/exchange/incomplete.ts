/** Data that did not come to its end. */

import { CommandError } from '../command-error.ts';
import { exitCodes } from '../exit-codes.ts';

/** The result is there in part. */
export const incompleteError = (code: string, cause: string, fix: string): CommandError =>
  new CommandError({ exitCode: exitCodes.incomplete, code, cause, fix });

/** The transport ended without close_notify: whether data is missing cannot be known. */
export const cutShort = (): CommandError =>
  incompleteError(
    'truncated_connection',
    'the server closed TCP without close_notify, so data may be missing',
    'compare the length of what came with what should have come, or ask the server to close properly',
  );

/** Nothing more came in time. */
export const fellSilent = (milliseconds: number): CommandError =>
  incompleteError(
    'timeout',
    `the server has been silent for ${milliseconds / 1000} s`,
    'give it more time with --timeout SECONDS',
  );
