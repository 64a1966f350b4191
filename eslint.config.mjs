import { defineConfig } from 'eslint/config';
import importX from 'eslint-plugin-import-x';
import baseConfig from './.config/eslint.config.mjs';

/** Who may import whom. A room that is not named in `from` is closed to the target. */
const rooms = [
  { target: './src/query', from: './src', except: ['./query'], message: 'query/ imports nobody.' },
  {
    target: './src/backend/statistics',
    from: './src',
    except: ['./backend/statistics'],
    message: 'statistics/ is pure mathematics.',
  },
  {
    target: './src/backend/grafana',
    from: './src',
    except: ['./backend/grafana'],
    message: 'grafana/ knows nothing of machine learning.',
  },
  {
    target: './src/backend/store',
    from: './src',
    except: ['./backend/store', './backend/statistics', './query'],
    message: 'store/ may use statistics/ and query/.',
  },
  {
    target: './src/backend/sql',
    from: './src',
    except: [
      './backend/sql',
      './backend/store',
      './query',
      './backend/grafana/frame.ts',
      './backend/grafana/columns.ts',
    ],
    message: 'sql/ may use store/ and query/.',
  },
  {
    target: './src/backend/analyses',
    from: './src',
    except: [
      './backend/analyses',
      './backend/store',
      './backend/statistics',
      './backend/sql',
      './backend/grafana/frame.ts',
      './query',
    ],
    message: 'analyses/ may use store/, statistics/, sql/ and query/.',
  },
  {
    target: './src/panels',
    from: './src',
    except: ['./panels', './components', './query'],
    message: 'Panels know frames, never SQL.',
  },
  ...['cohorts', 'driftheatmap', 'importance'].map((panel) => ({
    target: `./src/panels/${panel}`,
    from: './src/panels',
    except: [`./${panel}`],
    message: 'What two panels use belongs in components/.',
  })),
  {
    target: './src/components',
    from: './src',
    except: ['./components', './query'],
    message: 'components/ may use query/.',
  },
  {
    target: './src/datasource',
    from: './src',
    except: ['./datasource', './components', './query'],
    message: 'datasource/ may use components/ and query/.',
  },
  {
    target: './src/app',
    from: './src',
    except: ['./app', './components', './query', './plugin.json'],
    message: 'app/ may use components/ and query/.',
  },
];

export default defineConfig([
  {
    ignores: [
      '**/node_modules/',
      '**/dist/',
      '.plumbline/',
      '**/coverage/',
      'test-results/',
      'playwright-report/',
      '.config/',
    ],
  },
  ...baseConfig,
  {
    files: ['src/**/*.{ts,tsx}', 'tests/**/*.{ts,tsx}', 'scripts/**/*.{ts,mjs}'],
    plugins: { 'import-x': importX },
    settings: { 'import-x/resolver': { typescript: true, node: true } },
    rules: {
      'import-x/no-restricted-paths': ['error', { zones: rooms, basePath: import.meta.dirname }],
      'import-x/no-cycle': ['error', { maxDepth: 4 }],
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'inline-type-imports' }],
      'no-console': 'error',
      // The automatic JSX runtime needs no React in scope.
      'react/react-in-jsx-scope': 'off',
    },
  },
  {
    files: ['src/**/*.tsx'],
    rules: {
      'no-restricted-syntax': [
        'error',
        {
          selector: "TSPropertySignature[key.name='ref']",
          message: "Grafana 12 runs React 18, which hands no 'ref' to a component: give the property another name.",
        },
      ],
    },
  },
  { files: ['scripts/**', 'tests/**'], rules: { 'no-console': 'off' } },
]);
