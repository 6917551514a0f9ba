/**
 * Benchmarks: {@code mvn -Pbench}. What each one measures, and what came out, is in {@code
 * docs/benchmarks.md}. No part of the node, nor of its tests.
 */
package io.novakms.bench;
