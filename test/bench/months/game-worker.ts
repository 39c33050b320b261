/** A game in a thread of its own. Gets it as its data, and says its figures. */
import { parentPort, workerData } from 'node:worker_threads';
import { figuresOf } from './figures.ts';
import { play } from './play.ts';

parentPort?.postMessage(figuresOf(play(workerData).month));
