import { type ComponentProps, useContext, useMemo, useState } from 'react';
import { PanelScopeContext } from '../../components/figure/panelScope';
import { COLOR_PICKER_HEIGHT, ColorPicker } from './ColorPicker';
import { DependenceChart } from './DependenceChart';
import { readDependence } from './readDependence';
import { dependenceTarget, useColoredBy } from './useColoredBy';

/** Lower pictures keep all of their room. */
const PICKER_FROM = 300;

/** A dependence whose colours can be those of another column. */
export function DependenceView(props: ComponentProps<typeof DependenceChart>) {
  const { data, height } = props;
  const { request } = useContext(PanelScopeContext);
  const { refId } = data.frame;
  const [chosen, setChosen] = useState<{ column: string; colorBy: string }>();
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
