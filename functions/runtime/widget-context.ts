import * as z from 'zod';

/** What CloudWatch says of a custom widget in its payload. It may say more at any time, and what is odd is left out. */
export const widgetContext = z.looseObject({
  /** As the console is. */
  theme: z.enum(['light', 'dark']).optional().catch(undefined),
  /** The fields of all forms of the widget. */
  forms: z
    .looseObject({ all: z.record(z.string(), z.unknown()).optional() })
    .optional()
    .catch(undefined),
});
