package io.novakms.http.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import io.novakms.model.KmsException;
import jakarta.servlet.http.HttpServletRequest;
import java.lang.reflect.Proxy;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** Any URI: it names a key, or none, or is refused; and every key can be named. */
class KeyInUriFuzzTest {
  @FuzzTest
  void namesAKeyOrNoneOrIsRefused(FuzzedDataProvider data) {
    String path = data.consumeString(60);
    String query = data.consumeBoolean() ? data.consumeString(60) : null;
    String key = data.consumeRemainingAsString();
    try {
      Optional<String> named = KeyInUri.of(request("/kms/data" + path, query));
      if (query == null && (path.isEmpty() || path.equals("/"))) {
        assertThat(named).isEmpty();
      }
    } catch (KmsException e) {
      assertThat(e.kind()).isEqualTo(KmsException.Kind.BAD_REQUEST);
    }
    if (StandardCharsets.UTF_8.newEncoder().canEncode(key)) {
      String encoded = URLEncoder.encode(key, StandardCharsets.UTF_8);
      assertThat(KeyInUri.of(request("/kms/data", "key=" + encoded))).contains(key);
    }
  }

  private static HttpServletRequest request(String uri, String query) {
    return (HttpServletRequest)
        Proxy.newProxyInstance(
            KeyInUriFuzzTest.class.getClassLoader(),
            new Class<?>[] {HttpServletRequest.class},
            (proxy, method, arguments) ->
                switch (method.getName()) {
                  case "getContextPath" -> "";
                  case "getRequestURI" -> uri;
                  case "getQueryString" -> query;
                  default -> throw new UnsupportedOperationException(method.getName());
                });
  }
}
