import type { ServerResponse } from 'node:http';
import type { Answer } from './answer.ts';

/** A fault between emnify and its caller. */
export interface SimulatorFault {
  /** Matches `method + ' ' + path` with the query, for example `GET /api/v1/endpoint?page=2`. Default: every request. */
  match?: RegExp;
  /** The number of requests that it hits. Default: all of them. */
  times?: number;
  /**
   * An answer instead of the simulator's own, or: `reset` (RST at once) · `hang` (accepted, never answered) ·
   * `slow-drip` (the real status and headers, then a blank every 20 ms without end, so that only an overall time-out
   * helps) · `truncate` (the real answer, cut off half way).
   */
  respond:
    | { status: number; body?: string; headers?: Record<string, string> }
    | 'reset'
    | 'hang'
    | 'slow-drip'
    | 'truncate';
}

const DRIP_MS = 20;

/** The faults in force; of several that match, the one injected first hits. */
export class Faults {
  readonly #active: { fault: SimulatorFault; left: number }[] = [];

  /** Injects a fault. Returns a function that removes it. */
  inject(fault: SimulatorFault): () => void {
    const entry = { fault, left: fault.times ?? Number.POSITIVE_INFINITY };
    this.#active.push(entry);
    return () => {
      entry.left = 0;
    };
  }

  /** Finds the fault that hits this request, and uses it up once. */
  take(line: string): SimulatorFault['respond'] | undefined {
    const hit = this.#active.find(({ fault, left }) => left > 0 && (!fault.match || line.search(fault.match) >= 0));
    if (!hit) return undefined;
    hit.left -= 1;
    return hit.fault.respond;
  }
}

export function send(response: ServerResponse, answer: Answer): void {
  response.writeHead(answer.status, { ...answer.headers, 'Content-Length': Buffer.byteLength(answer.body) });
  response.end(answer.body);
}

export function drip(response: ServerResponse, answer: Answer): void {
  response.writeHead(answer.status, answer.headers);
  const timer = setInterval(() => response.write(' '), DRIP_MS);
  response.on('close', () => clearInterval(timer));
}

export function truncate(response: ServerResponse, answer: Answer): void {
  const body = Buffer.from(answer.body);
  response.writeHead(answer.status, { ...answer.headers, 'Content-Length': Math.max(1, body.length) });
  response.write(body.subarray(0, Math.floor(body.length / 2)), () => response.destroy());
}
