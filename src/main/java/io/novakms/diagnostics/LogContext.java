package io.novakms.diagnostics;

import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.BiConsumer;
import java.util.regex.Pattern;

/**
 * What a thread works on: a request or a tick. Every line that it logs meanwhile through a {@link
 * #logger} begins with it, on every server alike: {@code [request 9f86d081884c7d65] …}, {@code
 * [tick 17] …}. An executor made by {@link #carriedBy} takes it along to other threads.
 *
 * <p>Which context a thread is in is kept by the thread, since loggers are asked from everywhere;
 * nothing stays behind in a thread that has left its context.
 */
public final class LogContext {
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");
  private static final ThreadLocal<LogContext> CURRENT = new ThreadLocal<>();

  private final String text;

  private LogContext(String kind, String name) {
    if (!isName(name)) {
      throw new IllegalArgumentException("not fit for a log");
    }
    this.text = kind + " " + name;
  }

  /**
   * The handling of one request.
   *
   * @param id see {@link #isName}
   * @throws IllegalArgumentException where it is anything else
   */
  public static LogContext request(String id) {
    return new LogContext("request", id);
  }

  /** One tick of the heartbeat. */
  public static LogContext tick(long number) {
    return new LogContext("tick", Long.toString(number));
  }

  /**
   * Whether {@code text} can name a context: 1 to 64 letters, digits, dots, dashes and underscores
   * of ASCII, the first of them a letter or a digit. So no name can forge a log line.
   */
  public static boolean isName(String text) {
    return NAME.matcher(text).matches();
  }

  /** What the current thread works on; empty where it was not set. */
  public static Optional<LogContext> current() {
    return Optional.ofNullable(CURRENT.get());
  }

  /** A logger like {@link System#getLogger}, whose lines begin with the context of their thread. */
  public static System.Logger logger(String name) {
    return new ContextLogger(System.getLogger(name));
  }

  /** Runs what {@code executor} runs in the context of the thread that submitted it. */
  public static Executor carriedBy(Executor executor) {
    return task -> executor.execute(carried(task));
  }

  /** Does what {@code task} does, in the context of the thread that calls this. */
  public static <A, B> BiConsumer<A, B> carried(BiConsumer<A, B> task) {
    LogContext context = CURRENT.get();
    return context == null ? task : (a, b) -> context.run(() -> task.accept(a, b));
  }

  /** Does what {@code task} does, in the context of the thread that calls this. */
  public static Runnable carried(Runnable task) {
    LogContext context = CURRENT.get();
    return context == null ? task : () -> context.run(task);
  }

  /** Runs {@code task} on this thread, in this context. */
  public void run(Runnable task) {
    Scope scope = enter();
    try {
      task.run();
    } finally {
      scope.leave();
    }
  }

  /** Puts the current thread into this context, until it leaves. */
  public Scope enter() {
    Scope scope = new Scope(CURRENT.get());
    CURRENT.set(this);
    return scope;
  }

  /** How to get out of a context, to be called in a {@code finally} by the thread that entered. */
  public static final class Scope {
    private final LogContext before;

    private Scope(LogContext before) {
      this.before = before;
    }

    /** Puts the thread back to where it was. */
    public void leave() {
      if (before == null) {
        CURRENT.remove();
      } else {
        CURRENT.set(before);
      }
    }
  }

  /** As in a log line, without the brackets. */
  @Override
  public String toString() {
    return text;
  }
}
