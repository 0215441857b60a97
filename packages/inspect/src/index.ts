/** Public entry `@handfast/inspect`: captures in, the handshake explained. */

export { CaptureError } from './capture/capture-error.ts';
export { type CapturedPacket, linkTypes } from './capture/captured-packet.ts';
export { type SyntheticEnd, syntheticLinkType, tcpPacket, udpPacket } from './capture/synthetic.ts';
export { CaptureWriter } from './capture/writer.ts';
export { CaptureExport, type ExportOptions } from './export/capture-export.ts';
export { SyntheticConnection } from './export/synthetic-connection.ts';
export { type Filter, filterOf } from './filter/filter.ts';
export { FilterError } from './filter/filter-error.ts';
export type { Content, Flow } from './flow/flow.ts';
export { Inspection, type InspectionOptions, inspect, type Report } from './inspect.ts';
export { inspectStream } from './inspect-stream.ts';
export { layersOf } from './list/layers.ts';
export type { Packet } from './list/packet.ts';
export { type ListStyle, type PacketRow, rowOf } from './list/row.ts';
export type {
  Connection,
  ConnectionReport,
  Direction,
  Dissected,
  Dissection,
  DissectionOptions,
  DissectionSink,
  Endpoint,
  FieldValues,
  FlowConsumer,
  FlowDissector,
  FrameInfo,
  Secrets,
  TlsReport,
  TreeNode,
} from './model.ts';
export { tcpFlags } from './network/tcp-segment.ts';
export type { Check } from './tls/proof/proofs.ts';
export type { Fingerprint } from './tls/report/fingerprints.ts';
export type { FullTlsReport } from './tls/report/report.ts';
export type { Outcome } from './tls/report/verdict.ts';
export type { Warning } from './tls/report/warnings.ts';
export { byteMap } from './tls/tree/byte-map.ts';
export { type Style, type StyleName, styles, type TimeZone } from './tls/tree/style.ts';
