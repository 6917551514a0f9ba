/**
 * The audit log: who did what to which app's key, and what came of it, as lines of JSON.
 *
 * <p>May import the rooms from model to auth. Must stay out: values, keys and secrets; and the
 * decision what is allowed.
 */
package io.novakms.audit;
