package io.novakms.registry.rpc;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;

/**
 * What to call providers in messages: by their host, and their port where the URL has one. Never by
 * user info, path or query, which often are a key.
 */
final class ProviderNames {
  private ProviderNames() {}

  /** One name for each of {@code urls}, no two alike. */
  static List<String> of(List<URI> urls) {
    if (urls.size() == 1) {
      return List.of(JsonRpc.NAME);
    }
    List<String> names = new ArrayList<>();
    for (URI url : urls) {
      String host = host(url);
      String name = host;
      for (int number = 2; names.contains(name); number++) {
        name = host + " (" + number + ")";
      }
      names.add(name);
    }
    return names;
  }

  /** The host of {@code url}, with its port where one is set. */
  static String host(URI url) {
    return url.getPort() < 0 ? url.getHost() : url.getHost() + ":" + url.getPort();
  }
}
