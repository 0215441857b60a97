/** Public entry `@handfast/inspect`: captures in, the handshake explained. */

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
