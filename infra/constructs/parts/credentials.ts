import { RemovalPolicy, SecretValue, Validations } from 'aws-cdk-lib';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { Construct } from 'constructs';
import { PLACEHOLDER } from '../../../functions/contracts/application-token.ts';

/**
 * The emnify application token, which an operator stores after the first deployment.
 *
 * CloudFormation writes the value of a secret when it creates the secret, and when the value changes in the template.
 * So the value here is a constant: no deployment overwrites what was stored. It is not `generateSecretString`, because
 * a generated value looks like a token. A function would send it to emnify, which locks the account for five minutes
 * after three refusals. Functions recognise the constant before they send anything.
 */
export class Credentials extends Construct {
  readonly emnifyToken: Secret;

  constructor(scope: Construct, id: string) {
    super(scope, id);
    this.emnifyToken = new Secret(this, 'EmnifyToken', {
      description: 'emnify application token. Stored by a person, never by a deployment.',
      secretStringValue: SecretValue.unsafePlainText(PLACEHOLDER),
      removalPolicy: RemovalPolicy.RETAIN,
    });
    Validations.of(this.emnifyToken).acknowledge({
      id: 'AwsSolutions-SMG4',
      reason: 'emnify has no API that renews an application token: an operator creates it in the emnify Portal.',
    });
  }
}
