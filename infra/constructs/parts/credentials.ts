import { RemovalPolicy, SecretValue, Validations } from 'aws-cdk-lib';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { Construct } from 'constructs';
import { PLACEHOLDER } from '../../../functions/contracts/application-token.ts';

/** What the secret holds until a person has stored the application token. */

/**
 * The emnify application token, which a person stores after the first deployment.
 *
 * CloudFormation writes a secret's value only when it creates the secret, or when the property that the value comes
 * from changes in the template. So the value here is a constant: no deployment touches what was stored. A constant
 * and not `generateSecretString`, because a generated value looks like a token: a function would offer it to emnify,
 * which locks the account for five minutes after three refusals. `replace-me` is recognised before anything is asked,
 * and should CloudFormation ever write it again, that is seen at once.
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
      reason: 'emnify has no API that renews an application token: a person creates it in the portal.',
    });
  }
}
