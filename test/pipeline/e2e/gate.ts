import { type Answer, type ServiceProxy, startServiceProxy } from '../service-proxy.ts';
import type { Permission } from './judge.ts';
import { type PartitionKeyOf, requestedPermission, signatureOf } from './requested-permission.ts';

export interface GateOptions {
  /** Where the stand-ins are, by the names that requests are signed for. */
  services: Record<string, string>;
  partitionKeyOf: PartitionKeyOf;
  /** @returns why a request is refused; nothing if it is not */
  ask(accessKeyId: string, permission: Permission): Promise<string | undefined>;
}

/** Opens a gate before all services of AWS at once. It lets through what IAM would, and refuses what it cannot read. */
export async function startGate({ services, partitionKeyOf, ask }: GateOptions): Promise<ServiceProxy> {
  return await startServiceProxy(async (asked, passTo) => {
    let service = 'unknown';
    try {
      const signature = signatureOf(asked.headers);
      service = signature.service;
      const permission = requestedPermission(signature, asked, partitionKeyOf);
      const reason = await ask(signature.accessKeyId, permission);
      if (reason !== undefined) return refusal(service, reason);
    } catch (error) {
      return refusal(service, String(error));
    }
    return await passTo(services[service] ?? '', asked);
  });
}

/** In the words of the service: SNS alone still answers in XML. */
function refusal(service: string, message: string): Answer {
  if (service === 'sns') {
    const error = `<Error><Type>Sender</Type><Code>AuthorizationError</Code><Message>${message}</Message></Error>`;
    const body = Buffer.from(`<ErrorResponse>${error}</ErrorResponse>`);
    return { status: 403, headers: { 'content-type': 'text/xml' }, body };
  }
  const body = Buffer.from(JSON.stringify({ __type: 'AccessDeniedException', message }));
  return { status: 400, headers: { 'content-type': 'application/x-amz-json-1.0' }, body };
}
