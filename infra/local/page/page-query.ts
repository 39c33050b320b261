import { endpointId } from '../../../functions/domain/costs/endpoint.ts';
import { FLEET_SORTS, type PageQuery } from '../../../functions/domain/page/views.ts';
import type { ListName } from '../../../functions/domain/records/fleet-view.ts';

/** The view that an address asks for; the fleet where it asks for none that there is. */
export function queryIn(parameters: URLSearchParams): PageQuery {
  const view = parameters.get('view');
  const endpoint = endpointId(parameters.get('endpoint') ?? '');
  if (view === 'device' && endpoint !== undefined) return { view, endpoint };
  if (view === 'messages' || view === 'health') return { view };
  const sort = FLEET_SORTS.find((each) => each === parameters.get('sort')) ?? 'urgency';
  const search = parameters.get('field') === 'list' ? '' : (parameters.get('search') ?? '').trim();
  const list = (search === '' && parameters.get('list')) || 'all';
  return { view: 'fleet', list: list as ListName, sort, ...(search !== '' && { search }) };
}
