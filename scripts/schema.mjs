/** `node scripts/schema.mjs`: writes docs/query.schema.json from the types in src/query. */
import fs from 'node:fs';
import { SCHEMA_FILE, schemaText } from './lib/schema.mjs';

fs.writeFileSync(SCHEMA_FILE, schemaText());
