import { readFileSync, writeFileSync } from 'node:fs';
import { CELLS } from './matrix.ts';
import { reliabilityTable } from './reliability-table.ts';

/** Writes the table of docs/reliability.md anew, between its markers. */
const PAGE = 'docs/reliability.md';
const [BEGIN, END] = ['<!-- faults -->\n', '<!-- /faults -->'];

const [before, inside] = readFileSync(PAGE, 'utf8').split(BEGIN);
const [, after] = inside?.split(END) ?? [];
if (after === undefined) throw new Error(`${PAGE} has no place for the table`);
writeFileSync(PAGE, `${before}${BEGIN}${reliabilityTable(CELLS)}\n${END}${after}`);
