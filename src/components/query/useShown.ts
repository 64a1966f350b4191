import { applyFieldOverrides, type DataFrame, type PanelProps } from '@grafana/data';
import { useTheme2 } from '@grafana/ui';
import { useMemo } from 'react';
import { type Answer } from './useAnswers';

/** Frames that the panel asked for itself, with the field options of the panel. */
export function useShown(
  { fieldConfig, replaceVariables, timeZone }: Pick<PanelProps, 'fieldConfig' | 'replaceVariables' | 'timeZone'>,
  answer: Answer | undefined
): DataFrame[] {
  const theme = useTheme2();
  const series = answer?.state === 'done' ? answer.series : undefined;
  return useMemo(
    () => applyFieldOverrides({ data: series ?? [], fieldConfig, replaceVariables, theme, timeZone }),
    [series, fieldConfig, replaceVariables, theme, timeZone]
  );
}
