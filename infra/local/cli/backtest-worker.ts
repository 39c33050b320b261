/** A thread for a replay, which can take minutes, so that the command can show progress. */
import { parentPort, workerData } from 'node:worker_threads';
import { backtest } from '../../../functions/domain/answers/backtest.ts';

parentPort?.postMessage(backtest(workerData));
