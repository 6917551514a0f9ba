/**
 * Every setting, read in one place and checked before anything starts.
 *
 * <p>May import model, and MicroProfile Config, which only this room knows. Must stay out: what the
 * settings are used for.
 */
package io.novakms.config;
