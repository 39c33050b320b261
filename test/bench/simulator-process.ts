/**
 * emnify's simulator in a process of its own, without its limits, so that what it takes is not counted as ours.
 * Arguments: the seed, and how many endpoints it has. Says its address over the process's message channel.
 */
import { SimulatedFleet } from '../../infra/local/emnify-simulator/fleet.ts';
import { startEmnifySimulator } from '../../infra/local/emnify-simulator/simulator.ts';
import { deviceAt, simulatedDevice } from './fleet.ts';

const [, , seed = '1', endpoints = '0'] = process.argv;
const devices = Array.from({ length: Number(endpoints) }, (_, index) => deviceAt(Number(seed), index));
const { url } = await startEmnifySimulator({
  fleet: new SimulatedFleet(devices.map((device) => simulatedDevice(device, '2026-10', device.perHour * 318))),
  now: () => new Date('2026-10-14T14:00:00Z'),
  enforceLimits: false,
});
process.send?.(url);
