/**
 * The WAR as it was built, on every server that it is for: the same tests, through one {@link
 * io.novakms.acceptance.ServerUnderTest driver} for each.
 *
 * <p>A test that is to hold on every server is a {@code default} method of one of the {@code
 * ...Contract} interfaces, which {@link io.novakms.acceptance.AcceptanceContract} implements; a new
 * interface is added there. A server takes part by a driver and a subclass of {@code
 * AcceptanceContract} for each JDK.
 */
package io.novakms.acceptance;
