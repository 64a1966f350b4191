import { ActionType, type DataFrame, type Field, type InterpolateFunction } from '@grafana/data';
import { getBackendSrv } from '@grafana/runtime';
import { t } from '@grafana/i18n';
import { lastValueFrom } from 'rxjs';

/** Something that a field's configuration offers to do about a value, ready to run. */
export interface CardAction {
  title: string;
  /** Asked before it runs. */
  confirmation: string;
  run: () => Promise<void>;
}

/**
 * The actions of a field for one of its values. Those that ask for input are left to Grafana's own panels: there is no
 * place for a form in a card.
 *
 * @param at row of the frame that the value stands in.
 */
export function actionsOf(frame: DataFrame, field: Field, at: number, replace: InterpolateFunction): CardAction[] {
  const vars = { __dataContext: { value: { data: [frame], frame, field, rowIndex: at, frameIndex: 0 }, text: '' } };
  const fill = (text: string) => replace(text, vars);
  return (field.config.actions ?? [])
    .filter((action) => action.type === ActionType.Fetch && !action.variables?.length)
    .flatMap((action) => {
      const request = action[ActionType.Fetch];
      if (!request) {
        return [];
      }
      const title = fill(action.title);
      return [
        {
          title,
          confirmation: action.confirmation
            ? fill(action.confirmation)
            : t('plumbline.actions.confirm', 'Run {{title}}?', { title, interpolation: { escapeValue: false } }),
          run: async () => {
            const pairs = (list: Array<[string, string]> = []) =>
              Object.fromEntries(list.map(([name, value]) => [fill(name), fill(value)]));
            await lastValueFrom(
              getBackendSrv().fetch({
                url: fill(request.url),
                method: request.method,
                data: request.body && request.method !== 'GET' ? fill(request.body) : undefined,
                params: pairs(request.queryParams),
                // Grafana's own mark of requests that a person's action made.
                headers: { ...pairs(request.headers), 'X-Grafana-Action': '1' },
              })
            );
          },
        },
      ];
    });
}
