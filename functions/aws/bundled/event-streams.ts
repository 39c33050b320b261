/**
 * In bundles only, this stands in for `@smithy/core/event-streams`: no operation that we call answers with a stream of
 * events, and the SDK loads this only for one that does.
 */
export class EventStreamSerde {
  constructor() {
    throw new Error('This bundle was built without event streams: see infra/constructs/bundling.ts.');
  }
}
