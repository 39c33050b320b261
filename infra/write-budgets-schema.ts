import { writeFileSync } from 'node:fs';
import * as z from 'zod';
import { fileSchema } from '../functions/budgets-file/budgets-schema.ts';
import { guides } from '../functions/budgets-file/leaf.ts';

/** Generates `budgets.schema.json`, with which editors complete, explain and check `budgets.yaml`. */
export function budgetsSchemaText(): string {
  const schema = z.toJSONSchema(fileSchema(), {
    io: 'input',
    override: ({ zodSchema, jsonSchema }) => {
      const guide = guides.get(zodSchema);
      if (guide) Object.assign(jsonSchema, guide.shape, { description: guide.description });
    },
  });
  return `${JSON.stringify({ ...schema, title: 'budgets.yaml' }, undefined, 2)}\n`;
}

// node infra/write-budgets-schema.ts
if (import.meta.main) {
  writeFileSync(new URL('../budgets.schema.json', import.meta.url), budgetsSchemaText());
}
