/**
 * Runs what threads share under many schedules. Fray decides at each access to shared memory, lock
 * and wait which thread goes on, so that a race which the machine's own scheduler hardly ever meets
 * is met in one of a few hundred runs, and can be replayed. The rooms' own test packages have what
 * is run ({@link io.novakms.schedules.Schedules}); {@link io.novakms.schedules.SchedulesTest} makes
 * the instrumented Java that it needs, and runs all of it.
 */
package io.novakms.schedules;
