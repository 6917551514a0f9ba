package io.novakms.http.openapi;

import io.novakms.model.KmsException.Kind;
import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * What the signature of a JAX-RS method does not tell of its route. Every route has one: a document
 * can't be made where one is missing. What the route does is told by the method's Javadoc.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
public @interface Contract {
  /** Whom the route is for. It says whether bodies are sealed, and which refusals are common. */
  Caller caller() default Caller.ANYONE;

  /** The record that a request's body is, sealed or not; several where it is one of them. */
  Class<?>[] takes() default {};

  /** The record that the body of a good answer is; several where it is one of them. */
  Class<?>[] gives() default {};

  /** What a good answer is, where it is no record: a JSON object, or text. */
  String givesWords() default "";

  /** The body that some servers answer with in place of this route, whatever the status. */
  Class<?>[] serverGives() default {};

  /** The media types of a good answer, where JAX-RS is not told. */
  String[] types() default {};

  /** Further headers of a good answer. */
  String[] headers() default {};

  /** Whether it may send the caller elsewhere. */
  boolean redirects() default false;

  /** What it refuses beyond what is common for its caller. */
  Kind[] refuses() default {};

  /** Codes of a 400 that say more than {@code bad_request}. */
  String[] badRequestCodes() default {};

  /** Whether the number of requests of a client is limited. */
  boolean limited() default false;

  /** Whether the answer has an {@code ETag}, and a known one is answered with 304. */
  boolean tagged() default false;

  /** Parts of the URI and headers that it reads. */
  Parameter[] parameters() default {};

  /** One of them. */
  @interface Parameter {
    /** Its name. */
    String name();

    /** {@code path}, {@code query} or {@code header}. */
    String in();

    /** What it is for. */
    String words();

    /** Its form. */
    Shape shape() default @Shape;
  }
}
