/** The exit codes of every command: one table for the code, the help and the documentation. */

export const exitCodes = {
  success: 0,
  negative: 1,
  usage: 2,
  unreachable: 3,
  handshake: 4,
  certificate: 5,
  incomplete: 6,
  input: 7,
  internal: 70,
  interrupted: 130,
  terminated: 143,
} as const;

export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];

const meanings: Readonly<Record<keyof typeof exitCodes, string>> = {
  success: 'success',
  negative: 'ran correctly, and the answer is no',
  usage: 'wrong usage or configuration',
  unreachable: 'the target cannot be reached (DNS, TCP, or silence before TLS)',
  handshake: 'the TLS handshake failed',
  certificate: 'the certificate of the peer was not accepted',
  incomplete: 'the result is incomplete (cut off, or a deadline hit)',
  input: 'an input file is unreadable or malformed',
  internal: 'internal error',
  interrupted: 'interrupted (SIGINT)',
  terminated: 'terminated (SIGTERM)',
};

/** The table as it stands in `--help`. */
export function exitCodeTable(): string {
  const rows = Object.entries(exitCodes).map(([name, code]) => {
    return `  ${String(code).padStart(3)}  ${meanings[name as keyof typeof exitCodes]}`;
  });
  return ['Exit codes:', ...rows].join('\n');
}
