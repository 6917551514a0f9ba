package io.novakms.bench;

import java.util.List;

/**
 * Memory of a record, of a million, beyond its ciphertext and its key: what the heap grew by, in a
 * JVM of its own ({@link MemoryMain}). The digest is what nodes compare with each other.
 */
final class MemoryPart implements Part {
  static final String WRITTEN = "record that was written here";
  static final String MERGED = "record that a peer sent, seen by 3 nodes";
  static final String DIGESTED = "record that a peer sent, in the digest, too";

  @Override
  public String name() {
    return "memory";
  }

  @Override
  public void measure(Settings settings, Report report) {
    report.add(Figure.of(name(), WRITTEN, run("written"), "bytes"));
    report.add(Figure.of(name(), MERGED, run("merged"), "bytes"));
    report.add(Figure.of(name(), DIGESTED, run("digested"), "bytes"));
    double most = Math.max(report.figure(WRITTEN).value(), report.figure(DIGESTED).value());
    report.add(Target.below("memory per record beyond its ciphertext and key", 300, most, "bytes"));
  }

  private static double run(String kind) {
    List<String> options = List.of("-Xmx2500m", "-XX:+UseSerialGC");
    return Double.parseDouble(OwnJvm.run(options, MemoryMain.class, kind).trim());
  }
}
