import { localAccountId, localRegion } from './client-settings.ts';
import { AwsFault } from './http-stand-in.ts';
import { startJsonStandIn } from './json-stand-in.ts';

export interface SsmStandIn {
  url: string;
  /** The parameters, read on every request: changing them is like editing them in the console. */
  parameters: Record<string, string>;
  close(): Promise<void>;
}

/** Starts a Parameter Store that knows GetParameter only; an unknown name is a ParameterNotFound. All are plain strings. */
export async function startSsm(initial: Record<string, string>): Promise<SsmStandIn> {
  const parameters = { ...initial };
  const { url, close } = await startJsonStandIn('AmazonSSM', {
    GetParameter({ Name }) {
      if (typeof Name !== 'string') throw new AwsFault(400, 'ValidationException', 'Name is not a string');
      if (!Object.hasOwn(parameters, Name)) throw new AwsFault(400, 'ParameterNotFound', `no parameter ${Name}`);
      return {
        Parameter: {
          ARN: `arn:aws:ssm:${localRegion}:${localAccountId}:parameter/${Name.replace(/^\//, '')}`,
          Name,
          Type: 'String',
          DataType: 'text',
          Value: parameters[Name],
          Version: 1,
        },
      };
    },
  });
  return { url, parameters, close };
}
