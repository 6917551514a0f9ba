/**
 * The words every room shares: who someone is, and how something can fail.
 *
 * <p>May import the JDK only. Must stay out: input and output, JSON, cryptography, anything that
 * changes.
 */
package io.novakms.model;
