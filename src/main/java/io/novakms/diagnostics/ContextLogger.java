package io.novakms.diagnostics;

import java.util.ResourceBundle;

/**
 * Puts the context of the current thread before each line. The name of a context has nothing in it
 * that {@link java.text.MessageFormat} would take for its own.
 *
 * @param target writes the lines
 */
record ContextLogger(System.Logger target) implements System.Logger {
  @Override
  public String getName() {
    return target.getName();
  }

  @Override
  public boolean isLoggable(Level level) {
    return target.isLoggable(level);
  }

  @Override
  public void log(Level level, ResourceBundle bundle, String message, Throwable thrown) {
    target.log(level, bundle, inContext(message), thrown);
  }

  @Override
  public void log(Level level, ResourceBundle bundle, String format, Object... parameters) {
    target.log(level, bundle, inContext(format), parameters);
  }

  private static String inContext(String message) {
    return LogContext.current().map(context -> "[" + context + "] " + message).orElse(message);
  }
}
