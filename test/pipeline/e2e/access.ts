import { localAccountId } from '../../../infra/local/aws/client-settings.ts';
import { judge, type Permission } from './judge.ts';
import { grantsIn, type PolicyDocument, policiesOfRole, policyOn } from './policies.ts';
import { type DeployedTemplate, nameIn } from './template.ts';

interface Role {
  arn: string;
  policies: PolicyDocument[];
}

/** What the roles of a template allow, decided as IAM does, and what was used of it. */
export class Access {
  /** Every call in a role's name that was not allowed. */
  readonly refusals: string[] = [];
  readonly #template: DeployedTemplate;
  readonly #roles: Map<string, Role>;
  readonly #used = new Set<string>();
  readonly #answers = new Map<string, Promise<string | undefined>>();

  constructor(template: DeployedTemplate) {
    this.#template = template;
    this.#roles = rolesIn(template);
  }

  /**
   * Asks for a permission, which counts as used if it is given.
   *
   * @param caller a function by its name, or another role by its id in the template
   * @returns why it is refused; nothing if it is not
   */
  async use(caller: string, permission: Permission): Promise<string | undefined> {
    const { action, resource } = permission;
    const role = this.#roles.get(caller);
    if (role === undefined) return `${caller} has no role here`;
    const question = JSON.stringify([caller, permission]);
    const answer = this.#answers.get(question) ?? this.#ask(caller, role, permission).catch(String);
    this.#answers.set(question, answer);
    const reason = await answer;
    if (reason !== undefined) this.refusals.push(`${caller} ${action} ${resource}: ${reason}`);
    return reason;
  }

  /** What is allowed and was never used: who, action and resource. */
  unused(): string[] {
    const granted = [...this.#roles].flatMap(([caller, { policies }]) =>
      grantsIn(policies).map((grant) => `${caller} ${grant}`),
    );
    return granted.filter((grant) => !this.#used.has(grant));
  }

  async #ask(caller: string, { arn, policies }: Role, permission: Permission): Promise<string | undefined> {
    const session = `arn:aws:sts::${localAccountId}:assumed-role/${nameIn(arn)}/${caller}`;
    const resourcePolicy = policyOn(this.#template, permission.resource);
    const { result, grants } = await judge(session, permission, policies, resourcePolicy);
    if (result !== 'Allowed') return result;
    for (const grant of grants) this.#used.add(`${caller} ${grant}`);
    return undefined;
  }
}

function rolesIn(template: DeployedTemplate): Map<string, Role> {
  const functionOf = new Map(template.functionNames().map((name) => [template.function(name).Properties.Role, name]));
  return new Map(
    template.ofType('AWS::IAM::Role').map(([id]) => {
      const arn = `arn:aws:iam::${localAccountId}:role/${id}`;
      return [functionOf.get(arn) ?? id, { arn, policies: policiesOfRole(template, id) }];
    }),
  );
}
