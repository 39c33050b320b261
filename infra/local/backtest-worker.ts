/** A thread for a replay of minutes, in which the command can say that it goes on. */
import { parentPort, workerData } from 'node:worker_threads';
import { backtest } from '../../functions/domain/answers/backtest.ts';

parentPort?.postMessage(backtest(workerData));
