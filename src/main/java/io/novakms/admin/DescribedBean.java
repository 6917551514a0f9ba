package io.novakms.admin;

import java.lang.reflect.Method;
import java.lang.reflect.Parameter;
import java.util.Optional;
import java.util.stream.Stream;
import javax.management.MBeanAttributeInfo;
import javax.management.MBeanInfo;
import javax.management.MBeanOperationInfo;
import javax.management.MBeanParameterInfo;
import javax.management.StandardMBean;

/** An MXBean with the words that its interface is {@link Described} in. */
final class DescribedBean extends StandardMBean {
  /** {@code bean}, which shows and does what {@code type} says. */
  <T> DescribedBean(T bean, Class<T> type) {
    super(bean, type, true);
  }

  @Override
  protected String getDescription(MBeanInfo info) {
    return getMBeanInterface().getAnnotation(Described.class).value();
  }

  @Override
  protected String getDescription(MBeanAttributeInfo info) {
    return method((info.isIs() ? "is" : "get") + info.getName())
        .map(getter -> getter.getAnnotation(Described.class).value())
        .orElse(info.getName());
  }

  @Override
  protected String getDescription(MBeanOperationInfo info) {
    return method(info.getName())
        .map(operation -> operation.getAnnotation(Described.class).value())
        .orElse(info.getName());
  }

  @Override
  protected String getDescription(
      MBeanOperationInfo operation, MBeanParameterInfo info, int sequence) {
    return parameter(operation, sequence).map(Described::value).orElse(info.getName());
  }

  @Override
  protected String getParameterName(
      MBeanOperationInfo operation, MBeanParameterInfo info, int sequence) {
    return parameter(operation, sequence).map(Described::name).orElse(info.getName());
  }

  @Override
  protected int getImpact(MBeanOperationInfo info) {
    return MBeanOperationInfo.ACTION;
  }

  private Optional<Described> parameter(MBeanOperationInfo operation, int sequence) {
    return method(operation.getName())
        .map(Method::getParameters)
        .map((Parameter[] parameters) -> parameters[sequence].getAnnotation(Described.class));
  }

  private Optional<Method> method(String name) {
    return Stream.of(getMBeanInterface().getMethods())
        .filter(method -> method.getName().equals(name))
        .findFirst();
  }
}
