package io.novakms.http;

import jakarta.enterprise.context.Dependent;
import jakarta.inject.Singleton;
import java.lang.annotation.Annotation;
import java.util.Arrays;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.glassfish.hk2.api.ActiveDescriptor;
import org.glassfish.hk2.api.Context;
import org.glassfish.hk2.api.ServiceHandle;

/** Stands in for CDI: gives Jersey the resources that a test has built. */
@Singleton
final class PreparedResources implements Context<Dependent> {
  private volatile Map<Class<?>, Object> resources = Map.of();

  /** Gives these from now on. */
  void set(Object... prepared) {
    resources =
        Arrays.stream(prepared).collect(Collectors.toMap(Object::getClass, Function.identity()));
  }

  @Override
  public Class<? extends Annotation> getScope() {
    return Dependent.class;
  }

  @Override
  @SuppressWarnings("unchecked")
  public <U> U findOrCreate(ActiveDescriptor<U> wanted, ServiceHandle<?> root) {
    return (U) resources.get(wanted.getImplementationClass());
  }

  @Override
  public boolean containsKey(ActiveDescriptor<?> wanted) {
    return resources.containsKey(wanted.getImplementationClass());
  }

  @Override
  public void destroyOne(ActiveDescriptor<?> unused) {}

  @Override
  public boolean supportsNullCreation() {
    return false;
  }

  @Override
  public boolean isActive() {
    return true;
  }

  @Override
  public void shutdown() {}
}
