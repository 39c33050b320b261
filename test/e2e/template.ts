import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { TableCall } from './table-gate.ts';

export interface Resource {
  Type: string;
  // biome-ignore lint/suspicious/noExplicitAny: a template is plain JSON, and reading it wrongly fails the test
  Properties: any;
}

export type NamedResource = [id: string, resource: Resource];

/** The template of a cloud assembly, for reading. */
export class DeployedTemplate {
  readonly #resources: NamedResource[];

  private constructor(resources: NamedResource[]) {
    this.#resources = resources;
  }

  static async read(folder: string): Promise<DeployedTemplate> {
    const template = JSON.parse(await readFile(join(folder, 'EmnifyCostAlerts.template.json'), 'utf8'));
    return new DeployedTemplate(Object.entries<Resource>(template.Resources));
  }

  ofType(type: string): NamedResource[] {
    return this.#resources.filter(([, { Type }]) => Type === type);
  }

  /** @throws when there are none or several */
  only(type: string): NamedResource {
    return single(this.ofType(type), type);
  }

  byId(id: string): Resource {
    return single(
      this.#resources.filter(([each]) => each === id),
      id,
    )[1];
  }

  functionNames(): string[] {
    return this.ofType('AWS::Lambda::Function').map(([, fn]) => serviceOf(fn));
  }

  function(service: string): Resource {
    return single(
      this.ofType('AWS::Lambda::Function').filter(([, fn]) => serviceOf(fn) === service),
      service,
    )[1];
  }

  /** What a function's role allows on tables, by the tables' logical ids. */
  tableCallsOf(service: string): TableCall[] {
    const role: string = this.function(service).Properties.Role['Fn::GetAtt'][0];
    const statements: Statement[] = this.ofType('AWS::IAM::Policy')
      .filter(([, { Properties }]) => Properties.Roles.some(({ Ref }: { Ref: string }) => Ref === role))
      .flatMap(([, { Properties }]) => Properties.PolicyDocument.Statement);
    return statements.flatMap(({ Effect, Action, Resource }) =>
      listOf(Action)
        .filter((action) => Effect === 'Allow' && action.startsWith('dynamodb:'))
        .flatMap((action) => listOf(Resource).map((resource) => `${action} ${tableOf(resource)}`)),
    );
  }
}

export function single<Item>(items: Item[], what: string): Item {
  const [item, ...others] = items;
  if (item === undefined || others.length > 0) throw new Error(`the template has ${items.length} of ${what}, not one`);
  return item;
}

interface Statement {
  Effect: string;
  Action: string | string[];
  Resource: Arn | Arn[];
}

/** The ARN of a table, or of its index: the table's with `/index/<name>` behind it. */
type Arn = { 'Fn::GetAtt': [id: string, 'Arn'] } | { 'Fn::Join': ['', [Arn, string]] };

function tableOf(arn: Arn): string {
  if ('Fn::GetAtt' in arn) return arn['Fn::GetAtt'][0];
  const [table, index] = arn['Fn::Join'][1];
  return `${tableOf(table)}${index}`;
}

function serviceOf({ Properties }: Resource): string {
  return String(Properties.Environment?.Variables.POWERTOOLS_SERVICE_NAME);
}

const listOf = <Item>(value: Item | Item[]): Item[] => (Array.isArray(value) ? value : [value]);
