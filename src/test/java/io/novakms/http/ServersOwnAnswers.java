package io.novakms.http;

import io.novakms.http.message.RequestId;
import io.novakms.testing.RawHttp.Answer;
import java.util.regex.Pattern;

/**
 * What a server answers by itself, before the application is asked. It is the one place that says
 * so: every other answer has to be the application's.
 *
 * <p>Payara's HTTP layer, Grizzly, fails on two kinds of paths and then sends an untouched answer,
 * which is an empty 200: one that has a percent sign without two hexadecimal digits behind it
 * (Payara's issue 8000), always; and one that ends in {@code /.} or {@code /..}, where it is longer
 * than each path that the server's reused request object has seen (it writes one byte past its
 * buffer). A client takes no such answer for one of a node, since it has no signature.
 */
public final class ServersOwnAnswers {
  private static final Pattern UNREADABLE =
      Pattern.compile(".*%(?![0-9A-Fa-f]{2}).*|.*/(\\.|%2[eE]){1,2}");

  private ServersOwnAnswers() {}

  /** Whether the application was not asked for {@code answer}, the one to {@code target}. */
  public static boolean contains(String target, Answer answer) {
    if (answer.header(RequestId.HEADER) != null) {
      return false;
    }
    return answer.status() == 400 || isUntouched(answer) && isUnreadable(target);
  }

  private static boolean isUntouched(Answer answer) {
    return answer.status() == 200
        && answer.body().isEmpty()
        && answer.header("Content-Type") == null
        && answer.headers().keySet().stream().noneMatch(name -> name.endsWith("signature"));
  }

  private static boolean isUnreadable(String target) {
    return UNREADABLE.matcher(target.split("[?]", 2)[0]).matches();
  }
}
