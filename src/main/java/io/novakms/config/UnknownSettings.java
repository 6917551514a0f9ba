package io.novakms.config;

import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.eclipse.microprofile.config.Config;

/** Finds {@code KMS_*} settings that this node does not know: most are misspelt. */
final class UnknownSettings {
  private static final String PREFIX = "KMS_";

  private static final Pattern WORDS = Pattern.compile("_");

  // What Kubernetes sets in every container for a service whose name starts with "kms".
  private static final Pattern KUBERNETES =
      Pattern.compile(
          "KMS_(.+_)?(SERVICE_HOST|SERVICE_PORT(_.+)?|PORT_[0-9]+_(TCP|UDP|SCTP)(_.+)?)");
  private static final Pattern KUBERNETES_PORT = Pattern.compile("KMS_(.+_)?PORT");
  private static final Pattern SERVICE_URL = Pattern.compile("(tcp|udp|sctp)://.*");

  private final Set<String> known = new LinkedHashSet<>();

  UnknownSettings(List<Setting<?>> settings) {
    for (Setting<?> setting : settings) {
      known.add(setting.name());
      setting.alias().ifPresent(known::add);
    }
  }

  /** One warning for each unknown setting, by name. Their values are not shown. */
  List<String> warnings(Config config) {
    Set<String> unknown = new LinkedHashSet<>();
    for (String name : config.getPropertyNames()) {
      if (name.startsWith(PREFIX) && !known.contains(name) && !isFromKubernetes(config, name)) {
        unknown.add(name);
      }
    }
    return unknown.stream().sorted().map(this::warning).toList();
  }

  private String warning(String name) {
    return name
        + " is not a setting of this node and has no effect"
        + nearest(name).map(near -> "; did you mean " + near + "?").orElse("");
  }

  // Some settings carry the prefix and some do not, so its presence counts for nothing.
  private Optional<String> nearest(String name) {
    return known.stream()
        .min(Comparator.comparingInt(candidate -> distance(bare(name), bare(candidate))))
        .filter(near -> distance(bare(name), bare(near)) <= bare(name).length() / 3)
        .or(() -> sharingWords(name));
  }

  private Optional<String> sharingWords(String name) {
    return known.stream()
        .filter(candidate -> sharedWords(name, candidate) > 0)
        .max(
            Comparator.<String>comparingLong(candidate -> sharedWords(name, candidate))
                .thenComparing(candidate -> -distance(bare(name), bare(candidate))));
  }

  private static long sharedWords(String a, String b) {
    Set<String> words = Set.of(WORDS.split(bare(b)));
    return WORDS.splitAsStream(bare(a)).distinct().filter(words::contains).count();
  }

  private static String bare(String name) {
    return name.startsWith(PREFIX) ? name.substring(PREFIX.length()) : name;
  }

  private static boolean isFromKubernetes(Config config, String name) {
    return KUBERNETES.matcher(name).matches()
        || KUBERNETES_PORT.matcher(name).matches()
            && Stream.ofNullable(config.getConfigValue(name).getRawValue())
                .anyMatch(value -> SERVICE_URL.matcher(value).matches());
  }

  /** How many letters have to be put in, taken out or changed (Levenshtein). */
  private static int distance(String a, String b) {
    int[] row = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      row[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int changed = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(changed, 1 + Math.min(row[j], row[j - 1]));
      }
    }
    return row[b.length()];
  }
}
