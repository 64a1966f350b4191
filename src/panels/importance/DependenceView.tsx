import { type ComponentProps, useContext, useMemo } from 'react';
import { PanelScopeContext } from '../../components/figure/panelScope';
import { keptParam, useKept } from '../../components/interaction/useKept';
import { COLOR_PICKER_HEIGHT, ColorPicker } from './ColorPicker';
import { DependenceChart } from './DependenceChart';
import { readDependence } from './readDependence';
import { dependenceTarget, useColoredBy } from './useColoredBy';

/** Lower pictures keep all of their room. */
const PICKER_FROM = 300;

function colorOf(given: unknown): { column: string; colorBy: string } | undefined {
  const { column, colorBy }: { column?: unknown; colorBy?: unknown } =
    typeof given === 'object' && given !== null ? given : {};
  return typeof column === 'string' && typeof colorBy === 'string' ? { column, colorBy } : undefined;
}

/** A dependence whose colours can be those of another column. */
export function DependenceView(props: ComponentProps<typeof DependenceChart>) {
  const { data, height } = props;
  const { request } = useContext(PanelScopeContext);
  const { refId } = data.frame;
  const { title } = props;
  const { choice: chosen, choose: setChosen } = useKept({
    param: useMemo(() => keptParam('imp-color', title, request), [title, request]),
    read: colorOf,
  });
  // Of another column the choice says nothing.
  const colorBy = chosen?.column === data.column ? chosen.colorBy : undefined;
  const answer = useColoredBy(request, refId, colorBy);
  const colored = useMemo(() => (answer.state === 'done' ? readDependence(answer.series) : undefined), [answer]);
  const shown = colored ?? data;
  const hasPicker =
    height >= PICKER_FROM && data.interactions.length > 0 && dependenceTarget(request, refId) !== undefined;
  return (
    <>
      {hasPicker && (
        <ColorPicker
          width={props.width}
          interactions={data.interactions}
          colorBy={colored ? colored.colorBy : data.colorBy}
          state={answer}
          onChoose={(column) => setChosen({ column: data.column, colorBy: column })}
        />
      )}
      <DependenceChart
        // What is selected of one column says nothing of another.
        key={data.column}
        {...props}
        height={hasPicker ? height - COLOR_PICKER_HEIGHT : height}
        // Links and units are those that the panel's own frames were given.
        data={colored ? { ...shown, field: data.field, frame: data.frame, lines: data.lines } : data}
      />
    </>
  );
}
