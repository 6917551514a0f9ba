package io.novakms.bench;

import io.novakms.sync.push.CountedWrite;

/**
 * How many messages a write costs until all members hold it, counted between replicas in memory;
 * one to each other member is what it has to be.
 */
final class MessagesPart implements Part {
  private static final int[] SIZES = {3, 10, 50};

  @Override
  public String name() {
    return "messages";
  }

  @Override
  public void measure(Settings settings, Report report) {
    double most = 0;
    for (int size : SIZES) {
      int messages = CountedWrite.messages(size);
      report.add(Figure.of(name(), "a write, " + size + " members", messages, "messages"));
      most = Math.max(most, (double) messages / (size - 1));
    }
    report.add(Target.below("messages of a write for each other member", 1.001, most, ""));
  }
}
