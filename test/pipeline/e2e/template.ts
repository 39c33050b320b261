import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Names, resolve } from './intrinsics.ts';
import { namesOf } from './names.ts';
import type { Resource } from './resource.ts';

export type NamedResource = [id: string, resource: Resource];

/** The template of a cloud assembly, for reading, with every reference replaced by what it refers to. */
export class DeployedTemplate {
  readonly #resources: Record<string, Resource>;
  readonly #names: Names;

  private constructor(resources: Record<string, Resource>, names: Names) {
    this.#resources = resources;
    this.#names = names;
  }

  /** @param queuesAt where SQS is, for the addresses of queues */
  static async read(folder: string, { queuesAt }: { queuesAt: string }): Promise<DeployedTemplate> {
    const file = await readFile(join(folder, 'EmnifyCostAlerts.template.json'), 'utf8');
    const resources: Record<string, Resource> = JSON.parse(file).Resources;
    return new DeployedTemplate(resources, namesOf(resources, queuesAt));
  }

  ofType(type: string): NamedResource[] {
    return Object.entries(this.#resources)
      .filter(([, { Type }]) => Type === type)
      .map(([id]) => [id, this.byId(id)]);
  }

  /** @throws when there are none or several */
  only(type: string): NamedResource {
    return single(this.ofType(type), type);
  }

  /** @throws when there is none */
  byId(id: string): Resource {
    const resource = this.#resources[id];
    if (resource === undefined) throw new Error(`the template has no ${id}`);
    return { Type: resource.Type, Properties: resolve(resource.Properties ?? {}, this.#names) };
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
}

export function single<Item>(items: Item[], what: string): Item {
  const [item, ...others] = items;
  if (item === undefined || others.length > 0) throw new Error(`the template has ${items.length} of ${what}, not one`);
  return item;
}

export function serviceOf({ Properties }: Resource): string {
  return String(Properties.Environment?.Variables.POWERTOOLS_SERVICE_NAME);
}

/** What an ARN ends in: the name of a queue, a table, a role. */
export function nameIn(arn: string): string {
  return arn.split(/[:/]/).at(-1) ?? '';
}
