import { type TimeZone } from '@grafana/schema';
import { t } from '@grafana/i18n';
import { LoadingPlaceholder } from '@grafana/ui';
import { type RefObject, useContext, useMemo } from 'react';
import { PanelScopeContext } from '../../components/figure/panelScope';
import { formatCount } from '../../components/format/number';
import { rangeOf } from '../../components/query/ask';
import { presentOf, useAnswers } from '../../components/query/useAnswers';
import { exploreUrl } from '../../components/selection/explore';
import { CardContent, type CardRow } from '../../components/tooltip/CardContent';
import { FloatingCard } from '../../components/tooltip/FloatingCard';
import { pairQuery } from './cellRecords';
import { type CellCohort, type CellPair, cohortText, columnsOf, readPair, spanOf } from './pair';
import { metricLine, metricTitle } from './pairText';
import { type Scene } from './scene';

interface Props {
  scene: Scene;
  pair: CellPair;
  /** Whether somebody chose them here: a card that a link opens leaves the keyboard where it is. */
  isOwn: boolean;
  container: RefObject<HTMLDivElement | null>;
  timeZone: TimeZone;
  onClose: () => void;
}

/** The records of two cells by the metrics of their model, once both are chosen. */
export function PairCard({ pair: { a, b }, ...card }: Props) {
  return a && b ? <Compared a={a} b={b} {...card} /> : null;
}

function Compared(props: Omit<Props, 'pair'> & Record<'a' | 'b', CellCohort>) {
  const { scene, a, b, isOwn, container, timeZone, onClose } = props;
  const { request, replace } = useContext(PanelScopeContext);
  const [from, to] = spanOf(a, b);
  const within = useMemo(() => request && { ...request, range: rangeOf(from, to) }, [request, from, to]);
  const asked = useMemo(() => pairQuery(request, a, b, replace), [request, a, b, replace]);
  const query = asked === 'apart' ? undefined : asked;
  const answers = useAnswers(
    within,
    useMemo(() => (query ? [query] : []), [query])
  );
  const answer = query && answers.get(query.refId);
  const present = answer && presentOf(answer);
  const found = present?.state === 'done' ? readPair(present.series) : undefined;
  const title = t('plumbline.pair.title', 'A against B');
  const text = t('plumbline.pair.names', 'A: {{a}} · B: {{b}}', {
    a: cohortText(a, timeZone),
    b: cohortText(b, timeZone),
    interpolation: { escapeValue: false },
  });
  const { view, geometry: g } = scene;
  const [first, last] = columnsOf(view, b) ?? [0, g.columns - 1];
  const anchor = {
    x: g.left + first * g.cellWidth,
    y: g.top,
    width: (last + 1 - first) * g.cellWidth,
    height: g.cellHeight,
  };
  return (
    <FloatingCard
      container={container}
      anchor={anchor}
      pinned
      takesFocus={isOwn}
      onClose={onClose}
      label={`${title}: ${text}`}
    >
      <CardContent
        title={title}
        subtitle={text}
        rows={found ? rowsOf(found) : []}
        note={asked === 'apart' ? apartText() : noteOf(present, found !== undefined)}
        pinned
        explore={query && exploreUrl(query, { from, to }, replace)}
      >
        {present?.state === 'loading' && (
          <LoadingPlaceholder text={t('plumbline.pair.asking', 'Comparing the records')} />
        )}
      </CardContent>
    </FloatingCard>
  );
}

function apartText(): string {
  return t(
    'plumbline.pair.apart',
    'These cells come from queries of different data sources, models, versions, environments or labels: one comparison can have only one of each.'
  );
}

function noteOf(present: ReturnType<typeof presentOf> | undefined, isFound: boolean): string | undefined {
  switch (present?.state) {
    case 'failed':
      return present.why;
    case 'done':
      return isFound ? undefined : t('plumbline.pair.none', 'The records have no metrics to compare.');
    default:
      return present
        ? undefined
        : t('plumbline.pair.nowhere', 'These cells come from a query that knows no such records.');
  }
}

function rowsOf({ nA, nB, metrics }: NonNullable<ReturnType<typeof readPair>>): CardRow[] {
  return [
    {
      label: t('plumbline.drift.n', 'Rows'),
      value: `${Number.isNaN(nA) ? '0' : formatCount(nA)} → ${Number.isNaN(nB) ? '0' : formatCount(nB)}`,
    },
    ...metrics.flatMap((metric): CardRow[] => {
      const { value, change } = metricLine(metric);
      return [
        { label: metricTitle(metric.metric), value, strong: true },
        ...(change ? [{ label: t('plumbline.pair.change', 'Change'), value: change }] : []),
      ];
    }),
  ];
}
