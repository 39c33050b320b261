declare module 'dynalite' {
  import type { Server } from 'node:http';

  /** Times are milliseconds a table stays CREATING, UPDATING or DELETING. Without `path` everything is in memory. */
  interface DynaliteOptions {
    createTableMs?: number;
    updateTableMs?: number;
    deleteTableMs?: number;
    path?: string;
  }

  export default function dynalite(options?: DynaliteOptions): Server;
}
