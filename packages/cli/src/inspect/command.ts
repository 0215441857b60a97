/** `handfast inspect`: reads a capture and tells what is in it, in one of several ways. */

import { once } from 'node:events';
import {
  CaptureError,
  FilterError,
  filterOf,
  Inspection,
  type InspectionOptions,
  type Report,
} from '@handfast/inspect';
import { compose } from 'handfast/crypto';
import { certificateCompression, trustAnchors } from 'handfast/node';
import { legacyProvider } from 'handfast/providers/legacy';
import { nodeProvider } from 'handfast/providers/node';
import { CommandError, usageError } from '../command-error.ts';
import { exitCodes } from '../exit-codes.ts';
import { untilStopped } from '../interruption.ts';
import type { Output, Surroundings } from '../surroundings.ts';
import { connectionView } from './connection-view.ts';
import { contentView } from './content-view.ts';
import type { InspectFlags } from './flags.ts';
import { jsonView, ndjsonView } from './json-view.ts';
import { listView } from './list-view.ts';
import { progressOn } from './progress.ts';
import { secretsOf } from './secrets.ts';
import { openSource, type Source } from './source.ts';
import type { View } from './view.ts';
import { captureFile } from './write.ts';

/** Whatever was ever spoken is read. */
const provider = compose(nodeProvider, legacyProvider);

/** Returns the exit code: 0, 6 when the capture was cut off, 7 when it is damaged. */
export async function inspectCommand(path: string, flags: InspectFlags, around: Surroundings): Promise<number> {
  checkFlags(flags);
  const filter = filterFrom(flags);
  const secrets = secretsOf(flags, around.env);
  const anchors = await anchorsOf(flags);
  const source = openSource(path, around);
  const view = viewOf(path, flags, around);
  const file = flags.write === undefined ? undefined : captureFile(flags.write, flags, secrets);
  const progress = progressOn(around.stderr, source, flags.quiet === true || around.stdout.isTTY === true);
  const { wording } = flags;
  const unpacks = { certificateCompression: certificateCompression() };
  const options = { filter, provider, secrets, wording, ...unpacks, ...anchors, ...view.options };
  const inspection = new Inspection(file?.around(options) ?? options);
  try {
    const report = await read(path, source, inspection, view, around, progress.tick);
    progress.done();
    const exitCode = view.end(report);
    await written(around.stdout, view);
    if (around.signal.aborted) return await untilStopped(around.signal);
    return exitCode ?? outcomeOf(report, view);
  } finally {
    progress.done();
    file?.close();
  }
}

async function read(
  path: string,
  source: Source,
  inspection: Inspection,
  view: View,
  { stdout, signal }: Surroundings,
  tick: () => void,
): Promise<Report> {
  try {
    for await (const chunk of source.chunks) {
      inspection.push(chunk);
      await written(stdout, view);
      tick();
    }
    const report = inspection.end();
    // Whoever stops a live capture wants to know what was in it.
    return signal.aborted
      ? { ...report, problem: { message: 'stopped', offset: source.read(), isCutOff: true } }
      : report;
  } catch (error) {
    if (!(error instanceof CaptureError)) throw error;
    const fix = 'give a pcap or pcapng file, packed with gzip or not';
    throw new CommandError(
      { exitCode: exitCodes.input, code: error.code, cause: `${path} is no capture: ${error.message}`, fix },
      { cause: error },
    );
  }
}

/** Hands the view's text to the stream, and waits if that is full. */
async function written(stdout: Output, view: View): Promise<void> {
  const output = view.take();
  if (output.length > 0 && !stdout.write(output)) await once(stdout, 'drain');
}

function outcomeOf({ problem }: Report, view: View): number {
  if (problem === null) return exitCodes.success;
  const [exitCode, what] = problem.isCutOff
    ? [exitCodes.incomplete, 'the capture is cut off']
    : [exitCodes.input, 'the capture is damaged'];
  view.complain(`${what}: ${problem.message}; what stands before that was read`);
  return exitCode;
}

function viewOf(path: string, flags: InspectFlags, around: Surroundings): View {
  if (flags.follow !== undefined) return contentView(flags.follow, flags, around);
  if (flags.json) return jsonView(path, flags, around);
  if (flags.ndjson) return ndjsonView(around);
  return flags.connections ? connectionView(flags, around) : listView(flags, around);
}

/** The roots to verify with, if any were named. */
async function anchorsOf({ ca }: InspectFlags): Promise<Pick<InspectionOptions, 'anchors'>> {
  if (ca.length === 0) return {};
  const { certificatesIn } = await import('../trust.ts');
  return { anchors: trustAnchors(ca.flatMap(certificatesIn)) };
}

/** `--stream` and `--follow` are filters too. A filter that makes no sense is shown with the place marked. */
function filterFrom({ filter, stream, follow }: InspectFlags): string {
  try {
    if (filter !== undefined) filterOf(filter);
  } catch (error) {
    if (!(error instanceof FilterError)) throw error;
    const place = `  ${filter}\n  ${' '.repeat(error.column - 1)}^`;
    throw usageError(`the filter makes no sense: ${error.message}\n${place}\n`, 'see --help for an example');
  }
  const parts = [
    ...(filter === undefined ? [] : [`(${filter})`]),
    ...(stream === undefined ? [] : [`tcp.stream == ${stream}`]),
    ...(follow === undefined ? [] : [`${follow.carrier}.stream == ${follow.number}`]),
  ];
  return parts.join(' and ');
}

function checkFlags(flags: InspectFlags): void {
  const { redact, write, follow, json, ndjson, details, explain, bytes, connections } = flags;
  if (redact && write === undefined) throw usageError('--redact changes what --write writes', 'add --write FILE');
  const ways = [follow !== undefined, json, ndjson, connections].filter(Boolean);
  if (ways.length > 1) {
    throw usageError('--follow, --json, --ndjson and --connections exclude each other', 'leave all but one out');
  }
  if ((explain || bytes) && json) {
    throw usageError('--json has all explanations and bytes', 'give --details instead of --explain and --bytes');
  }
  if ((details || explain || bytes) && (ndjson || connections || follow !== undefined)) {
    throw usageError('--details, --explain and --bytes are for the packet list', 'leave them out');
  }
}
