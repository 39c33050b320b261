import type { Section } from './section.ts';
import { awsCost } from './sections/aws-cost.ts';
import { delays } from './sections/delays.ts';
import { memory } from './sections/memory.ts';
import { page } from './sections/page.ts';

/** Everything that `npm run bench` measures, in the order in which it runs. */
export const SECTIONS: readonly Section[] = [delays, memory, page, awsCost];
