package io.novakms.simulation;

import io.novakms.peer.PeerHttp;
import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServletRequest;
import java.io.ByteArrayInputStream;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A request as a server hands it to a servlet, as far as the entry asks. */
final class SimulatedRequest implements InvocationHandler {
  /** The header that names a method other than GET and POST. */
  static final String METHOD = "simulated-method";

  private static final String REQUEST_ID = "io.novakms.http.request-id";

  private final String client;
  private final PeerHttp.Request request;
  private final Map<String, Object> attributes = new HashMap<>();

  private SimulatedRequest(String client, PeerHttp.Request request) {
    this.client = client;
    this.request = request;
    attributes.put(REQUEST_ID, "0000000000000000");
  }

  /** {@code request}, as it came from the address {@code client}. */
  static HttpServletRequest of(String client, PeerHttp.Request request) {
    return (HttpServletRequest)
        Proxy.newProxyInstance(
            SimulatedRequest.class.getClassLoader(),
            new Class<?>[] {HttpServletRequest.class},
            new SimulatedRequest(client, request));
  }

  @Override
  public Object invoke(Object proxy, Method method, Object[] arguments) {
    return switch (method.getName()) {
      case "getMethod" -> request.headers().getOrDefault(METHOD, request.method());
      case "getRequestURI" -> request.url().getRawPath();
      case "getQueryString" -> request.url().getRawQuery();
      case "getContextPath" -> "";
      case "getRemoteAddr" -> client;
      case "getContentType" -> request.headers().get("content-type");
      case "getContentLengthLong" -> (long) body().length;
      case "getInputStream" -> new Body(new ByteArrayInputStream(body()));
      case "getHeader" -> header(arguments[0]);
      case "getHeaders" -> Collections.enumeration(headers(arguments[0]));
      case "getAttribute" -> attributes.get(arguments[0]);
      case "setAttribute" -> attributes.put((String) arguments[0], arguments[1]);
      case "removeAttribute" -> attributes.remove(arguments[0]);
      default -> throw new UnsupportedOperationException(method.getName());
    };
  }

  private byte[] body() {
    return request.body().orElse(new byte[0]);
  }

  private List<String> headers(Object name) {
    String value = header(name);
    return value == null ? List.of() : List.of(value);
  }

  private String header(Object name) {
    return request.headers().entrySet().stream()
        .filter(header -> header.getKey().equalsIgnoreCase((String) name))
        .map(Map.Entry::getValue)
        .findFirst()
        .orElse(null);
  }

  private static final class Body extends ServletInputStream {
    private final ByteArrayInputStream bytes;

    Body(ByteArrayInputStream bytes) {
      this.bytes = bytes;
    }

    @Override
    public int read() {
      return bytes.read();
    }

    @Override
    public int read(byte[] to, int from, int length) {
      return bytes.read(to, from, length);
    }

    @Override
    public boolean isFinished() {
      return bytes.available() == 0;
    }

    @Override
    public boolean isReady() {
      return true;
    }

    @Override
    public void setReadListener(ReadListener listener) {
      throw new UnsupportedOperationException();
    }
  }
}
