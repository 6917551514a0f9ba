package io.novakms.http.openapi;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** What the type of a record's component does not tell of the JSON field that it becomes. */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
public @interface Shape {
  /** A lower-case wallet. */
  String WALLET = "^0x[0-9a-f]{40}$";

  /** A P-384 key as DER SubjectPublicKeyInfo, in hex as nodes send it: 120 bytes. */
  String TEE_PUBKEY = "^[0-9a-f]{240}$";

  /** A P-384 key in hex as nodes accept it: SubjectPublicKeyInfo or an uncompressed SEC1 point. */
  String ANY_TEE_PUBKEY = "^(0[xX])?([0-9a-fA-F]{240}|[0-9a-fA-F]{194})$";

  /** A nonce of AES-GCM, 12 bytes in hex. */
  String GCM_NONCE = "^[0-9a-f]{24}$";

  /** Hex of a ciphertext with its tag of 16 bytes at least. */
  String CIPHERTEXT = "^([0-9a-f]{2}){16,}$";

  /** Padded Base64 of the standard alphabet. */
  String BASE64 = "^([A-Za-z0-9+/]{4})*([A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$";

  /** A nonce of a proof: 16 bytes. */
  String NONCE = "^[A-Za-z0-9+/]{22}==$";

  /** A decimal number of an app. */
  String APP_ID = "^(0|[1-9][0-9]{0,77})$";

  /** ISO 8601, in UTC. */
  String DATE_TIME = "date-time";

  /** A regular expression that the whole text matches; empty for any. */
  String pattern() default "";

  /** A format of JSON Schema. */
  String format() default "";

  /** An enum whose words the text is one of, as its {@code code()} or {@code word()} has them. */
  Class<?> words() default void.class;

  /** The one text that it always is. */
  String always() default "";

  /** Whether it may be null, as nothing is known. */
  boolean nullable() default false;

  /** Whether it may be missing. */
  boolean optional() default false;

  /** The least number. */
  long least() default Long.MIN_VALUE;

  /** The largest number. */
  long most() default Long.MAX_VALUE;

  /** For a whole number: whether decimal digits as text are taken, too. */
  boolean orDigits() default false;

  /** What it is where it is missing; empty for nothing. */
  String otherwise() default "";

  /** The least number of characters. */
  int shortest() default 0;

  /** The largest number of characters; a limit in bytes is one of characters, too. */
  int longest() default Integer.MAX_VALUE;

  /** For a map: the form of its keys. */
  String keys() default "";
}
