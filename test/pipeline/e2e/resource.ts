/** One resource of the template: what it is, and what is set for it. */
export interface Resource {
  Type: string;
  // biome-ignore lint/suspicious/noExplicitAny: a template is plain JSON, and reading it wrongly fails the test
  Properties: any;
}
