package io.novakms.wiring;

import jakarta.enterprise.inject.Stereotype;
import jakarta.inject.Singleton;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * A bean that is there once, and is handed out itself instead of a proxy, so that it can have final
 * fields and needs no second constructor. A stereotype, since CDI finds no class by {@code
 * Singleton} alone.
 */
@Stereotype
@Singleton
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
public @interface NodeScoped {}
