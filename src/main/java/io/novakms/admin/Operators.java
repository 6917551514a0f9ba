package io.novakms.admin;

import io.novakms.audit.Actor;
import java.lang.reflect.InvocationTargetException;
import java.rmi.server.RemoteServer;
import java.rmi.server.ServerNotActiveException;
import java.security.Principal;
import java.util.Comparator;
import java.util.Optional;
import java.util.Set;
import javax.management.remote.JMXPrincipal;
import javax.security.auth.Subject;

/**
 * Who calls an operation, as far as the server's JMX connector tells: that of the JDK tells the
 * name that the operator logged in with, and the address.
 */
final class Operators {
  private Operators() {}

  /** The caller on this thread. */
  static Actor current() {
    return Actor.operator(subject().flatMap(Operators::name), address());
  }

  private static Optional<String> name(Subject subject) {
    Set<Principal> principals = subject.getPrincipals();
    return principals.stream()
        .min(Comparator.comparing(principal -> !(principal instanceof JMXPrincipal)))
        .map(Principal::getName);
  }

  /**
   * {@code Subject.current()} where there is one, from Java 18; else its predecessor, which later
   * Java no longer has. Both are called by name, as no one Java has both for good.
   */
  private static Optional<Subject> subject() {
    try {
      return Optional.ofNullable((Subject) Subject.class.getMethod("current").invoke(null));
    } catch (NoSuchMethodException e) {
      return subjectOfAccessControl();
    } catch (IllegalAccessException | InvocationTargetException e) {
      return Optional.empty();
    }
  }

  private static Optional<Subject> subjectOfAccessControl() {
    try {
      Object context =
          Class.forName("java.security.AccessController").getMethod("getContext").invoke(null);
      Class<?> type = Class.forName("java.security.AccessControlContext");
      return Optional.ofNullable(
          (Subject) Subject.class.getMethod("getSubject", type).invoke(null, context));
    } catch (ReflectiveOperationException e) {
      return Optional.empty();
    }
  }

  private static Optional<String> address() {
    try {
      return Optional.of(RemoteServer.getClientHost());
    } catch (ServerNotActiveException e) {
      return Optional.empty();
    }
  }
}
