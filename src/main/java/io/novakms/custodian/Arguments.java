package io.novakms.custodian;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What stands on the command line.
 *
 * @param words what is no option
 * @param values of options that have one
 * @param flags options that have none
 */
record Arguments(List<String> words, Map<String, String> values, Set<String> flags) {
  private static final Set<String> WITH_VALUE = Set.of("--key", "--node", "--rpc");
  private static final Set<String> WITHOUT_VALUE = Set.of("--rehearse", "--yes");

  /** Takes copies. */
  Arguments {
    words = List.copyOf(words);
    values = Map.copyOf(values);
    flags = Set.copyOf(flags);
  }

  /**
   * Reads {@code line}.
   *
   * @throws ToolException where an option is unknown, given twice, or lacks its value
   */
  static Arguments parse(String... line) {
    List<String> words = new ArrayList<>();
    Map<String, String> values = new HashMap<>();
    Set<String> flags = new HashSet<>();
    for (int i = 0; i < line.length; i++) {
      String word = line[i];
      if (WITH_VALUE.contains(word)) {
        if (i + 1 == line.length || values.put(word, line[++i]) != null) {
          throw new ToolException(word + " needs one value");
        }
      } else if (WITHOUT_VALUE.contains(word)) {
        flags.add(word);
      } else if (word.startsWith("-")) {
        throw new ToolException("there is no option " + word);
      } else {
        words.add(word);
      }
    }
    return new Arguments(words, values, flags);
  }

  /** The word at {@code index}; empty where there are fewer. */
  Optional<String> word(int index) {
    return index < words.size() ? Optional.of(words.get(index)) : Optional.empty();
  }

  /** The value of {@code option}; empty where it is not given. */
  Optional<String> value(String option) {
    return Optional.ofNullable(values.get(option));
  }

  /**
   * The value of {@code option}.
   *
   * @throws ToolException where it is not given
   */
  String required(String option) {
    return value(option).orElseThrow(() -> new ToolException(option + " is needed"));
  }

  /** Whether {@code option} is given. */
  boolean has(String option) {
    return flags.contains(option);
  }
}
