// Reads PromQL with the grammar of Prometheus' own user interface, and tells what each expression
// asks for: which metrics, with which matchers, inside which function, and by which labels it groups
// what.
//
// node read.mjs <npm folder> <file with a JSON array of expressions>
//
// Writes a JSON array with one object for each expression; one that is no PromQL has "error".

import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';

const [npmFolder, file] = process.argv.slice(2);
const { parser } = createRequire(join(resolve(npmFolder), 'package.json'))('@prometheus-io/lezer-promql');

function unquoted(literal) {
  const inner = literal.slice(1, -1);
  switch (literal[0]) {
    case '`':
      return inner;
    case "'":
      return JSON.parse(`"${inner.replace(/\\'/g, "'").replace(/"/g, '\\"')}"`);
    default:
      return JSON.parse(literal);
  }
}

function read(text) {
  const selectors = [];
  const groupings = [];
  let error;

  const textOf = (node) => text.slice(node.from, node.to);
  const labelsOf = (node) => node.getChildren('LabelName').map(textOf);

  function matchers(selector) {
    const all = selector.getChild('LabelMatchers')?.getChildren('UnquotedLabelMatcher') ?? [];
    return all.map((matcher) => ({
      label: textOf(matcher.getChild('LabelName')),
      op: textOf(matcher.getChild('MatchOp')),
      value: unquoted(textOf(matcher.getChild('StringLiteral'))),
    }));
  }

  // Each side of a binary expression needs the labels that the two are matched by.
  function groupOver(node, labels) {
    const before = selectors.length;
    visit(node, undefined);
    groupings.push({ labels, selectors: range(before, selectors.length) });
  }

  function visit(node, func) {
    if (node.type.isError) {
      error ??= `at ${node.from}: ${text.slice(Math.max(0, node.from - 20), node.from)}<here>`;
      return;
    }
    switch (node.name) {
      case 'VectorSelector': {
        const name = node.getChild('Identifier');
        selectors.push({ name: name ? textOf(name) : '', matchers: matchers(node), in: func ?? '' });
        return children(node, func);
      }
      case 'FunctionCall':
        return children(node, textOf(node.getChild('FunctionIdentifier')));
      case 'AggregateExpr': {
        const before = selectors.length;
        children(node, undefined);
        const by = node.getChild('AggregateModifier')?.getChild('GroupingLabels');
        if (by) {
          groupings.push({ labels: labelsOf(by), selectors: range(before, selectors.length) });
        }
        return;
      }
      case 'BinaryExpr': {
        const clause = node.getChild('MatchingModifierClause');
        const lists = clause?.getChildren('GroupingLabels') ?? [];
        for (let child = node.firstChild; child; child = child.nextSibling) {
          if (lists.length > 0 && (child.from === node.from || child.to === node.to)) {
            groupOver(child, labelsOf(lists[0]));
          } else {
            visit(child, undefined);
          }
        }
        return;
      }
      default:
        return children(node, func);
    }
  }

  function children(node, func) {
    for (let child = node.firstChild; child; child = child.nextSibling) {
      visit(child, func);
    }
  }

  visit(parser.parse(text).topNode, undefined);
  return error ? { error } : { selectors, groupings };
}

function range(from, to) {
  return Array.from({ length: to - from }, (_, i) => from + i);
}

console.log(JSON.stringify(JSON.parse(readFileSync(file, 'utf8')).map(read)));
