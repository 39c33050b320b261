import { Big } from 'big.js';
import { type Period, periodOf, previousPeriod } from '../../../functions/domain/values/month.ts';
import {
  type Connection,
  type SimulatedEndpoint,
  SimulatedFleet,
  type SimulatedTraffic,
  type TrafficFigures,
} from '../emnify-simulator/fleet.ts';

/** The token that the demo's simulator accepts. It is of no use anywhere else. */
export const DEMO_APPLICATION_TOKEN = 'demo-application-token';

/**
 * Makes a fleet of 32 devices in the UTC month of `now`, for an `every-device` budget of EUR 5.00 and a `cameras`
 * budget (tag `camera`) of EUR 50: nine devices are at 80 % or more, and every unusual answer of emnify occurs once.
 */
export function demoFleet(now: Date): SimulatedFleet {
  const month = periodOf(now);
  const last = previousPeriod(month);
  const devices = [
    ...cameras(),
    ...trackers(),
    ...meters(),
    ...gateways(),
    ...chargers(),
    ...alarmPanels(),
    ...oddOnes(last),
  ];
  return new SimulatedFleet([
    docsExample(month, last),
    ...devices.map(({ thisMonth, lastMonth, noSim, ...device }, index) => ({
      id: 11_898_598 + index * 37,
      ...(!noSim && { iccid: `89883030000067${38_593 + index * 11}` }),
      // A device without traffic this month is offline.
      ...(thisMonth && { connection: NETWORKS[index % NETWORKS.length] }),
      ...device,
      months: { ...(thisMonth && { [month]: thisMonth }), ...(lastMonth && { [last]: lastMonth }) },
    })),
  ]);
}

/** Raises the traffic of one device, so that the next sweep finds it over its limit. @returns a sentence about it */
export function letOneDeviceCross(fleet: SimulatedFleet, now: Date): string {
  const crossing = fleet.endpoints.find(({ name }) => name === 'gateway-windpark-a');
  if (!crossing) throw new Error('gateway-windpark-a is not in the demonstration fleet');
  fleet.setTraffic(crossing.id, periodOf(now), data('24.611207', '0.25'));
  // The next sweep finds this as well, and the daily report names it.
  const moved = fleet.endpoints.find(({ name }) => name === 'tracker-bike-30');
  if (moved) moved.imei = '860384060123456';
  return `Meanwhile, ${crossing.name} has used another 18.6 MB.`;
}

const NETWORKS: Connection[] = [
  { operator: 'Hamburg Mobile', country: 'de', technology: '4G' },
  { operator: 'Rhein Netz', country: 'de', technology: 'LTE-M' },
  { operator: 'Rhein Netz', country: 'de', technology: 'NB-IoT' },
  { operator: 'Alpen Mobil', country: 'at', technology: '4G' },
  { operator: 'Hamburg Mobile', country: 'de', technology: '2G' },
];

type Device = Omit<SimulatedEndpoint, 'id' | 'iccid' | 'months'> & {
  thisMonth?: SimulatedTraffic;
  lastMonth?: SimulatedTraffic;
  noSim?: boolean;
};

/** Describes a device; without `thisMonth`, it has no traffic yet. */
function device(
  name: string,
  tags: string | null,
  thisMonth?: SimulatedTraffic,
  lastMonth?: SimulatedTraffic,
  more: Partial<Device> = {},
): Device {
  return {
    name,
    tags,
    thisMonth,
    lastMonth,
    tariffProfile: 'Global Basic EUR',
    serviceProfile: 'IoT default',
    ...more,
  };
}

/** `rate` is EUR per MB or per message. */
function figures(volume: string, rate: string, more: Partial<TrafficFigures> = {}): TrafficFigures {
  return { volume, cost: new Big(volume).times(rate).toFixed(), ...more };
}

function data(megabytes: string, rate: string, more?: Partial<TrafficFigures>): SimulatedTraffic {
  return { data: figures(megabytes, rate, more) };
}

function sms(messages: string, rate = '0.07', more?: Partial<TrafficFigures>): SimulatedTraffic {
  return { sms: figures(messages, rate, more) };
}

/** The device and the figures of emnify's documentation; only the months are ours. */
function docsExample(month: Period, last: Period): SimulatedEndpoint {
  return {
    id: 166,
    name: 'docs-example-166',
    tags: 'docs-example',
    iccid: '8988303000000000166',
    connection: { operator: 'EPlus', country: 'de', technology: '3G' },
    tariffProfile: 'Global Basic EUR',
    serviceProfile: 'IoT default',
    months: {
      [month]: {
        data: { volume: '0.848157', volumeTx: '0.172846', cost: '0.21203925' },
        sms: { volume: '3.000000', volumeTx: '2.000000', cost: '0.17' },
      },
      [last]: {
        data: { volume: '29.166235', volumeTx: '5.577229', cost: '6.10483935' },
        sms: { volume: '51.000000', volumeTx: '36.000000', cost: '3.32' },
      },
    },
  };
}

