import { type EvaluationRequest, serializeRequest } from '../../functions/contracts/evaluation-request.ts';

/** The queue between `discover` and `evaluate`: message bodies in the order in which they came. */
export interface QueueFake {
  send(requests: EvaluationRequest[]): Promise<void>;
  /** Counts messages that no worker has received. */
  waiting(): Promise<number>;
  bodies: string[];
}

export function fakeQueue(): QueueFake {
  const bodies: string[] = [];
  return {
    send: async (requests) => {
      bodies.push(...requests.map(serializeRequest));
    },
    waiting: async () => bodies.length,
    bodies,
  };
}
