import path from 'node:path';
import CopyWebpackPlugin from 'copy-webpack-plugin';
import type { Configuration, RuleSetRule } from 'webpack';
import { merge } from 'webpack-merge';
import grafanaConfig, { type Env } from './.config/webpack/webpack.config.ts';
import { LocalesPlugin } from './scripts/lib/locales.mjs';
import datasource from './src/datasource/plugin.json' with { type: 'json' };

/** Offered for import on the data source's own page. */
const dashboards = datasource.includes.map(({ path: file }) => file);

/** Grafana's build, plus what it does not copy: logos and dashboards of the nested plugins, and texts in every language. */
const config = async (env: Env): Promise<Configuration> => {
  const base = await grafanaConfig(env);
  return merge(
    { ...base, module: { ...base.module, rules: base.module?.rules?.map(withAutomaticJsx) } },
    {
      plugins: [
        new CopyWebpackPlugin({
          patterns: [
            { from: '{datasource,panels/*}/img/**/*', to: '.' },
            ...dashboards.map((file) => ({
              from: path.join(import.meta.dirname, 'provisioning', file),
              to: path.join('datasource', file),
            })),
          ],
        }),
        new LocalesPlugin(),
      ],
    }
  );
};

/** JSX through `react/jsx-runtime`, which Grafana shares, as the type checker reads it: no file imports React for it. */
function withAutomaticJsx<Rule extends RuleSetRule | false | null | undefined | 0 | '' | '...'>(rule: Rule): Rule {
  const use = typeof rule === 'object' && rule !== null ? rule.use : undefined;
  if (typeof use !== 'object' || Array.isArray(use) || use?.loader !== 'swc-loader') {
    return rule;
  }
  const transform = { react: { runtime: 'automatic' } };
  return merge<object>(rule, { use: { options: { jsc: { transform } } } }) as Rule;
}

export default config;
