// Reads derivations (`lrnn derive --format json`) from the files named and lets KaTeX parse every equation, strictly.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const katex = createRequire(process.argv[2] + '/')('katex');
let equations = 0, failures = 0;
for (const file of process.argv.slice(3)) {
  const derivation = JSON.parse(readFileSync(file, 'utf8'));
  for (const [section, { equations: list }] of Object.entries(derivation.sections)) {
    for (const { name, latex } of list) {
      equations++;
      try {
        katex.renderToString(latex, { throwOnError: true, strict: 'error', displayMode: true });
      } catch (error) {
        failures++;
        console.error(`${derivation.task}, ${section}, ${name}: ${error.message}\n  ${latex}`);
      }
    }
  }
}
console.log(`KaTeX: ${equations} equations of ${process.argv.length - 3} derivations, ${failures} refused`);
process.exit(failures === 0 && equations > 0 ? 0 : 1);
