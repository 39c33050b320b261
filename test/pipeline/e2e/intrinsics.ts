/** A value of a template: plain, or an intrinsic function such as `{ Ref: 'LogicalId' }`. */
export type Value = string | number | boolean | Value[] | { [key: string]: Value };

/** What CloudFormation knows of a stack once its resources are made. */
export interface Names {
  /** What a `Ref` becomes: of a resource, or of a pseudo parameter such as `AWS::Region`. @throws for an unknown one */
  ref(id: string): string;
  /** What `Fn::GetAtt` becomes. @throws for an unknown resource or attribute */
  attribute(id: string, attribute: string): string;
}

/** A value as CloudFormation hands it on, at any depth. @throws for a function that our templates have no use for */
export function resolve(value: Value, names: Names): Value {
  if (Array.isArray(value)) return value.map((inner) => resolve(inner, names));
  if (typeof value !== 'object') return value;
  const [[name = '', argument] = [], ...others] = Object.entries(value);
  if (others.length > 0 || argument === undefined || !/^(Ref|Fn::.*)$/.test(name)) {
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, resolve(inner, names)]));
  }
  return called(name, argument, names);
}

function called(name: string, argument: Value, names: Names): string {
  switch (name) {
    case 'Ref':
      return names.ref(String(argument));
    case 'Fn::GetAtt': {
      const [id, attribute] = Array.isArray(argument) ? argument : String(argument).split('.');
      return names.attribute(String(id), String(attribute));
    }
    case 'Fn::Join': {
      const [separator, parts] = argument as [string, Value[]];
      return parts.map((part) => resolve(part, names)).join(separator);
    }
    case 'Fn::Sub': {
      const [text, own] = (Array.isArray(argument) ? argument : [argument, {}]) as [string, { [key: string]: Value }];
      return substituted(text, own, names);
    }
    default:
      throw new Error(`${name} is not known here: ${JSON.stringify(argument)}`);
  }
}

/** `${Id}`, `${Id.Attribute}` and a variable of its own; `${!text}` is what CloudFormation leaves as `${text}`. */
function substituted(text: string, own: { [key: string]: Value }, names: Names): string {
  return text.replace(/\$\{(!?)([^}]+)\}/g, (_, literal: string, name: string) => {
    if (literal) return `\${${name}}`;
    const variable = own[name];
    if (variable !== undefined) return String(resolve(variable, names));
    const [id = '', attribute] = name.split('.');
    return attribute === undefined ? names.ref(id) : names.attribute(id, attribute);
  });
}
