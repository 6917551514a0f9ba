// Prints, as JSON, what a linter says of a Dockerfile, and its instructions as a parser sees them.
//   node dockerfile.mjs NPM_FOLDER DOCKERFILE
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join, resolve } from "node:path";

const [npm, file] = process.argv.slice(2);
const require = createRequire(join(resolve(npm), "package.json"));
const { validate } = require("dockerfile-utils");
const { DockerfileParser } = require("dockerfile-ast");

const text = readFileSync(file, "utf8");
const said = validate(text).map((fault) => `${fault.range.start.line + 1}: ${fault.message}`);
const instructions = DockerfileParser.parse(text)
  .getInstructions()
  .map((one) => ({ keyword: one.getKeyword(), arguments: one.getRawArgumentsContent() ?? "" }));
console.log(JSON.stringify({ said, instructions }));
