package io.novakms.admin;

import io.novakms.audit.AuditLog;
import io.novakms.testing.TestNode;
import io.novakms.testing.TestSettings;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.time.Clock;
import java.util.Map;
import java.util.logging.ConsoleHandler;
import java.util.logging.Formatter;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/**
 * A process with a node in the platform's MBean server, and no more: whether it can be reached from
 * outside, the options of its JVM say. It prints the audit log, and ends with its standard input.
 */
final class RemoteNode {
  /** What it prints when it can be asked. */
  static final String READY = "the node is there";

  private RemoteNode() {}

  public static void main(String[] args) throws IOException {
    ConsoleHandler printed = new ConsoleHandler();
    printed.setFormatter(
        new Formatter() {
          @Override
          public String format(LogRecord line) {
            return line.getMessage() + System.lineSeparator();
          }
        });
    Logger audit = Logger.getLogger(AuditLog.LOGGER);
    audit.setUseParentHandlers(false);
    audit.addHandler(printed);
    TestNode node =
        new TestNode(
            TestSettings.with(Map.of("KMS_NODE_TICK_SECONDS", "3600")),
            Clock.systemUTC(),
            System::nanoTime,
            Runnable::run);
    node.members();
    node.heart.open();
    try (Registration registration =
        AdminNode.register(ManagementFactory.getPlatformMBeanServer(), node)) {
      System.err.println(registration == null ? "" : READY);
      while (System.in.read() >= 0) {
        // Until the test closes the other end.
      }
    }
    System.exit(0);
  }
}
