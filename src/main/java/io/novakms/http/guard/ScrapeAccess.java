package io.novakms.http.guard;

import io.novakms.auth.ClientAddressResolver;
import io.novakms.config.KmsConfig;
import io.novakms.config.SensitiveText;
import io.novakms.model.KmsException;
import io.novakms.model.KmsException.Kind;
import jakarta.servlet.http.HttpServletRequest;
import java.net.InetAddress;
import java.util.List;

/**
 * Decides which callers may read the metrics: those that send the token, or, where none is set,
 * those that call from an allowed address.
 *
 * <p>A request that a proxy passed on comes from where the proxy says, if the proxy is trusted. If
 * it is not, its origin is unknown, and it is refused: a proxy on the same machine would otherwise
 * make every caller local.
 */
public final class ScrapeAccess {
  private static final String BEARER = "Bearer ";
  private static final List<String> PASSED_ON = List.of("X-Forwarded-For", "Forwarded", "Via");

  private final KmsConfig.Metrics settings;
  private final ClientAddressResolver clients;

  public ScrapeAccess(KmsConfig.Metrics settings, ClientAddressResolver clients) {
    this.settings = settings;
    this.clients = clients;
  }

  /**
   * Lets {@code request} pass.
   *
   * @throws KmsException UNAUTHORIZED where the token is missing or wrong, FORBIDDEN where the
   *     address is not allowed
   */
  public void require(InboundRequest request) {
    if (settings.token().isPresent()) {
      boolean right =
          request
              .header("Authorization")
              .filter(sent -> sent.regionMatches(true, 0, BEARER, 0, BEARER.length()))
              .map(sent -> sent.substring(BEARER.length()).strip())
              .filter(sent -> !sent.isEmpty())
              // In constant time.
              .filter(sent -> new SensitiveText(sent).equals(settings.token().get()))
              .isPresent();
      if (!right) {
        throw new KmsException(Kind.UNAUTHORIZED, "the metrics need KMS_METRICS_TOKEN as bearer");
      }
    } else if (!isAllowed(request)) {
      throw new KmsException(
          Kind.FORBIDDEN, "the metrics are for addresses of KMS_METRICS_ALLOW, or set a token");
    }
  }

  private boolean isAllowed(InboundRequest request) {
    HttpServletRequest asked = request.servletRequest();
    boolean direct = PASSED_ON.stream().allMatch(h -> asked.getHeader(h) == null);
    if (!direct && !clients.isTrusted(asked.getRemoteAddr())) {
      return false;
    }
    InetAddress client = request.client(clients).address();
    return settings.allowed().stream().anyMatch(block -> block.contains(client));
  }
}
