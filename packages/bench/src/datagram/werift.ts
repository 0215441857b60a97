/** werift-dtls under measurement: a new server for each client, for one serves no more. It asks for a cookie, as ours does. */

import { inTime, type Subject } from './subject.ts';

/** As much of it as is used. Version 0.5.8 names a file as its entry that it does not contain. */
interface Library {
  readonly DtlsServer: new (options: object) => { readonly onData: Observable<Uint8Array> };
  readonly DtlsClient: new (
    options: object,
  ) => { readonly onConnect: Observable<void>; connect(): Promise<void>; send(data: Uint8Array): Promise<void> };
}

interface Common {
  readonly UdpTransport: { init(type: 'udp4'): Promise<Transport> };
}

interface Observable<T> {
  subscribe(act: (value: T) => void): void;
}

interface Transport {
  readonly port: number;
  rinfo?: { readonly address: string; readonly port: number };
  close(): Promise<void>;
}

export function werift(load: <T>(name: string) => T, cert: string, key: string): Subject {
  const { DtlsServer, DtlsClient } = load<Library>('werift-dtls/lib/dtls/src/index.js');
  const { UdpTransport } = load<Common>('werift-dtls/lib/common/src/transport.js');
  const own = { cert, key, signatureHash: { hash: 4, signature: 3 } };
  return {
    name: 'werift-dtls, DTLS 1.2',
    async join() {
      const [far, near] = [await UdpTransport.init('udp4'), await UdpTransport.init('udp4')];
      near.rinfo = { address: '127.0.0.1', port: far.port };
      let received = 0;
      new DtlsServer({ ...own, transport: far }).onData.subscribe(({ length }) => {
        received += length;
      });
      const client = new DtlsClient({ ...own, transport: near });
      await inTime((done, failed) => {
        client.onConnect.subscribe(done);
        client.connect().catch(failed);
      });
      return {
        send: (data) => void client.send(data).catch(() => {}),
        received: () => received,
        close: () => Promise.all([near.close(), far.close()]),
      };
    },
    close: () => {},
  };
}
