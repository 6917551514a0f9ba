package io.novakms.testing;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.novakms.crypto.CryptoProviders;
import io.novakms.model.AppId;
import io.novakms.model.TeePublicKey;
import io.novakms.model.Wallet;
import io.novakms.node.GateState.Serving;
import io.novakms.registry.AppCaller;
import jakarta.inject.Inject;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.math.BigInteger;
import java.time.Duration;
import java.util.stream.Stream;

/**
 * Lets a test outside the server say what the ticks of the test node do, and see what happened:
 * {@code gate=open} or {@code gate=closed}, {@code ticks-take=MILLISECONDS}, {@code
 * app=NUMBER,WALLET,KEY}, which registers an instance.
 */
@WebServlet(TestControl.PATH)
public class TestControl extends HttpServlet {
  /** Where it is. */
  public static final String PATH = "/test-control";

  private static final long serialVersionUID = 1L;

  @Inject private transient TestNode node;

  /** The server's own parameters are not there: a form's would be in the body. */
  private static String parameter(HttpServletRequest request, String name) {
    String query = request.getQueryString() == null ? "" : request.getQueryString();
    return Stream.of(query.split("&"))
        .map(pair -> pair.split("=", 2))
        .filter(pair -> pair[0].equals(name) && pair.length == 2)
        .map(pair -> pair[1])
        .findFirst()
        .orElse(null);
  }

  @Override
  protected void doGet(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    String gate = parameter(request, "gate");
    if (gate != null) {
      node.heart.ticksOpenTheGate(gate.equals("open"));
    }
    String millis = parameter(request, "ticks-take");
    if (millis != null) {
      node.heart.ticksTake(Duration.ofMillis(Long.parseLong(millis)));
    }
    String app = parameter(request, "app");
    if (app != null) {
      String[] parts = app.split(",");
      Wallet wallet = Wallet.parse(parts[1]);
      AppCaller caller =
          new AppCaller(
              AppId.parse(parts[0]), BigInteger.ONE, TeePublicKey.parse(parts[2]), wallet);
      node.registry.put(wallet, () -> caller);
    }
    ObjectNode seen =
        JsonNodeFactory.instance
            .objectNode()
            .put("answered", node.answered.size())
            .put("nonces", node.nonces.size())
            .put("namespaces", node.store.stats().namespaces())
            .put("serving", node.heart.gate().state() instanceof Serving)
            .put("mostTicksAtOnce", node.heart.mostTicksAtOnce())
            .put("crypto", CryptoProviders.available().description());
    response.setContentType("application/json");
    response.getOutputStream().print(seen.toString());
  }
}
