import { CoreApp, type QueryEditorProps } from '@grafana/data';
import { t } from '@grafana/i18n';
import { RadioButtonGroup, Stack } from '@grafana/ui';
import { useRef } from 'react';
import { type PlumblineQuery } from '../../query/model';
import { type PlumblineDataSource } from '../datasource';
import { withQueryType, withRule } from '../defaults';
import { liftQuery } from '../lift';
import { canFollow } from '../live/channels';
import { type PlumblineOptions } from '../types';
import { formatSql } from '../sql/format';
import { problemsOf } from '../validate';
import { Builder } from './Builder';
import { statementToTakeOver } from './ExecutedSql';
import { LiveSwitch } from './LiveSwitch';
import { SqlFields } from './SqlFields';

type Props = QueryEditorProps<PlumblineDataSource, PlumblineQuery, PlumblineOptions>;
type Mode = 'builder' | 'sql';

/** Builder of every analysis, and SQL. Switching between the two keeps what was written on the other side. */
export function QueryEditor({ datasource, query: saved, onChange, onRunQuery, app, data, range }: Props) {
  const lifted = withRule(liftQuery(saved));
  const query: PlumblineQuery = lifted.queryType
    ? lifted
    : ({ ...datasource.getDefaultQuery(app), ...withoutEmpty(lifted) } as PlumblineQuery);
  const other = useRef<PlumblineQuery | undefined>(undefined);
  const mode: Mode = query.queryType === 'sql' ? 'sql' : 'builder';

  const apply = (next: PlumblineQuery) => {
    onChange(next);
    if (Object.keys(problemsOf(next)).length === 0) {
      onRunQuery();
    }
  };
  const switchMode = (next: Mode) => {
    const kept = other.current;
    other.current = query;
    onChange(kept ?? withQueryType(query, next === 'sql' ? 'sql' : 'drift'));
  };
  const takeOver = (executed: string) => {
    const sql = statementToTakeOver(executed) ?? executed;
    const { refId, hide, key, datasource: source, live } = query;
    other.current = query;
    apply({
      refId,
      hide,
      key,
      datasource: source,
      ...(live ? { live } : {}),
      queryType: 'sql',
      rawSql: formatSql(sql),
      format: 'table',
    });
  };

  return (
    <Stack direction="column" gap={2}>
      <Stack justifyContent="flex-end" alignItems="center" gap={2}>
        {!isAlerting(app) && canFollow(query) && (
          <LiveSwitch value={query.live ?? false} onChange={(live) => apply({ ...query, live })} />
        )}
        <RadioButtonGroup<Mode>
          size="sm"
          value={mode}
          options={[
            { value: 'builder', label: t('datasource.mode.builder', 'Builder') },
            {
              value: 'sql',
              label: t('datasource.mode.sql', 'SQL'),
              description:
                datasource.rawSql === 'off'
                  ? t('datasource.mode.sql-off', 'Switched off in the settings of this data source')
                  : undefined,
            },
          ]}
          disabledOptions={datasource.rawSql === 'off' && mode !== 'sql' ? ['sql'] : []}
          onChange={switchMode}
        />
      </Stack>
      {query.queryType === 'sql' ? (
        <SqlFields
          query={query}
          catalogue={datasource.catalogue}
          data={data}
          onChange={onChange}
          onRunQuery={onRunQuery}
        />
      ) : (
        <Builder
          datasource={datasource}
          query={query}
          data={data}
          range={range}
          onChange={apply}
          onTakeOver={datasource.rawSql === 'off' ? undefined : takeOver}
        />
      )}
    </Stack>
  );
}

/** A rule is evaluated by the clock. */
const isAlerting = (app: Props['app']): boolean => app === CoreApp.UnifiedAlerting || app === CoreApp.CloudAlerting;

/** Grafana hands a new query over with nothing but a refId and maybe a data source. */
function withoutEmpty(query: PlumblineQuery): Partial<PlumblineQuery> {
  return Object.fromEntries(Object.entries(query).filter(([, value]) => value !== undefined));
}
