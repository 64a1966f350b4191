/** What Grafana draws around a plugin's page: title, tabs, actions. */
import { type PluginPageProps } from '@grafana/runtime';
import { Stack, Tab, TabsBar, Text } from '@grafana/ui';

export function WorkbenchPage({ pageNav, actions, subTitle, renderTitle, children }: PluginPageProps) {
  const title = pageNav?.text ?? '';
  const tabs = pageNav?.children ?? [];
  const parents = pageNav?.parentItem ? [pageNav.parentItem] : [];
  return (
    <Stack direction="column" gap={2}>
      {parents.map((parent) => (
        <nav key={parent.text} aria-label="Breadcrumbs">
          <a href={parent.url}>{parent.text}</a>
        </nav>
      ))}
      <Stack justifyContent="space-between" wrap="wrap">
        {renderTitle ? renderTitle(title) : <Text element="h1">{title}</Text>}
        <Stack>{actions}</Stack>
      </Stack>
      {subTitle}
      {tabs.length > 0 && (
        <TabsBar>
          {tabs.map((tab) => (
            <Tab key={tab.text} label={tab.text} active={tab.active} href={tab.url} counter={tab.tabCounter} />
          ))}
        </TabsBar>
      )}
      {children}
    </Stack>
  );
}