function cameras(): Device[] {
  const europe = { tariffProfile: 'Europe Camera EUR', serviceProfile: 'Camera' };
  return [
    device('camera-gate-north', 'camera, site-hamburg', data('438.900000', '0.12'), data('302.118407', '0.12'), europe),
    device('camera-loading-dock', 'Camera', data('361.204118', '0.12'), data('330.904551', '0.12'), europe),
    device(
      'camera-parking-east',
      ' camera ,site-hamburg',
      data('312.500000', '0.12'),
      data('287.006112', '0.12'),
      europe,
    ),
    device(
      'camera-crane-2',
      'CAMERA',
      data('286.041200', '0.12', { costAs: 'string' }),
      data('241.330019', '0.12'),
      europe,
    ),
    device('camera-silo-roof', 'camera', data('205.770000', '0.15'), data('198.240338', '0.15'), europe),
    device('camera-office-door', 'indoor, camera', data('41.208833', '0.12'), data('39.871204', '0.12'), europe),
    device(
      'camera-wildlife-04',
      'camera,forest',
      { ...data('12.506119', '0.20'), ...sms('2') },
      data('9.400120', '0.20'),
    ),
    device('camera-spare', '  camera', undefined, undefined, { ...europe, simStatus: 'Suspended', imei: null }),
  ];
}

function trackers(): Device[] {
  return [
    device('tracker-truck-011', 'tracker, truck', data('3.118204', '0.20'), data('4.001293', '0.20')),
    device('tracker-van-istanbul', 'tracker', data('0.402118', '2.00'), data('0.610992', '2.00'), {
      connection: { operator: 'Bosporus Mobil', country: 'tr', technology: '4G' },
    }),
    device('tracker-bike-30', 'tracker, rental', data('0.205110', '0.15'), data('0.871503', '0.15')),
    device('Kühlcontainer Süd ❄️ 4', 'tracker, Kühlkette', data('2.210000', '2.00'), data('1.104221', '2.00')),
  ];
}

function meters(): Device[] {
  return [
    device('meter-water-0107', 'Meter, water', undefined, data('0.214408', '0.10')),
    device('meter-water-0109', 'meter, water', data('25.000000', '0.20'), data('0.398110', '0.20')),
    device('meter-gas-0212', 'meter,gas', data('15.992000', '0.25'), data('11.300127', '0.25')),
    device('meter-heat-0302', 'METER', data('20.000000', '0.20'), data('14.250663', '0.20')),
    device('meter-power-0401', '', data('1.207763', '0.10'), data('1.510204', '0.10')),
  ];
}

function gateways(): Device[] {
  return [
    device('gateway-windpark-a', 'Gateway', data('6.018845', '0.25'), data('7.551290', '0.25')),
    device(
      'gateway-farm-12',
      'Customer A, Project B, Device C, Version 0.1',
      data('3.660517', '0.20'),
      data('4.407128', '0.20'),
    ),
    device('gateway-lab', null, undefined, undefined),
    device('logger-cold-store-7', 'gateway, cold-store', data('118.402816', '0.25'), data('3.588014', '0.25')),
  ];
}

function chargers(): Device[] {
  return [
    device('ev-charger-depot-2', 'ev-charger, depot', data('18.480000', '0.25'), data('8.870105', '0.25'), {
      status: 'Disabled',
    }),
  ];
}

function alarmPanels(): Device[] {
  return [
    device('alarm-panel-elevator-5', 'alarm', sms('12'), sms('14')),
    device('alarm-panel-greenhouse', 'alarm, greenhouse', sms('214', '0.07', { costAs: 'string' }), sms('9')),
  ];
}

/** Devices with unusual answers of emnify, one for each case. */
function oddOnes(last: Period): Device[] {
  return [
    device(
      'gateway-pooled-tariff',
      'gateway',
      { data: { volume: '84.204117', cost: null } },
      { data: { volume: '79.118240', cost: null } },
      {
        tariffProfile: 'Global Multi-Inclusive EUR',
      },
    ),
    device('tracker-ship-atlantic', 'tracker, ship', { ...data('6.400000', '0.20', { currency: 'USD' }), ...sms('4') }),
    device(
      'buoy-north-sea-1',
      'buoy',
      { ...data('3.100000', '0.15'), sat_geo_data: figures('2.600000', '2.00') },
      data('4.203311', '0.15'),
    ),
    device('tracker-without-sim-21', 'tracker', undefined, undefined, { noSim: true }),
    device('tracker-retired-009', 'tracker', undefined, data('0.803312', '0.20'), { statsStatus: 404 }),
    device('meter-power-0403', 'meter', data('9.004120', '0.25', { month: last }), data('9.004120', '0.25')),
    device(
      'gateway-district-heating-plant-south-east-building-14-basement-control-cabinet-B-rack-2-slot-7-replacement-unit-installed-after-the-flood-of-2021',
      'gateway, heating',
      data('6.510027', '0.20'),
      data('7.900418', '0.20'),
    ),
  ];
}
