package io.novakms.http.openapi;

import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import java.lang.annotation.Annotation;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Finds the routes of JAX-RS resources. */
final class Routes {
  private static final Pattern TEMPLATE = Pattern.compile("\\{\\s*(\\w+)\\s*:[^}]*}");

  private static final List<String> JSON = List.of("application/json");

  private Routes() {}

  /**
   * A route.
   *
   * @param method of HTTP
   * @param path a template: {@code /kms/data/{key}}
   * @param code the method that answers
   * @param contract what is known of it
   * @param declaresType whether JAX-RS itself looks at {@code Accept}
   * @param types the media types of good answers
   */
  record Route(
      String method,
      String path,
      Method code,
      Contract contract,
      boolean declaresType,
      List<String> types) {}

  /**
   * The routes of those of {@code classes} that are resources, by path and method.
   *
   * @throws IllegalStateException where one has no {@link Contract}
   */
  static List<Route> of(Collection<Class<?>> classes) {
    return classes.stream()
        .filter(type -> type.isAnnotationPresent(Path.class))
        .flatMap(type -> Arrays.stream(type.getMethods()))
        .flatMap(method -> route(method).stream())
        .sorted(Comparator.comparing(Route::path).thenComparing(Route::method))
        .toList();
  }

  private static Optional<Route> route(Method code) {
    return Arrays.stream(code.getAnnotations())
        .map(Annotation::annotationType)
        .map(type -> type.getAnnotation(HttpMethod.class))
        .filter(method -> method != null)
        .findFirst()
        .map(method -> route(method.value(), code));
  }

  private static Route route(String method, Method code) {
    Contract contract = code.getAnnotation(Contract.class);
    if (contract == null) {
      throw new IllegalStateException(
          Words.name(code.getDeclaringClass()) + "." + code.getName() + " has no @Contract");
    }
    Optional<Produces> produces =
        Stream.<AnnotatedElement>of(code, code.getDeclaringClass())
            .map(element -> element.getAnnotation(Produces.class))
            .filter(declared -> declared != null)
            .findFirst();
    return new Route(
        method,
        path(code),
        code,
        contract,
        produces.isPresent(),
        contract.types().length > 0
            ? List.of(contract.types())
            : produces.map(declared -> List.of(declared.value())).orElse(JSON));
  }

  private static String path(Method code) {
    String whole =
        Stream.<AnnotatedElement>of(code.getDeclaringClass(), code)
            .map(element -> element.getAnnotation(Path.class))
            .filter(path -> path != null)
            .map(path -> path.value().replaceAll("^/|/$", ""))
            .filter(path -> !path.isEmpty())
            .reduce("", (before, path) -> before + "/" + path);
    return whole.isEmpty() ? "/" : TEMPLATE.matcher(whole).replaceAll("{$1}");
  }
}
