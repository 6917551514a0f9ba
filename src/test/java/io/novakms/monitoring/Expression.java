package io.novakms.monitoring;

/**
 * Something in PromQL.
 *
 * @param where it stands, for a person
 * @param text the PromQL
 */
record Expression(String where, String text) {}
