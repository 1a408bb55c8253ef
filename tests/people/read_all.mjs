// Reads every table of a folder with hyparquet and prints, as JSON, its rows, columns and the kinds of values:
// `node read_all.mjs FOLDER`. Run by test_readers.py.
import { readdirSync } from "node:fs";
import { asyncBufferFromFile, parquetReadObjects } from "hyparquet";
import { compressors } from "hyparquet-compressors";

const kind = (value) => (value instanceof Date ? "date" : typeof value);
const tables = {};
for (const name of readdirSync(process.argv[2]).filter((name) => name.endsWith(".parquet")).sort()) {
  const file = await asyncBufferFromFile(`${process.argv[2]}/${name}`);
  const rows = await parquetReadObjects({ file, compressors });
  const kinds = {};
  for (const row of rows) {
    for (const [column, value] of Object.entries(row)) {
      if (value !== null && value !== undefined) kinds[column] = [...new Set([...(kinds[column] ?? []), kind(value)])];
    }
  }
  tables[name.replace(".parquet", "")] = { rows: rows.length, kinds };
}
console.log(JSON.stringify(tables));
