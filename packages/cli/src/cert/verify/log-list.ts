/** Logs of Certificate Transparency, from a list in the JSON that browsers publish (version 3). */

import { type CertificateLog, parsePublicKey } from 'handfast/x509';
import { CommandError } from '../../command-error.ts';
import { exitCodes } from '../../exit-codes.ts';
import { readWith } from '../../files.ts';

/** The logs that count: retired ones until they were, rejected ones never. */
export function readLogs(path: string): readonly CertificateLog[] {
  return readWith(path, 'log list', (content) => {
    const list = parseJson(path, content);
    const logs = objects(list, 'operators').flatMap((operator) =>
      objects(operator, 'logs').flatMap((log) => logOf(String(operator['name'] ?? ''), log)),
    );
    if (logs.length === 0) throw bad(path, 'names no log');
    return logs;
  });
}

function logOf(operator: string, log: Fields): readonly CertificateLog[] {
  const state = typeof log['state'] === 'object' && log['state'] !== null ? (log['state'] as Fields) : {};
  if (typeof log['key'] !== 'string' || 'rejected' in state) return [];
  const retired = typeof state['retired'] === 'object' ? (state['retired'] as Fields)['timestamp'] : undefined;
  const key = parsePublicKey(new Uint8Array(Buffer.from(log['key'], 'base64')));
  return [{ key, operator, retired: typeof retired === 'string' ? Date.parse(retired) : undefined }];
}

type Fields = Readonly<Record<string, unknown>>;

function objects(from: Fields, name: string): readonly Fields[] {
  const list = from[name];
  return Array.isArray(list) ? list.filter((item): item is Fields => typeof item === 'object' && item !== null) : [];
}

function parseJson(path: string, content: Uint8Array): Fields {
  try {
    const value: unknown = JSON.parse(Buffer.from(content).toString('utf8'));
    if (typeof value === 'object' && value !== null) return value as Fields;
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
  }
  throw bad(path, 'is not JSON');
}

function bad(path: string, why: string): CommandError {
  const fix = 'give a log list of version 3, with operators, logs and their keys';
  return new CommandError({ exitCode: exitCodes.input, code: 'bad_input', cause: `the log list ${path} ${why}`, fix });
}
