package io.novakms.admin;

import io.novakms.testing.TestNode;
import javax.management.MBeanServer;

/** The MXBean of a test node. */
final class AdminNode {
  private AdminNode() {}

  /** Shows {@code node} in {@code server}. */
  static Registration register(MBeanServer server, TestNode node) {
    return Registration.of(
        server, new NodeBean(node.observer, operations(node), node.config, node.custody));
  }

  private static NodeOperations operations(TestNode node) {
    return new NodeOperations(
        node.maintenance, node.heart.gate(), node.backups, node.vouching, node.audit);
  }
}
