package io.novakms.http.exchange;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/** A method of a server's own classes, which is looked for once in each class. */
final class NamedMethod {
  private final String name;
  private final Class<?>[] parameters;
  private final ClassValue<Optional<Method>> found =
      new ClassValue<>() {
        @Override
        protected Optional<Method> computeValue(Class<?> type) {
          return find(type);
        }
      };

  NamedMethod(String name, Class<?>... parameters) {
    this.name = name;
    this.parameters = parameters.clone();
  }

  /** Whether {@code object} has it. */
  boolean isOf(Object object) {
    return found.get(object.getClass()).isPresent();
  }

  /**
   * Calls it.
   *
   * @throws ReflectiveOperationException where {@code object} has no such method, or it failed
   */
  Object call(Object object, Object... arguments) throws ReflectiveOperationException {
    Method method = found.get(object.getClass()).orElseThrow(() -> new NoSuchMethodException(name));
    try {
      return method.invoke(object, arguments);
    } catch (InvocationTargetException e) {
      throw new ReflectiveOperationException(e.getCause());
    }
  }

  /** The method where a public class or interface declares it: others may not be called. */
  private Optional<Method> find(Class<?> of) {
    Deque<Class<?>> types = new ArrayDeque<>(List.of(of));
    while (!types.isEmpty()) {
      Class<?> type = types.pop();
      if (Modifier.isPublic(type.getModifiers())) {
        try {
          return Optional.of(type.getMethod(name, parameters));
        } catch (NoSuchMethodException e) {
          // What is above may have it.
        }
      }
      types.addAll(List.of(type.getInterfaces()));
      Optional.ofNullable(type.getSuperclass()).ifPresent(types::add);
    }
    return Optional.empty();
  }
}
