package io.novakms.bench;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;

/** Where a measured node has its keys. */
enum NodeTee {
  /** In a file of its own, outside an enclave. */
  KEYSTORE,
  /** Behind the Capsule API, whose emulator runs in another process, so its work is not counted. */
  CAPSULE;

  /** The ones that {@code names} has, separated by commas; {@link #KEYSTORE} where it is blank. */
  static Set<NodeTee> parse(String names) {
    Set<NodeTee> found = EnumSet.noneOf(NodeTee.class);
    Arrays.stream(names.split(","))
        .map(String::strip)
        .filter(name -> !name.isEmpty())
        .map(name -> valueOf(name.toUpperCase(Locale.ROOT)))
        .forEach(found::add);
    return found.isEmpty() ? EnumSet.of(KEYSTORE) : found;
  }

  /** In titles. */
  String title() {
    return name().toLowerCase(Locale.ROOT);
  }
}
