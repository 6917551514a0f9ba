package io.novakms.bench;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * How to measure: system properties, which {@code mvn -Pbench} passes on.
 *
 * @param parts {@code bench.parts}: which, separated by commas; all by default
 * @param only {@code bench.only}: a regular expression for the names of benchmarks of JMH, and of
 *     requests of the load driver
 * @param seconds {@code bench.seconds}: how long one measurement takes
 * @param measurements {@code bench.measurements}: how many of each
 * @param load {@code bench.load.seconds}: how long the load driver measures each kind of request
 * @param warmUp {@code bench.load.warmup}: how many requests warm the node up before
 * @param threads {@code bench.load.threads}: requests under way at once
 * @param identities {@code bench.load.identities}: instances of apps that send them
 * @param tees {@code bench.load.tee}: where the measured node has its keys, {@code keystore} by
 *     default, {@code capsule}, or both
 * @param tls {@code bench.load.tls}: whether they come over HTTPS; always where a node in an
 *     enclave is measured, which serves nothing else
 * @param nodeOptions {@code bench.load.java}: further options of the node's JVM, by blanks
 * @param peers {@code bench.tick.peers}: how many a tick has to look at
 * @param directory where the results go
 */
record Settings(
    Set<String> parts,
    String only,
    int seconds,
    int measurements,
    int load,
    int warmUp,
    int threads,
    int identities,
    Set<NodeTee> tees,
    boolean tls,
    String nodeOptions,
    int peers,
    Path directory) {
  static Settings ofSystemProperties(List<String> allParts) {
    String parts = System.getProperty("bench.parts", "");
    Set<String> chosen =
        new LinkedHashSet<>(parts.isBlank() ? allParts : Arrays.asList(parts.trim().split(",")));
    if (!allParts.containsAll(chosen)) {
      throw new IllegalArgumentException("bench.parts may have " + String.join(",", allParts));
    }
    Set<NodeTee> tees = NodeTee.parse(System.getProperty("bench.load.tee", ""));
    return new Settings(
        chosen,
        System.getProperty("bench.only", ".*"),
        Integer.getInteger("bench.seconds", 1),
        Integer.getInteger("bench.measurements", 3),
        Integer.getInteger("bench.load.seconds", 10),
        Integer.getInteger("bench.load.warmup", 90_000),
        Integer.getInteger("bench.load.threads", 16),
        Integer.getInteger("bench.load.identities", 8),
        tees,
        Boolean.getBoolean("bench.load.tls") || tees.contains(NodeTee.CAPSULE),
        System.getProperty("bench.load.java", ""),
        Integer.getInteger("bench.tick.peers", 1000),
        Path.of(System.getProperty("bench.directory", "target/bench")));
  }
}
