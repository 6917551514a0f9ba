// Compiles every contract in the named folders with the solc of the npm folder, and writes one
// <Contract>.json with "abi" and "bytecode" for each. A warning is an error.
//
// node compile.mjs <npm folder> <output folder> <root> <source folder, relative to root>...

import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';

const [npmFolder, output, root, ...folders] = process.argv.slice(2);
const solc = createRequire(join(resolve(npmFolder), 'package.json'))('solc');

// Sources are named by their path in the repository, so that imports mean the same to an editor.
const sources = {};
for (const folder of folders) {
  for (const file of readdirSync(join(root, folder)).filter((name) => name.endsWith('.sol')).sort()) {
    sources[`${folder}/${file}`] = { content: readFileSync(join(root, folder, file), 'utf8') };
  }
}

const result = JSON.parse(
  solc.compile(
    JSON.stringify({
      language: 'Solidity',
      sources,
      settings: {
        optimizer: { enabled: true, runs: 200 },
        // The newest rules that every chain of note runs, layer 2 included.
        evmVersion: 'shanghai',
        outputSelection: { '*': { '*': ['abi', 'evm.bytecode.object'] } },
      },
    }),
  ),
);

if (result.errors?.length) {
  for (const error of result.errors) {
    console.error(error.formattedMessage);
  }
  process.exit(1);
}

rmSync(output, { recursive: true, force: true });
mkdirSync(output, { recursive: true });
for (const contracts of Object.values(result.contracts)) {
  for (const [name, { abi, evm }] of Object.entries(contracts)) {
    if (evm.bytecode.object) {
      const artifact = { abi, bytecode: `0x${evm.bytecode.object}` };
      writeFileSync(join(output, `${name}.json`), JSON.stringify(artifact, null, 1));
    }
  }
}
