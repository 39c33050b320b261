import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, Validations } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { checkBudgets } from '../../functions/budgets-file/budgets.ts';
import { CostAlertStack } from '../../infra/cost-alert-stack.ts';
import type { Settings } from '../../infra/settings.ts';

/** A value of a template: plain, or an intrinsic function such as `{ Ref: 'LogicalId' }`. */
export type Value = string | number | boolean | undefined | Value[] | { [key: string]: Value };

export interface Resource {
  id: string;
  type: string;
  properties: { [name: string]: Value };
  deletionPolicy?: string;
  updateReplacePolicy?: string;
}

/** Settings that make every branch of the stack show, but for a key of its own: that changes what all others have. */
export function exampleSettings(overrides: Partial<Settings> = {}): Settings {
  const checked = checkBudgets({
    currency: 'EUR',
    sweep: '1 hour',
    notify: '5 minutes',
    report: '06:30',
    smsSpendingLimit: 10,
    emnify: { tokenExpires: '2027-03-31' },
    recipients: {
      email: ['ops@example.com', { to: 'boss@example.com', from: 'critical' }],
      sms: ['+15555550100', { to: '+15555550101', from: 'warning' }],
    },
    budgets: [
      { name: 'cameras', match: { tags: ['camera'] }, limit: 50 },
      { name: 'every-device', limit: 5 },
      { name: 'all-cameras', scope: 'group', match: { tags: ['camera'] }, limit: 400 },
      { name: 'workspace', scope: 'organisation', limit: 'emnify' },
    ],
  });
  if ('problems' in checked) throw new Error(JSON.stringify(checked.problems));
  return { ...checked.file, stackName: 'EmnifyCostAlerts', ...overrides };
}

/** The template of a stack with these settings, as laws read it. Handlers are not bundled. */
export class SynthesizedStack {
  readonly resources: Resource[];
  readonly outputs: [name: string, output: { Description?: string; Value: Value }][];
  /** What is left as it is against the advice of cdk-nag: the path of the construct, and the reason. */
  readonly acknowledged: { path: string; rule: string; reason: string }[];

  constructor(settings: Settings = exampleSettings()) {
    const { context } = JSON.parse(readFileSync('cdk.json', 'utf8')) as { context: Record<string, unknown> };
    const outdir = mkdtempSync(join(tmpdir(), 'synthesized-'));
    const app = new App({ outdir, context: { ...context, 'aws:cdk:bundling-stacks': [] }, analyticsReporting: false });
    const stack = new CostAlertStack(app, settings.stackName, { settings });
    const template = Template.fromStack(stack).toJSON();
    rmSync(outdir, { recursive: true });
    this.resources = Object.entries(template.Resources as Record<string, TemplateResource>).map(([id, resource]) => ({
      id,
      type: resource.Type,
      properties: resource.Properties ?? {},
      deletionPolicy: resource.DeletionPolicy,
      updateReplacePolicy: resource.UpdateReplacePolicy,
    }));
    this.outputs = Object.entries(template.Outputs);
    this.acknowledged = stack.node.findAll().flatMap(({ node }) =>
      node.metadata
        .filter(({ type }) => type === Validations.ACKNOWLEDGED_RULES_METADATA_KEY)
        .flatMap(({ data }) => Object.entries<string>(data))
        .map(([rule, reason]) => ({ path: node.path, rule, reason })),
    );
  }

  /** All resources of a type. @throws when there are none: a law about nothing would hold whatever we do */
  all(type: string): Resource[] {
    const found = this.resources.filter((resource) => resource.type === type);
    if (found.length === 0) throw new Error(`There is no ${type} in the template.`);
    return found;
  }

  /** The resource that a `Ref`, a `Fn::GetAtt`, or an ARN built on one, points to. */
  target(value: Value): Resource {
    const found = this.resources.filter(({ id }) => mentions(value, id));
    if (found.length !== 1 || !found[0])
      throw new Error(`${JSON.stringify(value)} points to ${found.length} resources.`);
    return found[0];
  }

  /** One of our functions by the folder that it comes from. */
  function(name: string): Resource {
    const found = this.all('AWS::Lambda::Function').find((lambda) => nameOf(lambda) === name);
    if (!found) throw new Error(`There is no function ${name} in the template.`);
    return found;
  }
}

interface TemplateResource {
  Type: string;
  Properties?: { [name: string]: Value };
  DeletionPolicy?: string;
  UpdateReplacePolicy?: string;
}

/** The value at a path of keys and indexes, undefined where the path ends early. */
export function at(value: Value, ...path: (string | number)[]): Value {
  return path.reduce<Value>((inner, key) => {
    if (Array.isArray(inner)) return inner[Number(key)];
    return typeof inner === 'object' ? inner[key] : undefined;
  }, value);
}

export function list(value: Value): Value[] {
  if (value === undefined) return [];
  return Array.isArray(value) ? value : [value];
}

export function variablesOf(lambda: Resource): { [name: string]: Value } {
  return at(lambda.properties, 'Environment', 'Variables') as { [name: string]: Value };
}

export function nameOf(lambda: Resource): string {
  return String(variablesOf(lambda).POWERTOOLS_SERVICE_NAME);
}

/** Whether a value refers to a resource, at any depth. */
export function mentions(value: Value, id: string): boolean {
  if (Array.isArray(value)) return value.some((inner) => mentions(inner, id));
  if (typeof value !== 'object') return false;
  return value.Ref === id || at(value, 'Fn::GetAtt', 0) === id || Object.values(value).some((v) => mentions(v, id));
}

/** A value as text: what is not known before a deployment stands there as `<LogicalId>`. */
export function asText(value: Value): string {
  const joined = at(value, 'Fn::Join', 1);
  if (joined !== undefined) return list(joined).map(asText).join('');
  if (typeof value === 'object') return `<${at(value, 'Ref') ?? at(value, 'Fn::GetAtt', 0)}>`;
  return String(value);
}
