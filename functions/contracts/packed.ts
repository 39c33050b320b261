import { gunzipSync, gzipSync } from 'node:zlib';

/** A value as compressed JSON: DynamoDB bills each KB that is written. The same value gives the same bytes. */
export function pack(value: unknown): Uint8Array {
  return gzipSync(JSON.stringify(value));
}

/** @throws where the bytes are no packed value */
export function unpack(bytes: Uint8Array): unknown {
  return JSON.parse(gunzipSync(bytes).toString());
}
